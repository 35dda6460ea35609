"""Where the person's folder is on each system, and what is said when it cannot be had."""

import sys
from pathlib import Path

import pytest

from digitapp.files import paths

VARIABLES = ("DIGITAPP_FOLDER", "XDG_DATA_HOME", "APPDATA")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    return tmp_path


PLACES = {
    "linux": ".local/share/digitapp",
    "darwin": "Library/Application Support/digitapp",
    "win32": "AppData/Roaming/digitapp",
}
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="XDG is of Linux")


def test_the_persons_folder_is_where_0_1_0_made_it(home):
    assert paths.data_folder() == home / PLACES[sys.platform]


def test_the_folder_of_macos_does_not_follow_xdg(home, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "xdg"))
    assert paths.data_folder() == home / PLACES["darwin"]


@only_linux
def test_the_systems_own_variable_moves_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "moved"))
    assert paths.data_folder() == tmp_path / "moved" / "digitapp"


@only_linux
@pytest.mark.parametrize("ignored", ["", "relative/place"])
def test_an_empty_or_relative_xdg_folder_counts_for_nothing(home, monkeypatch, ignored):
    monkeypatch.setenv("XDG_DATA_HOME", ignored)
    assert paths.data_folder() == home / PLACES["linux"]


def test_digitapp_folder_comes_before_everything(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("DIGITAPP_FOLDER", str(tmp_path / "mine"))
    assert paths.data_folder() == tmp_path / "mine"


def test_a_relative_digitapp_folder_is_counted_from_where_one_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGITAPP_FOLDER", "mine")
    assert paths.default_digits() == Path.cwd() / "mine" / "my.digits"


def test_asking_for_the_digits_makes_the_folder_and_no_file(home):
    digits = paths.default_digits()
    assert digits.parent.is_dir()
    assert list(digits.parent.iterdir()) == []
    assert paths.default_digits() == digits


def test_asking_for_the_settings_makes_nothing(home):
    assert paths.settings_file().parent == paths.data_folder()
    assert list(home.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_of_with_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DIGITAPP_FOLDER", str(tmp_path / "file" / "mine"))
    with pytest.raises(paths.FolderError, match=r"cannot make its folder .* DIGITAPP_FOLDER"):
        paths.default_digits()


@only_linux
def test_a_person_without_a_home_is_told_what_to_do(monkeypatch):
    import pwd

    def no_such_user(number):
        raise KeyError(number)

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", no_such_user)
    with pytest.raises(paths.FolderError, match="set DIGITAPP_FOLDER"):
        paths.default_digits()


def test_every_resource_of_the_program_is_found():
    for name in ("window.qss", "network.keras", "digitapp.svg", "Inter-Regular.otf"):
        assert paths.resource(name).is_file()
