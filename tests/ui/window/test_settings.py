"""What a person finds again at the next start, from a real file that may be damaged."""

from pathlib import Path

import pytest

from digitapp.digits import Drawing
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.ui.window.settings import Settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings.ini"


def kept(file, name, value):
    settings = Settings(file)
    settings.keep(name, value)
    settings.sync()
    return Settings(file)


def test_a_number_comes_back(file):
    assert kept(file, "pen", 7).number("pen", 3) == 7


def test_a_number_that_is_none_counts_as_not_there(file):
    assert kept(file, "pen", "broad").number("pen", 3) == 3


@pytest.mark.parametrize("value", [True, False])
def test_a_flag_comes_back(file, value):
    assert kept(file, "live", value).flag("live", not value) is value


def test_a_config_comes_back_with_its_digits_file_only(file, tmp_path):
    config = TrainingConfig(epochs=7, hidden_layers=(HiddenLayer(3, "tanh"),))
    settings = Settings(file)
    settings.keep_config(tmp_path / "a.digits", config)
    settings.sync()
    assert Settings(file).config(tmp_path / "a.digits") == config
    assert Settings(file).config(tmp_path / "b.digits") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"epochs": -1}', '{"magic": 1}', "null", "\x00"])
def test_a_config_that_cannot_be_counts_as_not_there(file, tmp_path, text):
    settings = kept(file, "training/config", text)
    settings.keep("training/file", str(tmp_path))
    assert settings.config(tmp_path) is None


def test_what_was_answered_about_a_file_comes_back(file, tmp_path):
    settings = Settings(file)
    settings.keep_import_answers({tmp_path / "X.npy": ("columns",)})
    settings.sync()
    assert Settings(file).import_answers() == {tmp_path / "X.npy": ("columns",)}


def test_answers_that_0_1_0_kept_are_understood(file):
    settings = kept(file, "which_way", '{"/a/X.npy": true, "/b/X.npy": false}')
    assert settings.import_answers() == {
        Path("/a/X.npy"): ("columns",),
        Path("/b/X.npy"): ("rows",),
    }


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"a": 3}'])
def test_answers_that_cannot_be_read_are_asked_again(file, text):
    assert kept(file, "which_way", text).import_answers() == {}


def test_a_settings_file_of_garbage_is_as_good_as_none(file):
    file.write_bytes(bytes(range(256)) * 10)
    assert Settings(file).number("pen", 3) == 3
    assert Settings(file).state("geometry").isEmpty()


@pytest.mark.parametrize(
    "value",
    [
        "99999999999999999999",
        "-99999999999999999999",
        "@Rect(1 2 3 4)",
        r"@Variant(\0\0\0\x7f\0\0\0\xePyObject\0\0\0\0\0)",  # a Python object, cut off
        r"@Variant(\0\0)",
        "@Invalid()",
        "1, 2, 3",
    ],
)
def test_whatever_stands_in_the_file_a_value_of_its_kind_is_read(file, value):
    names = ("pen", "live", "theme", "geometry", "which_way", "training/config")
    lines = "\n".join(f"{name}={value}" for name in names[:5])
    file.write_text(f"[General]\n{lines}\n[training]\nconfig={value}\nfile=a\n", encoding="utf-8")
    settings = Settings(file)
    assert settings.number("pen", 3) == 3
    assert settings.flag("live", False) is False
    assert isinstance(settings.text("theme"), str)
    assert settings.state("geometry").isEmpty()
    assert settings.import_answers() == {}
    assert settings.config(file) is None


def test_ink_belongs_to_its_file_and_of_many_files_the_newest_keep_theirs(file, tmp_path):
    settings = Settings(file)
    inks = [Drawing([[(k, 0, 0), (k, 9, 1)]]) for k in range(10)]
    for k, ink in enumerate(inks):
        settings.keep_ink(tmp_path / f"{k}.digits", ink)
    kept = [settings.ink(tmp_path / f"{k}.digits") for k in range(10)]
    assert kept == [None, None, *inks[2:]]
    settings.keep_ink(tmp_path / "5.digits", None)
    assert settings.ink(tmp_path / "5.digits") is None
    assert settings.ink(tmp_path / "6.digits") == inks[6]


@pytest.mark.parametrize("spoilt", ["[]", "{", '{"a.digits": 7}', '{"a.digits": "eA=="}', "7"])
def test_spoilt_ink_counts_as_none(file, spoilt):
    settings = Settings(file)
    settings.keep("ink", spoilt)
    assert settings.ink(Path("a.digits")) is None
    settings.keep_ink(Path("a.digits"), Drawing([[(1, 2)]]))
    assert settings.ink(Path("a.digits")) is not None
