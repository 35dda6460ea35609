"""The network in a file: what the window shows is what was saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitapp.digits import DigitStore, handwritten, ink
from digitapp.nn import load_model
from digitapp.ui.window.dialogs import Dialogs

from .window_actions import draw_one, find


@pytest.mark.parametrize("suffix", [".keras", ".npz"])
def test_a_saved_network_answers_as_the_window_does(
    qtbot, path, open_window, tmp_path, suffix, monkeypatch
):
    with DigitStore(path) as store:
        store.add_many(handwritten()[::20])
    file = tmp_path / f"network{suffix}"
    monkeypatch.setattr(Dialogs, "ask_network_to_save", lambda self, then: then(file))
    window = open_window()
    find(window, "epochs").setValue(20)
    QTest.keyClick(window, Qt.Key.Key_T)
    status = find(window, "trainingStatus")
    qtbot.waitUntil(lambda: "20 epochs" in status.text(), timeout=30_000)
    window.actions_by_name["save_network"].trigger()
    assert "saved" in find(window, "datasetMessage").text()
    draw_one(window)
    qtbot.waitUntil(lambda: find(window, "predictionLabel").text() != "")
    image = ink.from_strokes(find(window, "canvas").drawing().strokes)
    probability = load_model(file).predict(image.reshape(1, -1))[0, 0]
    assert f"{probability:.3f}" in find(window, "predictionLabel").text()
