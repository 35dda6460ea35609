import pytest
from PySide6.QtCore import QElapsedTimer, QObject

from digitapp.ui.widgets.throttle import Throttle


@pytest.fixture
def calls():
    return []


@pytest.fixture
def throttle(qtbot, calls):
    parent = QObject()
    throttle = Throttle(parent)
    throttle.due.connect(lambda: calls.append(len(calls)))
    yield throttle
    parent.deleteLater()


def test_the_first_call_is_made_at_once_and_the_next_ones_together_later(throttle, calls, qtbot):
    for _ in range(5):
        throttle.show_soon()
    assert len(calls) == 1
    qtbot.waitUntil(lambda: len(calls) == 2)
    throttle.show_soon()
    assert len(calls) == 2


def test_after_a_while_it_calls_at_once_again(throttle, calls, qtbot):
    throttle.show_soon()
    clock = QElapsedTimer()
    clock.start()
    qtbot.waitUntil(lambda: clock.hasExpired(90))
    throttle.show_soon()
    assert len(calls) == 2


def test_what_is_wanted_now_is_not_made_once_more_later(throttle, calls, qtbot):
    throttle.show_soon()
    throttle.show_soon()
    throttle.show_now()
    clock = QElapsedTimer()
    clock.start()
    qtbot.waitUntil(lambda: clock.hasExpired(150))
    assert len(calls) == 2
