import math

import numpy as np
import pytest

from digitapp.ui.plot.axes import (
    ValueAxis,
    accuracy_range,
    last_epoch_shown,
    linear_ticks,
    log_ticks,
    loss_range,
    round_up,
)


@pytest.mark.parametrize(
    ("value", "rounded"), [(41, 50), (50, 50), (51, 60), (0.75, 0.8), (9e5, 1e6), (1.1e-7, 1.2e-7)]
)
def test_ranges_end_at_round_numbers(value, rounded):
    assert round_up(value) == pytest.approx(rounded)


def test_a_growing_run_moves_the_axis_seldom():
    ends = {last_epoch_shown(epoch, 0) for epoch in range(200_000)}
    assert len(ends) < 50
    assert len({last_epoch_shown(epoch, 600) for epoch in range(601)}) <= 3
    assert all(last_epoch_shown(epoch, 0) >= epoch for epoch in range(0, 200_000, 777))


def test_all_of_a_short_run_has_room_from_the_first():
    assert last_epoch_shown(0, 100) == 100
    assert last_epoch_shown(100, 200) == 200


def test_of_a_long_run_a_quarter_of_the_plot_is_filled():
    assert last_epoch_shown(1000, 200_000) == 4000
    assert last_epoch_shown(150_000, 200_000) == 200_000


def test_the_axis_of_losses_shows_zero_and_guessing_and_the_highest():
    low, high = loss_range(0.01, 0.02, math.log(2), log=False)
    assert low < 0
    assert high > math.log(2)
    assert loss_range(0.01, 3.7, math.log(2), log=False)[1] >= 3.7


@pytest.mark.parametrize("lowest", [0.0, 1e-30, 1e-5, 0.5])
def test_the_log_axis_of_losses_is_bounded(lowest):
    low, high = loss_range(lowest, 0.7, math.log(2), log=True)
    assert -10 < low < math.log10(max(lowest, 1e-9))
    assert high > math.log10(0.7)


def test_the_log_axis_moves_seldom_while_the_loss_falls():
    losses = 0.7 * 0.99 ** np.arange(700)  # three decades
    ranges = [loss_range(loss, 0.7, math.log(2), log=True) for loss in losses]
    assert len(set(ranges)) < 8
    assert all(low < math.log10(loss) for loss, (low, _) in zip(losses, ranges, strict=True))


def test_an_accuracy_of_one_is_inside_its_axis():
    low, high = accuracy_range(0.97)
    assert low < 0.5
    assert high > 1


def test_epochs_are_whole_at_any_width():
    assert linear_ticks(-0.1, 10, 40, whole=True) == list(range(11))
    assert linear_ticks(-1, 100, 5) == [0, 20, 40, 60, 80, 100]


def test_ticks_of_the_log_axis_get_fewer_over_many_decades():
    assert log_ticks(-1.1, 0, 8) == pytest.approx([0.1, 0.2, 0.5, 1])
    assert log_ticks(-8, 0, 8) == pytest.approx(
        [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1][::2]
    )


def test_small_losses_are_written_as_powers_of_ten(qapp):
    axis = ValueAxis("left")
    assert axis.tickStrings([2e-5, 0.002, 0.5], 1.0, 1.0) == ["2·10⁻⁵", "0.002", "0.5"]
    axis.log = True
    assert axis.tickStrings([-5.0, -1.0, 0.0], 1.0, 1.0) == ["10⁻⁵", "0.1", "1"]
