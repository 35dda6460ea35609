"""A model file is read up to each limit, and refused one beyond; the limits are lowered for it."""

import numpy as np
import pytest

from digitapp.nn import Dense, Input, ModelFileError, Sequential, load_model
from digitapp.nn.saving import archive, keras_config, keras_weights, reader

from .model_files import read_zip

WEIGHTS = 4 * (7 * 4 + 5 * 1)  # bytes of 6 inputs, 4 units and 1 unit


@pytest.fixture
def saved(tmp_path):
    """The folder of a model in each of its files."""
    model = Sequential([Input((6,)), Dense(4, "relu"), Dense(1, "sigmoid")], seed=1)
    model.compile("adam", "binary_crossentropy")
    for name in ("a.keras", "a.npz"):
        model.save(tmp_path / name)
    model.save_weights(tmp_path / "a.weights.h5")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "module", "limit", "value", "told"),
    [
        ("a.keras", archive, "_MAX_MEMBERS", lambda p: len(read_zip(p)), "it has . members"),
        ("a.npz", archive, "_MAX_MEMBERS", lambda p: len(read_zip(p)), "it has . members"),
        (
            *("a.keras", reader, "_MAX_CONFIG", lambda p: len(read_zip(p)["config.json"])),
            "config.json is longer",
        ),
        ("a.keras", keras_config, "_MAX_LAYERS", lambda p: 3, "it has 3 layers"),
        ("a.keras", keras_config, "_MAX_WEIGHTS", lambda p: WEIGHTS, "more than 64 MB of weights"),
    ],
)
def test_a_model_at_a_limit_is_read_and_one_beyond_is_refused(
    saved, monkeypatch, file, module, limit, value, told
):
    most = value(saved / file)
    monkeypatch.setattr(module, limit, most)
    assert load_model(saved / file).count_params() == WEIGHTS // 4
    monkeypatch.setattr(module, limit, most - 1)
    with pytest.raises(ModelFileError, match=told):
        load_model(saved / file)


def test_a_file_of_weights_at_the_limit_is_read_and_one_beyond_is_refused(saved, monkeypatch):
    size = (saved / "a.weights.h5").stat().st_size
    model = load_model(saved / "a.npz")
    model.set_weights([np.zeros_like(array) for array in model.weights])
    monkeypatch.setattr(keras_weights, "MAX_MEMBER", size)
    model.load_weights(saved / "a.weights.h5")
    assert model.get_weights()[0].any()
    monkeypatch.setattr(keras_weights, "MAX_MEMBER", size - 1)
    with pytest.raises(ModelFileError, match="it is longer than that of any network"):
        model.load_weights(saved / "a.weights.h5")
