"""How large everything is: the person's choice, what fits the screen, and F11."""

import pytest
from PySide6.QtCore import QSize

from digitapp.ui.window.appearance import Appearance

LARGE, PROJECTOR = QSize(1900, 1000), QSize(1366, 768)


def test_text_goes_larger_and_smaller_step_by_step_and_back(qapp):
    appearance = Appearance("light", LARGE)
    scales = []
    appearance.theme_changed.connect(lambda theme: scales.append(theme.scale))
    for steps in (1, 1, -1, -1, -1, 0):
        appearance.scale_text(steps)
    assert scales == [1.1, 1.25, 1.1, 1.0, 0.9, 1.0]


def test_the_steps_end_at_both_ends(qapp):
    appearance = Appearance("light", LARGE)
    for _ in range(20):
        appearance.scale_text(-1)
    smallest = appearance.theme().scale
    for _ in range(20):
        appearance.scale_text(1)
    assert smallest == 0.8
    assert appearance.text_scale == 1.8


def test_everything_fits_a_small_screen_however_large_the_text_is_wanted(qapp):
    at_150_percent = QSize(895, 424)  # 1366 × 768 without bar and title
    appearance = Appearance("light", at_150_percent, text_scale=1.25)
    assert 630 * appearance.theme().scale == pytest.approx(424)


def test_f11_fills_the_screen_and_then_the_choice_holds_again(qapp):
    appearance = Appearance("light", LARGE, text_scale=0.9)
    appearance.present(PROJECTOR)
    assert appearance.theme().presenting
    assert appearance.theme().scale > 1
    appearance.present(None)
    assert appearance.theme().scale == 0.9


def test_a_scale_that_nobody_can_choose_is_the_usual_one(qapp):
    assert Appearance("light", LARGE, text_scale=57.0).theme().scale == 1.0
