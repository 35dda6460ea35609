"""The thread that does jobs gets time to run Python, however the window waits for its events."""

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from digitapp.controllers.worker_thread import WorkerThread


@pytest.fixture
def thread(qapp):
    thread = WorkerThread()
    thread.start()
    yield thread
    thread.end()
    thread.wait()


def yields_time(thread):
    return thread.findChild(QTimer).isActive()


def test_a_job_is_done_while_python_is_not_given_up_by_who_waits(thread):
    done = threading.Event()
    thread.put(done.set, failed=pytest.fail)
    while not done.is_set():
        QTest.qWait(1)  # holds Python's lock, unlike an event loop


def test_it_gets_time_as_long_as_there_is_something_to_do(thread, qtbot):
    hold = threading.Event()
    thread.put(hold.wait, 20, failed=pytest.fail)
    QTest.qWait(20)
    assert yields_time(thread)
    hold.set()
    qtbot.waitUntil(lambda: not yields_time(thread))
