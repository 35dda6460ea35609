"""The plot within the window: its cursor, and the timeline below it."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, handwritten

from ..ui.plot.plot_examples import marks
from .window_actions import find


@pytest.fixture
def trained(path, open_window, qtbot):
    with DigitStore(path) as store:
        store.add_many(handwritten()[::50])
    window = open_window()
    find(window, "epochs").setValue(20)
    QTest.keyClick(window, Qt.Key.Key_T)
    done = find(window, "trainingStatus")
    qtbot.waitUntil(lambda: "20 epochs so far" in done.text(), timeout=30_000)
    return window


def handle(slider):
    """Return where the middle of the handle is on the screen."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    place = slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider)
    return slider.mapToGlobal(QPointF(place.x() + place.width() / 2, 0)).x()


def cursor(plot, epoch):
    """Return where the plot shows an epoch on the screen."""
    view, chart = find(plot, "plotView"), plot.loss_chart
    place = view.viewportTransform().map(chart.vb.mapToScene(QPointF(chart.x_of(epoch), 0)))
    return view.viewport().mapToGlobal(place).x()


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900), (2560, 1440)])
def test_the_handle_of_the_timeline_stands_under_the_cursor(trained, qtbot, size):
    plot, slider = find(trained, "lossPlot"), trained.findChild(QSlider, "timeline")
    trained.resize(*size)
    for zoomed in (False, True):
        if zoomed:
            find(plot, "plotView").setFocus()
            QTest.keyClick(find(plot, "plotView"), Qt.Key.Key_Plus)
        for epoch in (13, 10, 7, 15):
            slider.setValue(epoch)
            qtbot.waitUntil(lambda epoch=epoch: epoch in marks(plot.loss_area))
            qtbot.waitUntil(lambda epoch=epoch: abs(handle(slider) - cursor(plot, epoch)) <= 1)


def test_dragging_over_the_plot_goes_back_in_time(trained, qtbot):
    plot, slider = find(trained, "lossPlot"), trained.findChild(QSlider, "timeline")
    view = find(plot, "plotView").viewport()
    chart, left = plot.loss_chart, Qt.MouseButton.LeftButton
    start, end = (
        find(plot, "plotView").mapFromScene(chart.vb.mapToScene(QPointF(chart.x_of(x), 20)))
        for x in (20, 6)
    )
    QTest.mousePress(view, left, pos=start)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, left, pos=end)
    assert slider.value() == 6
    assert 6 in marks(plot.loss_area)


def test_the_first_run_takes_its_time_and_says_so_until_a_speed_is_chosen(path, open_window, qtbot):
    with DigitStore(path) as store:
        store.add_many(handwritten()[::50])
    window = open_window(full_speed=False)
    QTest.keyClick(window, Qt.Key.Key_T)
    notice, status = find(window, "diagnostics"), find(window, "trainingStatus")
    qtbot.waitUntil(lambda: notice.text().startswith("The first run takes 5 s"))
    assert "of 100" in status.text()
    QTest.keyClick(window, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: "100 epochs so far" in status.text(), timeout=30_000)
    assert "first run" not in notice.text()
    window.close()
    again = open_window(full_speed=False)
    assert again.findChild(WindowController).components.transport.chosen_speed is None
    assert again.findChild(WindowController).components.transport.is_speed_chosen


def test_a_preset_of_ones_own_comes_back_at_the_next_start(open_window, qtbot):
    window = open_window()
    find(window, "epochs").setValue(7)
    QTest.mouseClick(find(window, "keepPresetButton"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(find(window, "presetName"), "bert 01")
    QTest.keyClick(find(window, "presetName"), Qt.Key.Key_Return)
    assert find(window, "preset").currentText() == "bert 01"
    window.close()
    again = open_window()
    assert find(again, "preset").currentText() == "bert 01"
    assert find(again, "preset").findText("the lab's") > 0


def test_each_press_of_one_batch_adds_a_point_to_the_plot(path, open_window, qtbot):
    with DigitStore(path) as store:
        store.add_many(handwritten()[::10])
    window = open_window()
    area = find(window, "lossPlot").loss_area
    for presses in (1, 2, 3, 4, 5):
        QTest.mouseClick(find(window, "stepBatchButton"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda presses=presses: area.points().size() == presses)
