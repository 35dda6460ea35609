"""What is said waits for frames and time while a run goes on, and until its page is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from digitapp.training.progress import Progress
from digitapp.ui.pages.inside_page import InsidePage
from digitapp.ui.pages.steps_page import StepsPage
from digitapp.ui.pages.word_pace import WordPace
from digitapp.ui.widgets.theme import LIGHT

from .network_examples import IMAGE, find, frame_of, shown, text

RUNNING = Progress("running", batches=4)


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


@pytest.mark.parametrize(("kind", "label"), [(InsidePage, "mainReason"), (StepsPage, "stepWhere")])
def test_a_page_that_one_leaves_computes_nothing_more_until_one_comes_back(qtbot, kind, label):
    page = kind()
    qtbot.addWidget(page)
    page.show_theme(LIGHT)
    page.show()
    page.active = True
    page.show_frame(replace(frame_of(), progress=RUNNING))
    page.active = False
    page.hide()
    before = text(page, label)
    for _ in range(5):
        QApplication.processEvents()
    assert text(page, label) == before
    page.active = True
    page.show()
    qtbot.waitUntil(lambda: text(page, label) != before)


def test_what_a_screen_reader_is_told_of_the_units_waits_too(qtbot):
    page = shown(qtbot, InsidePage())
    unit, timer = find(page, "unit1_1"), page.picture.findChild(QTimer)
    qtbot.waitUntil(lambda: not timer.isActive())
    before = unit.accessibleName()
    page.show_image(None)
    page.hide()
    timer.timeout.emit()
    assert unit.accessibleName() == before
    page.show()
    qtbot.waitUntil(lambda: unit.accessibleName() != before)
    page.show_image(IMAGE)
    assert timer.isActive()
    assert timer.interval() == 500  # ms, as before it was hidden
