"""The network in a file: what the window shows is what was saved."""

import json
import zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten, ink
from digitapp.nn import Dense, Input, Sequential, load_model
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.ui.window.dialogs import Dialogs

from .window_actions import draw_one, find


@pytest.mark.parametrize("suffix", [".keras", ".npz"])
def test_a_saved_network_answers_as_the_window_does(
    qtbot, path, open_window, tmp_path, suffix, monkeypatch
):
    with DigitStore(path) as store:
        store.add_many(handwritten()[::20])
    file = tmp_path / f"network{suffix}"
    monkeypatch.setattr(Dialogs, "ask_to_save", lambda self, what, then: then(file))
    window = open_window()
    find(window, "epochs").setValue(20)
    QTest.keyClick(window, Qt.Key.Key_T)
    status = find(window, "trainingStatus")
    qtbot.waitUntil(lambda: "20 epochs" in status.text(), timeout=30_000)
    window.actions_by_name["save_network"].trigger()
    assert "saved" in find(window, "message").text()
    draw_one(window)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text() != "")
    image = ink.from_strokes(find(window, "canvas").drawing().strokes)
    probability = load_model(file).predict(image.reshape(1, -1))[0, 0]
    assert f"{probability:.3f}" in find(window, "predictionLabel").text()


def test_a_network_that_was_saved_is_opened_and_predicts_the_same(
    qtbot, open_window, tmp_path, monkeypatch
):
    file = tmp_path / "mine.keras"
    model = TrainingConfig(hidden_layers=(HiddenLayer(7, "relu"),), seed=5).make_model()
    model.save(file)
    monkeypatch.setattr(Dialogs, "ask_to_open", lambda self, what, then: then(file))
    window = open_window()
    window.actions_by_name["open_network"].trigger()
    assert "“mine.keras” is open" in find(window, "message").text()
    controller = window.findChild(WindowController).components.training
    image = handwritten()[3].image.reshape(1, 400)
    expected = model.predict(image)[0, 0]
    assert controller.network.probability(image) == pytest.approx(expected, abs=1e-6)
    assert controller.config().hidden_layers == (HiddenLayer(7, "relu"),)


def keras_2(file):
    """A network as Keras 2.15 wrote it: its input has a batch_input_shape."""
    config = {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 400]}}
    dense = {"class_name": "Dense", "module": "keras.layers", "config": {"units": 1}}
    whole = {"class_name": "Sequential", "config": {"name": "a", "layers": [config, dense]}}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(whole))


def no_digits(file):
    model = Sequential([Input((3,)), Dense(2)])
    model.compile(loss="mse", optimizer="sgd")
    model.save(file)


@pytest.mark.parametrize(
    ("name", "write", "said"),
    [
        ("a.keras", keras_2, "Keras 2 wrote it. Open it with Keras 3"),
        ("a.h5", lambda file: file.write_bytes(b"\x89HDF\r\n\x1a\n"), "as Keras 2 wrote it"),
        ("b.keras", no_digits, "It has 3 inputs and ends in 2 units (linear)"),
        ("c.keras", lambda file: None, "There is no file"),
    ],
)
def test_a_network_that_cannot_be_used_is_refused_in_a_sentence(
    open_window, tmp_path, monkeypatch, name, write, said
):
    write(tmp_path / name)
    monkeypatch.setattr(Dialogs, "ask_to_open", lambda self, what, then: then(tmp_path / name))
    window = open_window()
    window.actions_by_name["open_network"].trigger()
    assert "The network was not opened: " in find(window, "message").text()
    assert said in find(window, "message").text()
