"""The Digits column: it says what a person wants done, and why there is nothing to be seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from digitapp.ui.dataset.dataset_panel import DatasetPanel
from digitapp.ui.dataset.gallery import Gallery
from digitapp.ui.dataset.gallery_query import Filter, Sort
from digitapp.ui.widgets.theme import LIGHT

from .gallery_examples import click, dataset, double_click, judged

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot):
    widget = DatasetPanel()
    qtbot.addWidget(widget)
    widget.show_theme(LIGHT)
    widget.resize(430, 600)
    widget.show()
    return widget


@pytest.fixture
def full(panel):
    drawings = dataset(12)
    panel.show_dataset(drawings)
    panel.show_marks(judged(drawings, [3, 8]))
    panel.show_held_out(np.isin(drawings.ids, [1, 2]))
    return panel


def part(panel, kind, name):
    widget = panel.findChild(kind, name)
    assert widget is not None, name
    return widget


def gallery(panel):
    return part(panel, Gallery, "gallery")


def press(qtbot, panel, name):
    button = part(panel, QAbstractButton, name)
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)


def heard(signal):
    calls = []
    signal.connect(lambda *arguments: calls.append(arguments))
    return calls


def test_counts_are_said_in_words(full):
    label = part(full, QLabel, "countsLabel")
    assert label.text() == "12 drawings · 6 zeros · 6 ones"
    assert label.toolTip() == "6 are 0s and 6 are 1s: well balanced."
    full.show_dataset(dataset(1, [1]))
    assert label.text() == "1 drawing · 0 zeros · 1 one"
    assert "no 0 yet" in label.toolTip()


@pytest.mark.parametrize(("name", "label"), [("relabel0Button", 0), ("relabel1Button", 1)])
def test_relabelling_asks_for_the_selection(qtbot, full, name, label):
    asked = heard(full.relabel_requested)
    click(gallery(full), 5)
    press(qtbot, full, name)
    assert [(ids.tolist(), given) for ids, given in asked] == [([5], label)]


def test_deleting_asks_for_the_selection(qtbot, full):
    asked = heard(full.delete_requested)
    full.select_all()
    press(qtbot, full, "deleteButton")
    assert asked[0][0].tolist() == list(range(1, 13))


def test_nothing_selected_is_nothing_to_relabel_or_delete(full):
    for name in ("relabel0Button", "relabel1Button", "deleteButton"):
        assert not part(full, QPushButton, name).isEnabled()
    click(gallery(full), 5)
    assert part(full, QPushButton, "deleteButton").isEnabled()
    assert part(full, QLabel, "selectionLabel").text() == "1 selected"


def test_export_asks_for_the_selection_or_else_for_all_that_are_shown(qtbot, full):
    asked = heard(full.export_requested)
    press(qtbot, full, "filterOnes")
    press(qtbot, full, "exportButton")
    click(gallery(full), 4)
    press(qtbot, full, "exportButton")
    assert [ids.tolist() for (ids,) in asked] == [[2, 4, 6, 8, 10, 12], [4]]


def test_double_click_asks_for_the_drawing(full):
    asked = heard(full.drawing_requested)
    double_click(gallery(full), 7)
    assert asked == [(7,)]


def test_the_import_button_offers_what_can_be_imported(qtbot, panel):
    actions = [QAction(text, panel) for text in ("Files…", "A folder…")]
    panel.buttons.show_import_actions(actions)
    asked = heard(actions[1].triggered)
    menu = part(panel, QPushButton, "importButton").menu()

    press(qtbot, panel, "importButton")
    qtbot.waitUntil(menu.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    assert len(asked) == 1


def test_the_export_button_says_how_many_and_stays_where_it_is(qtbot, full):
    button = part(full, QPushButton, "exportButton")
    assert button.text() == "Export 12…"
    full.layout().activate()
    place = button.geometry()
    click(gallery(full), 5)
    QApplication.sendPostedEvents()
    assert (button.text(), button.geometry()) == ("Export 1…", place)
    full.show_dataset(dataset(0, []))
    assert button.text() == "Export…"


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("filterZeros", [11, 9, 7, 5, 3, 1]),
        ("filterHeldOut", [2, 1]),
        ("filterWrong", [8, 3]),
        ("filterAll", list(range(12, 0, -1))),
    ],
)
def test_a_filter_button_shows_its_drawings(qtbot, full, name, ids):
    press(qtbot, full, "filterOnes")
    press(qtbot, full, name)
    assert gallery(full).shown.ids.tolist() == ids


def test_wrong_and_doubtful_say_how_many(full):
    assert part(full, QPushButton, "filterWrong").text() == "Wrong 2"
    full.show_marks(None)
    assert part(full, QPushButton, "filterWrong").text() == "Wrong"
    assert part(full, QPushButton, "filterDoubtful").text() == "Doubtful"


def test_doubtful_ones_begin_with_the_highest_loss_and_leave_the_order_as_it_was(qtbot, full):
    order = part(full, QComboBox, "gallerySort")
    press(qtbot, full, "filterDoubtful")
    assert order.currentText() == Sort.LOSS.value
    press(qtbot, full, "filterAll")
    assert order.currentText() == Sort.NEWEST.value
    assert gallery(full).shown.ids[0] == 12


def test_the_order_is_chosen_by_keyboard(qtbot, full):
    order = part(full, QComboBox, "gallerySort")
    order.setFocus()
    qtbot.keyClick(order, Qt.Key.Key_Down)
    assert gallery(full).shown.ids[0] == 1


def test_at_the_very_beginning_starter_digits_are_offered(qtbot, panel):
    asked = heard(panel.starter_requested)
    assert "No drawings yet" in part(panel, QLabel, "galleryEmpty").text()
    press(qtbot, panel, "starterButton")
    assert asked == [()]
    panel.show_dataset(dataset(3))
    assert not part(panel, QLabel, "galleryEmpty").isVisible()


def test_an_empty_filter_says_why_and_leads_back(qtbot, full):
    reason = part(full, QLabel, "galleryEmpty")
    full.show_marks(judged(dataset(12)))
    press(qtbot, full, "filterWrong")
    assert "Nothing is wrong" in reason.text()
    full.show_marks(None)
    assert "Press Train" in reason.text()
    assert not part(full, QPushButton, "starterButton").isVisible()
    press(qtbot, full, "showAllButton")
    assert len(gallery(full).shown.ids) == 12


def test_the_gallery_keeps_the_focus_when_its_last_drawing_goes(qtbot, full):
    full.focus_gallery()
    qtbot.waitUntil(full.gallery_has_focus)
    full.show_dataset(dataset(0))
    assert full.gallery_has_focus()


def test_a_button_that_is_clicked_leaves_the_focus_where_it_was(qtbot, full):
    full.focus_gallery()
    qtbot.waitUntil(full.gallery_has_focus)
    click(gallery(full), 5)
    press(qtbot, full, "relabel0Button")
    press(qtbot, full, "filterZeros")
    assert full.gallery_has_focus()


def test_a_read_only_file_can_be_looked_at_and_exported_only(full):
    full.show_dataset(replace(dataset(12), read_only=True))
    full.select_all()
    enabled = {b.objectName() for b in full.findChildren(QPushButton) if b.isEnabled()}
    assert not enabled & {"relabel0Button", "relabel1Button", "deleteButton", "importButton"}
    assert "exportButton" in enabled


def test_a_long_job_shows_how_far_it_is_and_can_be_cancelled(qtbot, full):
    asked = heard(full.cancel_requested)
    bar = part(full, QProgressBar, "busyBar")
    assert not bar.isVisible()
    full.show_busy("Importing train.csv", 30, 120)
    assert (bar.value(), bar.maximum()) == (30, 120)
    press(qtbot, full, "cancelButton")
    full.show_idle()
    assert asked == [()]
    assert not bar.isVisible()


def test_every_control_says_what_it_is_for(full):
    controls = [*full.findChildren(QPushButton), full.findChild(QComboBox)]
    assert len(controls) > 12
    for control in controls:
        assert control.accessibleName(), control.objectName()
        assert control.toolTip(), control.objectName()
        assert not control.focusPolicy() & Qt.FocusPolicy.ClickFocus, control.objectName()


def test_every_filter_has_a_button(full):
    row = part(full, QWidget, "galleryFilter")
    assert len(row.findChildren(QPushButton)) == len(Filter)


def test_given_drawings_are_shown_alone_with_their_name_until_another_filter_is_chosen(qtbot, full):
    given = part(full, QPushButton, "filterGiven")
    assert not given.isVisible()
    full.show_drawings(np.array([3, 8, 9]), "label 0, answered 1")
    assert (given.text(), given.isVisible()) == ("label 0, answered 1: 3", True)
    assert gallery(full).shown.ids.tolist() == [9, 8, 3]
    press(qtbot, full, "filterAll")
    assert not given.isVisible()
    assert len(gallery(full).shown.ids) == 12


def test_given_drawings_stay_when_they_are_relabelled_and_others_can_follow_them(qtbot, full):
    full.show_drawings(np.array([3, 8]), "label 0, answered 1")
    labels = dataset(12).labels.copy()
    labels[2] = 1
    full.show_dataset(replace(dataset(12), labels=labels))
    full.show_marks(None)
    assert gallery(full).shown.ids.tolist() == [8, 3]
    full.show_drawings(np.array([5]), "label 1, answered 0")
    assert gallery(full).shown.ids.tolist() == [5]
    assert part(full, QPushButton, "filterGiven").text() == "label 1, answered 0: 1"
    full.show_dataset(dataset(2))
    assert "not in the file any more" in part(full, QLabel, "galleryEmpty").text()
    press(qtbot, full, "showAllButton")
    assert len(gallery(full).shown.ids) == 2


def test_the_number_of_given_drawings_is_that_of_those_still_there(full):
    full.show_drawings(np.array([2, 8, 9]), "label 0, answered 1")
    full.show_dataset(dataset(8))
    given = part(full, QPushButton, "filterGiven")
    assert (given.text(), given.accessibleName()) == ("label 0, answered 1: 2",) * 2


def test_given_drawings_of_one_file_are_not_looked_for_in_another(full):
    full.show_drawings(np.array([3, 8]), "label 0, answered 1")
    full.show_dataset(replace(dataset(5), path=Path("other.digits")))
    assert not part(full, QPushButton, "filterGiven").isVisible()
    assert len(gallery(full).shown.ids) == 5
