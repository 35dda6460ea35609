"""How far a run is, how fast it goes, and how long it will take."""

import pytest

from digitapp.training.progress import Pace


def pace_of(*marks, **options):
    """Return the pace of a run of 4 batches an epoch, from (moment, batches done)."""
    pace = Pace(**{"first": 0, "last": 10, "examples": 20} | options)
    for now, done in marks:
        pace.add(done, 4, now=now)
    return pace


def test_speed_and_time_left_come_from_the_batches_that_were_done():
    found = pace_of((10.0, 0), (10.5, 6)).progress("running")
    assert (found.epoch, found.batch, found.batches, found.epochs) == (1, 2, 4, 10)
    assert found.examples_per_second == pytest.approx(6 / 0.5 * 20 / 4)
    assert found.seconds_left == pytest.approx((40 - 6) / 12)


def test_at_the_end_nothing_is_left():
    found = pace_of((10.0, 36), (11.0, 40)).progress("running")
    assert (found.epoch, found.batch, found.seconds_left) == (10, 0, 0)


def test_the_speed_is_that_of_the_last_second_and_a_half():
    marks = [(10.0, 0), (11.0, 4), (11.5, 6), (12.5, 7)]
    assert pace_of(*marks).progress("running").seconds_left == pytest.approx((40 - 7) / 2)
    slow = pace_of((10.0, 0), (20.0, 1), (40.0, 3))  # two marks are kept, however old
    assert slow.progress("running").seconds_left == pytest.approx((40 - 3) / 0.1)


@pytest.mark.parametrize("marks", [[], [(10.0, 3)], [(10.0, 3), (10.0, 5)], [(10.0, 3), (11.0, 3)]])
def test_while_nothing_has_moved_no_time_is_foretold(marks):
    found = pace_of(*marks).progress("running")
    assert (found.examples_per_second, found.seconds_left) == (0, None)


@pytest.mark.parametrize("phase", ["idle", "paused", "stopping"])
def test_only_a_run_that_runs_has_a_speed(phase):
    found = pace_of((10.0, 0), (11.0, 4)).progress(phase)
    assert (found.phase, found.examples_per_second, found.seconds_left) == (phase, 0, None)


def test_after_a_rest_the_speed_is_measured_anew():
    pace = pace_of((10.0, 0), (11.0, 4))
    pace.add(4, 4, resting=True, now=12.0)
    assert pace.progress("running").seconds_left is None
    pace.add(4, 4, now=20.0)
    pace.add(6, 4, now=21.0)
    assert pace.progress("running").seconds_left == pytest.approx(34 / 2)


def test_before_the_first_batch_the_run_is_where_it_begins():
    found = pace_of(first=7).progress("running")
    assert (found.epoch, found.batch, found.batches, found.trained) == (7, 0, 0, False)


def test_a_network_is_trained_from_its_first_step_on():
    assert not pace_of((10.0, 28), first=7).progress("running").trained
    assert pace_of((10.0, 29), first=7).progress("running").trained
    assert pace_of((10.0, 28), first=7, trained=True).progress("running").trained
