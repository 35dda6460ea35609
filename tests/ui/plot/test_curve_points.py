import numpy as np
import pytest

from digitapp.ui.plot.curve_points import bars, dashes, envelope, is_rough, outlines, thicken


def test_no_peak_of_a_long_curve_is_lost():
    y = np.zeros(200_000)
    y[[77_777, 123_456]] = 5, -5
    low, high, _ = envelope(np.arange(200_000.0), y, np.linspace(0, 200_000, 401))
    assert (low.min(), high.max()) == (-5, 5)
    assert (high.argmax(), low.argmin()) == (77_777 // 500, 123_456 // 500)


def test_each_column_holds_the_extremes_and_the_mean_of_its_epochs():
    rng = np.random.default_rng(1)
    x, y = np.arange(1000.0), rng.normal(size=1000)
    low, high, mean = envelope(x, y, np.linspace(0, 1000, 11))
    for k in range(10):
        inside = y[100 * k : 100 * k + 100]
        at_borders = y[100 * k], y[min(100 * k + 100, 999)]  # the line goes on to the next column
        assert low[k] == min(inside.min(), *at_borders)
        assert high[k] == max(inside.max(), *at_borders)
        assert mean[k] == pytest.approx(inside.mean())


def test_between_few_epochs_the_line_is_straight():
    _, high, mean = envelope(np.array([0.0, 4.0]), np.array([0.0, 8.0]), np.linspace(0, 4, 5))
    assert high.tolist() == [2, 4, 6, 8]
    assert mean.tolist()[1:3] == [3, 5]


def test_outside_of_the_curve_there_is_nothing():
    low, high, mean = envelope(np.array([2.0, 3.0]), np.array([1.0, 1.0]), np.arange(6) - 0.25)
    for values in (low, high, mean):
        assert np.isfinite(values).tolist() == [False, False, True, True, False]


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_a_gap(hole):
    y = np.array([1.0, 1, hole, 1, 1])
    low, high, _ = envelope(np.arange(5.0), y, np.arange(0, 5, 0.5) - 0.1)
    assert np.isfinite(low).tolist() == [True] * 3 + [False] * 3 + [True] * 3
    assert np.nanmax(high) == 1


def test_a_peak_at_the_very_end_is_seen():
    high = envelope(np.array([0.0, 3, 4]), np.array([0.0, np.nan, 9]), np.linspace(0, 4, 9)).high
    assert high[-1] == 9


@pytest.mark.parametrize("y", [[], [np.nan, np.nan]])
def test_a_curve_without_values_is_nowhere(y):
    found = envelope(np.arange(float(len(y))), np.array(y), np.linspace(0, 1, 5))
    assert all(np.isnan(values).all() for values in found)


def test_the_pen_is_as_wide_on_a_level_as_on_a_slope():
    level = np.zeros(41)
    low, high = thicken(level, level, 2.0, 0.5)
    assert (high - low)[10:-10] == pytest.approx(4.0)
    slope = np.arange(41) * 0.5  # 45 degrees
    low, high = thicken(slope, slope, 2.0, 0.5)
    assert (high - low)[10:-10] / np.sqrt(2) == pytest.approx(4.0, rel=0.03)


def test_dashes_are_as_long_on_a_slope_as_on_a_level():
    on_a_level = dashes(np.zeros(400), 0.5, 6, 4).mean()
    on_a_slope = dashes(np.arange(400) * 0.5, 0.5, 6, 4)
    assert on_a_level == pytest.approx(0.6, abs=0.02)
    assert on_a_slope.mean() == pytest.approx(0.6, abs=0.02)
    rises = np.flatnonzero(np.diff(on_a_slope.astype(int)) == 1)
    assert np.diff(rises) * 0.5 * np.sqrt(2) == pytest.approx(10, abs=1)


def test_only_a_thick_or_restless_band_is_rough():
    rng = np.random.default_rng(0)
    falling = 300 * np.exp(-np.arange(700) / 50)
    assert not is_rough(falling, falling)
    assert is_rough(falling - 4, falling + 4)
    restless = falling + rng.normal(0, 5, 700)
    assert is_rough(restless, restless)
    assert not is_rough(np.full(9, np.nan), np.full(9, np.nan))


def test_the_outlines_of_what_is_drawn_are_closed_one_by_one():
    low, high = np.array([0.0, 0, np.nan, 0, 0, 0]), np.array([1.0, 2, np.nan, 4, 5, 6])
    drawn = np.array([True, True, True, True, False, True])
    x, y, connected = outlines(low, high, drawn, 0.5)
    assert x.tolist() == [0, 0.5, 0.5, 0, 1.5, 1.5, 2.5, 2.5]
    assert y.tolist() == [1, 2, 0, 0, 4, 0, 6, 0]
    assert np.flatnonzero(~connected).tolist() == [3, 5, 7]
    assert [len(part) for part in outlines(low, high, np.zeros(6, bool), 0.5)] == [0, 0, 0]


def test_bars_stand_in_every_column_that_has_values():
    x, y = bars(np.array([0.0, np.nan, 2.0]), np.array([1.0, np.nan, 5.0]), 0.5)
    assert x.tolist() == [0, 0, 1, 1]
    assert y.tolist() == [0, 1, 2, 5]
