"""Models come back from .keras and .npz files as they were, from ours and from Keras's own."""

import copy
import json
import os
import pickle
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import digitapp.nn as nn
from digitapp.nn import Dense, Input, ModelFileError, Sequential, load_model

from .. import keras_cases
from .model_files import read_zip, write_zip

MODELS = Path(__file__).with_name("models")
WITH_WARNING = ("keras_3.15.1_hinge", "keras_3.15.1_frozen_later")
BY_KERAS = sorted(path for path in MODELS.glob("*.keras") if path.stem not in WITH_WARNING)
CASES = ["adam", "momentum", "default_compile", "l2", "relu", "label_smoothing", "from_logits"]


def fitted(case="adam"):
    model = keras_cases.build(nn, case)
    model.fit(keras_cases.X, keras_cases.Y, epochs=2, verbose=0)
    return model


@pytest.mark.parametrize("ending", ["keras", "npz"])
@pytest.mark.parametrize("case", CASES)
def test_a_model_comes_back_as_it_was(case, ending, tmp_path):
    model = fitted(case)
    model.save(tmp_path / f"model.{ending}")
    back = load_model(tmp_path / f"model.{ending}")
    assert (back.parameters == model.parameters).all()
    assert (back.predict(keras_cases.X_VAL) == model.predict(keras_cases.X_VAL)).all()
    assert back.evaluate(keras_cases.X, keras_cases.Y) == model.evaluate(
        keras_cases.X, keras_cases.Y
    )
    assert [layer.name for layer in back.layers] == [layer.name for layer in model.layers]


@pytest.mark.parametrize("case", CASES)
def test_training_goes_on_from_a_keras_file_as_if_it_had_not_stopped(case, tmp_path):
    model = fitted(case)
    model.save(tmp_path / "model.keras")
    back = load_model(tmp_path / "model.keras")
    options = {"epochs": 3, "shuffle": False, "verbose": 0}
    went_on = model.fit(keras_cases.X, keras_cases.Y, **options).history
    resumed = back.fit(keras_cases.X, keras_cases.Y, **options).history
    assert resumed.keys() == went_on.keys()
    np.testing.assert_allclose(resumed["loss"], went_on["loss"], atol=1e-6)
    np.testing.assert_allclose(back.parameters, model.parameters, atol=1e-6)


@pytest.mark.parametrize("path", BY_KERAS, ids=lambda path: path.stem)
def test_a_file_written_by_keras_is_read_and_trained_on(path):
    check_that_it_goes_on(load_model(path), path)


def test_a_file_of_keras_whose_layers_were_frozen_after_the_fit_is_read():
    path = MODELS / "keras_3.15.1_frozen_later.keras"
    with pytest.warns(UserWarning, match="optimizer, which starts anew"):
        model = load_model(path)
    assert [layer.trainable for layer in model.layers] == [False, True]
    check_that_it_goes_on(model, path)


def check_that_it_goes_on(model, path):
    """Compare its predictions, and a further fit, with those of Keras."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    x, y = keras_cases.X[:96, :6], keras_cases.Y[:96]
    np.testing.assert_allclose(model.predict(x).ravel(), expected.pop("predict"), atol=1e-6)
    assert model.layers[0].name == "first"
    history = model.fit(x, y, epochs=3, shuffle=False, verbose=0).history
    assert history.keys() >= expected.keys()
    for key, values in expected.items():
        np.testing.assert_allclose(history[key], values, atol=1e-5, err_msg=key)


def test_a_file_of_keras_with_a_loss_we_have_not_is_read_uncompiled():
    path = MODELS / "keras_3.15.1_hinge.keras"
    with pytest.warns(UserWarning, match="Unknown loss 'hinge'.*Call compile before fit"):
        model = load_model(path)
    predicted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["predict"]
    np.testing.assert_allclose(model.predict(keras_cases.X[:96, :6]).ravel(), predicted, atol=1e-6)
    assert model.optimizer is None


def test_files_by_several_versions_of_keras_are_there():
    assert {path.stem.split("_")[1] for path in BY_KERAS} == {"3.0.5", "3.6.0", "3.15.1"}


def test_what_keras_set_of_a_metric_comes_back():
    metrics: dict[str, Any] = load_model(MODELS / "keras_3.15.1_metrics.keras").metrics
    assert list(metrics) == ["accuracy", "at_30", "p55", "auc", "mse"]
    assert (metrics["at_30"].threshold, metrics["p55"].thresholds) == (0.3, 0.55)


@pytest.mark.parametrize("name", ["frozen", "no_bias", "schedule", "metrics", "unfitted"])
def test_what_was_read_from_keras_is_written_as_it_was(name, tmp_path):
    model = load_model(MODELS / f"keras_3.15.1_{name}.keras")
    model.save(tmp_path / "again.keras")
    again = load_model(tmp_path / "again.keras")
    x, y = keras_cases.X[:96, :6], keras_cases.Y[:96]
    options = {"epochs": 2, "shuffle": False, "verbose": 0}
    assert again.fit(x, y, **options).history == model.fit(x, y, **options).history
    assert again.optimizer.get_config() == model.optimizer.get_config()
    assert [layer.trainable for layer in again.layers] == [each.trainable for each in model.layers]


def test_an_npz_file_is_read_by_numpy_alone(tmp_path):
    model = fitted()
    model.save(tmp_path / "model.npz")
    with np.load(tmp_path / "model.npz", allow_pickle=False) as arrays:
        W1, b1, W2, b2, W3, b3 = (arrays[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    a = keras_cases.X
    for W, b in ((W1, b1), (W2, b2), (W3, b3)):
        a = 1 / (1 + np.exp(-(a @ W + b)))
    np.testing.assert_allclose(model.predict(keras_cases.X), a, atol=1e-6)


@pytest.mark.parametrize("ending", ["keras", "npz"])
def test_an_uncompiled_model_is_saved_too(ending, tmp_path):
    model = Sequential([Input((3,)), Dense(2, "tanh", name="größe")], name="Ünïcode")
    path = tmp_path / f"модель 1.{ending}"
    model.save(path)
    back = load_model(path)
    assert (back.name, back.layers[0].name) == ("Ünïcode", "größe")
    assert (back.parameters == model.parameters).all()
    with pytest.raises(ValueError, match="no loss yet"):
        back.fit(np.eye(3), np.eye(3)[:, :2])


COMPILED_ELSEWHERE = {
    "optimizer": ({"optimizer": {"class_name": "AdamW", "config": {}}}, "AdamW"),
    "schedule": (
        {"optimizer": {"class_name": "Adam", "config": {"learning_rate": {"class_name": "X"}}}},
        "Unknown schedule 'X'",
    ),
    "clipping": (
        {"optimizer": {"class_name": "Adam", "config": {"clipnorm": 1.0}}},
        "Adam with clipnorm",
    ),
    "loss": ({"loss": {"class_name": "Hinge", "config": {}}}, "Hinge"),
    "reduction": (
        {"loss": {"class_name": "MeanSquaredError", "config": {"reduction": "sum"}}},
        "reduction='sum'",
    ),
    "loss weights": ({"loss_weights": [2.0]}, "loss_weights"),
}


@pytest.mark.parametrize("name", COMPILED_ELSEWHERE)
def test_a_model_compiled_with_what_we_have_not_comes_uncompiled_and_says_so(name, tmp_path):
    change, reason = COMPILED_ELSEWHERE[name]
    model = fitted()
    model.save(tmp_path / "model.keras")
    edit_config(tmp_path / "model.keras", lambda config: config["compile_config"].update(change))
    with pytest.warns(UserWarning, match=f"{reason}.*Call compile"):
        back = load_model(tmp_path / "model.keras")
    assert (back.parameters == model.parameters).all()
    assert back.optimizer is None


def test_metrics_we_have_not_are_left_out_but_the_optimizer_stays(tmp_path):
    model = fitted()
    model.save(tmp_path / "model.keras")
    precision = {"class_name": "Precision", "config": {"name": "p"}}
    metrics = ["hinge", precision, "accuracy"]
    edit_config(tmp_path / "model.keras", lambda c: c["compile_config"].update(metrics=metrics))
    with pytest.warns(UserWarning, match="without one of its metrics: Unknown metric 'hinge'"):
        back = load_model(tmp_path / "model.keras")
    assert back.metrics.keys() == {"p", "accuracy"}
    assert back.optimizer.iterations == model.optimizer.iterations


def test_a_metric_of_the_users_own_is_not_written_since_keras_could_not_read_it(tmp_path):
    def mine(y, p):
        return 0.0

    model = fitted()
    model.compile("adam", "mse", metrics=["accuracy", mine])
    model.save(tmp_path / "model.keras")
    assert load_model(tmp_path / "model.keras").metrics.keys() == {"accuracy"}


def test_the_learning_rate_comes_back_as_it_was_turned(tmp_path):
    model = fitted()
    model.optimizer.learning_rate = 0.05
    model.save(tmp_path / "model.keras")
    assert load_model(tmp_path / "model.keras").optimizer.learning_rate == pytest.approx(0.05)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_learns_on_by_itself(copied):
    model = fitted()
    before = model.parameters.copy()
    other = copied(model)
    options = {"epochs": 2, "shuffle": False, "verbose": 0}
    losses = other.fit(keras_cases.X, keras_cases.Y, **options).history["loss"]
    assert (model.parameters == before).all()
    assert model.fit(keras_cases.X, keras_cases.Y, **options).history["loss"] == losses


def edit_config(path, edit):
    members = read_zip(path)
    config = json.loads(members["config.json"])
    edit(config)
    write_zip(path, members | {"config.json": json.dumps(config).encode()})


def test_a_failed_save_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    fitted().save(path)
    before = path.read_bytes()

    def full_disk(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        fitted("relu").save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]


def test_a_saved_file_can_be_read_by_others(tmp_path):
    fitted().save(tmp_path / "model.npz")
    assert stat.S_IMODE((tmp_path / "model.npz").stat().st_mode) & 0o044 or os.name == "nt"


def test_a_file_that_is_not_there_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "nothing.keras")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_saving_again_keeps_the_permissions_of_the_file(tmp_path):
    path = tmp_path / "model.npz"
    fitted().save(path)
    path.chmod(0o600)
    fitted().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(ModelFileError, match="is not an ordinary file"):
        load_model(tmp_path)
