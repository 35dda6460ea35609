from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSpinBox

from digitapp.training import TrainingConfig
from digitapp.training.presets import PRESETS
from digitapp.ui.train.training_form import TrainingForm


@pytest.fixture
def form(qtbot):
    form = TrainingForm()
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    return form


@pytest.fixture
def box(form):
    return form.findChild(QComboBox, "preset")


@pytest.fixture
def keep(form):
    return form.findChild(QPushButton, "keepPresetButton")


def choose(box, name):
    """Choose by the keyboard: the arrows go from one to the next."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findText(name)):
        QTest.keyClick(box, Qt.Key.Key_Down)


def test_a_preset_sets_all_fields_and_leaves_the_seed(form, box):
    form.show_config(TrainingConfig(seed=5))
    heard = []
    form.config_changed.connect(heard.append)
    choose(box, "the lab's")
    assert heard[-1] == form.config() == replace(PRESETS["the lab's"], seed=5)
    assert form.findChild(QSpinBox, "epochs").value() == 20


def test_a_changed_value_turns_the_box_to_changed_and_back(form, box):
    assert box.currentText() == "digitapp's"
    epochs = form.findChild(QSpinBox, "epochs")
    epochs.setValue(7)
    assert box.currentText() == "changed"
    epochs.setValue(TrainingConfig().epochs)
    assert box.currentText() == "digitapp's"
    assert box.findText("changed") == -1


def test_ones_own_settings_are_kept_by_name_and_removed(form, box, keep):
    assert not keep.isEnabled()
    form.findChild(QSpinBox, "epochs").setValue(7)
    QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
    name = form.findChild(QLineEdit, "presetName")
    assert name.isVisible()
    QTest.keyClicks(name, "quick")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert box.isVisible()
    assert box.currentText() == "quick"
    assert form.presets.own == {"quick": form.config()}
    choose(box, "digitapp's")
    choose(box, "quick")
    assert form.config().epochs == 7
    QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert form.presets.own == {}
    assert box.currentText() == "changed"


def test_escape_keeps_nothing(form, box, keep):
    form.findChild(QSpinBox, "epochs").setValue(7)
    QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
    QTest.keyClicks(form.findChild(QLineEdit, "presetName"), "quick")
    QTest.keyClick(form.findChild(QLineEdit, "presetName"), Qt.Key.Key_Escape)
    assert box.isVisible()
    assert form.presets.own == {}


def test_the_name_of_a_preset_of_digitapp_is_not_taken(form, box, keep):
    form.findChild(QSpinBox, "epochs").setValue(7)
    QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
    name = form.findChild(QLineEdit, "presetName")
    QTest.keyClicks(name, "the lab's")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert name.isVisible()
    assert form.presets.own == {}


def test_stop_by_itself_is_off_until_a_number_is_typed(form):
    field = form.findChild(QSpinBox, "patience")
    assert field.text() == "off"
    for typed, patience in (("12", 12), ("off", 0), ("3", 3), ("0", 0)):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert form.config().patience == patience


def test_while_it_trains_no_preset_can_be_chosen(form, box):
    form.lock(True)
    assert not box.isEnabled()
    form.lock(False)
    assert box.isEnabled()
