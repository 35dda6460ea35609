"""What the Train column looks like, and how the keyboard goes through it."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.ui.train.training_panel import TrainingPanel
from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet

from .training_examples import IDLE, LONG, PAUSED, RUNNING, TRAINED, framed_panel


@pytest.fixture
def frame(qtbot):
    return framed_panel(qtbot)


@pytest.fixture
def panel(frame):
    return frame.findChild(TrainingPanel)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("progress", [IDLE, RUNNING, PAUSED, TRAINED])
def test_everything_fits_beside_two_columns_on_a_small_screen(frame, panel, progress, theme):
    frame.setStyleSheet(style_sheet(theme))
    panel.show_theme(theme)
    plot = QWidget(objectName="plot")
    panel.set_plot(plot)
    panel.show_progress(progress)
    panel.show_diagnostics((LONG,))
    panel.show_stale_count(12_345)
    panel.show_timeline(200_000, 12_345)
    for widget in (frame, panel):
        widget.layout().activate()
    assert plot.height() >= 150
    assert (frame.width(), frame.height()) == (385, 680)
    assert frame.minimumSizeHint().width() <= 385
    shown = [widget for widget in panel.findChildren(QWidget) if widget.isVisible()]
    for widget in shown:
        place = widget.rect().translated(widget.mapTo(frame, QPoint(0, 0)))
        assert frame.rect().contains(place), widget.objectName()
    for widget in shown:
        if isinstance(widget, QPushButton | QComboBox | QAbstractSpinBox | QCheckBox):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
        elif isinstance(widget, QLabel) and not widget.wordWrap():
            assert widget.width() >= widget.fontMetrics().horizontalAdvance(widget.text())


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.8])
def test_no_number_is_cut_at_any_size(frame, panel, scale):
    theme = replace(LIGHT, scale=scale)
    frame.setStyleSheet(style_sheet(theme))
    panel.show_theme(theme)
    panel.show_config(
        TrainingConfig(epochs=1_000_000, batch_size=1_000_000, validation_share=0.9, seed=999_999)
    )
    panel.layout().activate()
    for field in panel.findChildren(QAbstractSpinBox):
        edit = field.lineEdit()
        edit.end(False)
        assert edit.cursorPositionAt(QPoint(0, edit.height() // 2)) == 0, field.objectName()


def test_every_control_explains_itself(panel):
    kinds = (QPushButton, QSlider, QAbstractSpinBox, QComboBox, QProgressBar)
    controls = [control for kind in kinds for control in panel.findChildren(kind)]
    controls.append(panel.findChild(QLineEdit, "layersEdit"))
    assert len(controls) > 15
    for control in controls:
        assert control.objectName()
        assert len(control.toolTip()) > 20, control.objectName()
        named = control.accessibleName() or getattr(control, "text", str)()
        assert named, control.objectName()


def test_the_tab_key_goes_from_top_to_bottom_through_the_plot_too(panel, frame, qtbot):
    plot = QWidget()
    log, export = QPushButton("log", plot), QPushButton("Export…", plot)
    panel.set_plot(plot)
    panel.show_progress(PAUSED)
    panel.show_timeline(50, 20)
    qtbot.waitUntil(export.isVisible)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    order = [panel.findChild(QPushButton, "resetButton")]
    order[0].setFocus()
    for _ in range(7):
        QTest.keyClick(frame, Qt.Key.Key_Tab)
        order.append(frame.focusWidget())
    names = ["resetButton", "stepBatchButton", "stepEpochButton", "speed"]
    assert [widget.objectName() for widget in order[:4]] == names
    assert order[4:6] == [log, export]
    assert [widget.objectName() for widget in order[6:]] == ["timeline", "continueButton"]


def test_the_panel_comes_up_without_the_library_of_the_plot():
    code = "import sys, digitapp.ui.train.training_panel; print('pyqtgraph' in sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_f8_gives_the_keyboard_to_the_train_button(panel, frame, qtbot):
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    panel.setFocus()
    assert panel.findChild(QPushButton, "trainButton").hasFocus()
