"""How far a long read or write is, and how it is stopped."""

import threading

import pytest

from digitapp.files.errors import Cancelled
from digitapp.files.progress import ThrottledProgress, part


@pytest.mark.parametrize(
    ("done", "total", "told"),
    [(0, 8, 200), (4, 8, 400), (8, 8, 600), (9, 8, 600), (0, 0, 200), (1, 1, 600)],
)
def test_a_stage_takes_its_part_of_the_whole(done, total, told):
    said = []
    part(lambda *what: said.append(what), 0.2, 0.6)(done, total)
    assert said == [(told, 1000)]


def test_nobody_need_listen():
    part(None, 0.0, 1.0)(1, 2)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands at 100 seconds; it is a list so that a test can set it."""
    times = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: times[0])
    return times


def test_twenty_reports_a_second_are_enough(clock):
    said = []
    report = ThrottledProgress("Reading", threading.Event(), lambda *what: said.append(what))
    for moment in (100.0, 100.049, 100.0500001, 100.09, 100.11):
        clock[0] = moment
        assert report.has_reported == bool(said)
        report(round((moment - 100) * 1000), 200)
    assert said == [("Reading", 50, 200), ("Reading", 110, 200)]


def test_what_was_stopped_says_so_at_once(clock):
    stop, said = threading.Event(), []
    report = ThrottledProgress("Reading", stop, lambda *what: said.append(what))
    stop.set()
    clock[0] = 200.0
    with pytest.raises(Cancelled):
        report(1, 2)
    assert said == []
