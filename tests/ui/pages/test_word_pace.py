"""While a run goes on sentences wait for frames and time; else they are shown at once."""

from __future__ import annotations

from digitapp.ui.pages.word_pace import WordPace


def test_the_first_frame_has_its_sentences_and_the_next_three_have_not(qtbot):
    pace = WordPace()
    assert pace.is_due(running=True)
    assert [pace.is_due(running=True) for _ in range(3)] == [False] * 3


def test_they_are_due_again_when_frames_and_time_have_passed(qtbot):
    pace = WordPace()
    pace.is_due(running=True)
    for _ in range(3):
        pace.is_due(running=True)
    qtbot.waitUntil(lambda: pace.is_due(running=True))


def test_in_a_pause_they_are_due_at_once(qtbot):
    pace = WordPace()
    pace.is_due(running=True)
    assert pace.is_due(running=False)
    assert pace.is_due(running=False)
