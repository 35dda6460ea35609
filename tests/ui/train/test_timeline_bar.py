import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider

from digitapp.ui.train.timeline_bar import TimelineBar

from ..pages.page_examples import frame_at


@pytest.fixture
def bar(qtbot):
    bar = TimelineBar()
    qtbot.addWidget(bar)
    bar.resize(400, 60)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


@pytest.fixture
def slider(bar):
    return bar.findChild(QSlider, "timeline")


@pytest.fixture
def button(bar):
    return bar.findChild(QPushButton, "continueButton")


def test_before_any_epoch_there_is_nothing_to_rewind(bar, slider, button):
    assert not slider.isEnabled()
    assert not button.isEnabled()


def test_showing_a_timeline_asks_for_nothing(bar, slider, qtbot):
    with qtbot.assertNotEmitted(bar.rewind_requested):
        bar.show_frame(frame_at(100))
        bar.show_frame(frame_at(100, 30))
        bar.show_frame(frame_at(0))


def test_arrows_go_back_epoch_by_epoch_and_the_right_end_is_now(bar, slider):
    asked = []
    bar.rewind_requested.connect(asked.append)
    bar.show_frame(frame_at(100))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(slider, key)
    assert asked == [99, 98, 0, None]


def test_one_goes_back_only_to_what_is_kept(bar, slider):
    asked = []
    bar.rewind_requested.connect(asked.append)
    bar.show_frame(frame_at(100, first_kept=100))
    assert not slider.isEnabled()
    bar.show_frame(frame_at(110, first_kept=100))
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert asked == [100]


def test_a_click_on_the_slider_goes_back(bar, slider, qtbot):
    bar.show_frame(frame_at(100))
    with qtbot.waitSignal(bar.rewind_requested) as asked:
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(3, slider.height() // 2))
    assert asked.args[0] < 100


def test_while_a_run_grows_now_stays_at_the_right_and_a_past_epoch_where_it_is(bar, slider):
    bar.show_frame(frame_at(50))
    bar.show_frame(frame_at(60))
    assert (slider.value(), slider.maximum()) == (60, 60)
    bar.show_frame(frame_at(60, 20))
    bar.show_frame(frame_at(70, 20))
    assert (slider.value(), slider.maximum()) == (20, 70)


def test_a_growing_run_does_not_tear_the_slider_from_the_hand(bar, slider):
    asked = []
    bar.rewind_requested.connect(asked.append)
    bar.show_frame(frame_at(50))
    right = QPoint(slider.width() - 8, slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=right)
    QTest.mouseMove(slider, slider.rect().center())
    held = slider.value()
    assert 0 < held < 50
    bar.show_frame(frame_at(60))
    assert slider.value() == held
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert asked[-1] == held


def test_a_passing_wheel_does_not_go_back(bar, slider):
    bar.show_frame(frame_at(100))
    place, none = QPointF(slider.rect().center()), Qt.MouseButton.NoButton
    wheel = QWheelEvent(
        place,
        slider.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, wheel)
    assert slider.value() == 100


def test_one_can_continue_only_from_a_past_epoch(bar, button, qtbot):
    bar.show_frame(frame_at(100))
    assert not button.isEnabled()
    bar.show_frame(frame_at(100, 30))
    with qtbot.waitSignal(bar.continue_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_run_whose_past_was_not_kept_says_so(bar):
    words = bar.findChild(QLabel)
    bar.show_frame(frame_at(152, first_kept=152))
    assert words.text() == "now: epoch 152; earlier ones were not kept"
    bar.show_frame(frame_at(152))
    assert words.text() == "now: epoch 152"
