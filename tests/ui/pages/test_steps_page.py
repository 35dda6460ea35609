"""Steps shows the next step line by line, for the drawing and the weight that one chooses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSpinBox

from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.training.figures import figure, signed
from digitapp.training.frame import Frame
from digitapp.training.next_step import StepReader
from digitapp.training.pinned import PinnedCurves, PinnedDrawing
from digitapp.training.progress import Progress
from digitapp.training.step_checks import pushes
from digitapp.training.step_lines import strongest_path
from digitapp.training.update_lines import lines_of
from digitapp.ui.pages.step_list import StepList
from digitapp.ui.pages.steps_page import StepsPage
from digitapp.ui.widgets.theme import DARK

from .network_examples import CONFIG, CONFIGS, SOME, find, frame_of, press, shown, text

SGD = replace(CONFIG, optimizer="sgd", learning_rate=0.1, augment=False)


@pytest.fixture
def page(qtbot):
    page = StepsPage()
    return shown(qtbot, page)


def drawings_of(page):
    return [find(page, f"batchDrawing{number}") for number in range(1, 33)]


def lines_in(page):
    model = find(page, "stepList", StepList).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def step_of(frame):
    return StepReader().read(frame.step)


def test_all_lines_stand_in_six_numbered_parts(page):
    rows = lines_in(page)
    headings = [row for row in rows if ";" not in row]
    assert [row[0] for row in headings] == list("123456")
    trace = step_of(frame_of()).trace
    lines = lines_of(trace, strongest_path(trace))
    assert len(rows) == len(lines) + 6
    assert f"{lines[-1].name}: {lines[-1].formula}; {lines[-1].numbers}" == rows[-1]


def test_next_and_back_go_through_the_lines_and_what_is_to_come_is_not_computed_yet(page):
    press(page, "stepStart")
    assert text(page, "stepFormula") == "X, y"
    assert sum("not computed yet" in row for row in lines_in(page)) == len(lines_in(page)) - 7
    press(page, "stepNext")
    assert text(page, "stepFormula") == "Z₁ = X·W₁ + b₁"
    press(page, "stepNext")
    press(page, "stepBack")
    assert text(page, "stepFormula") == "Z₁ = X·W₁ + b₁"
    press(page, "stepAll")
    assert not any("not computed yet" in row for row in lines_in(page))


def test_the_lines_are_marked_that_the_current_one_takes_from_and_gives_to(page):
    press(page, "stepStart")
    press(page, "stepNext")
    spoken = {row.split(":")[0]: row.split("; ")[-1] for row in lines_in(page)}
    assert spoken["8 drawings"] == "the current line takes this"
    assert spoken["activations of layer 1"] == "takes the current line's result"
    assert spoken["activations of layer 2"] == "not computed yet"


def test_a_clickers_keys_go_through_the_lines(page):
    press(page, "stepStart")
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert text(page, "stepFormula") == "Z₁ = X·W₁ + b₁"
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert text(page, "stepFormula") == "X, y"


def test_it_stays_at_its_line_while_the_numbers_change(page):
    press(page, "stepStart")
    press(page, "stepNext")
    before = text(page, "stepNumbers")
    page.show_frame(frame_of(steps=9))
    assert text(page, "stepFormula") == "Z₁ = X·W₁ + b₁"
    assert text(page, "stepNumbers") != before


def test_while_a_run_begins_the_step_that_it_begins_with_stays(page):
    before = text(page, "stepWhere")
    page.show_frame(Frame(Progress("running")))  # the fit is about to tell where it stands
    assert text(page, "stepWhere") == before
    page.show_frame(Frame())
    assert text(page, "stepWhere") == "no drawings to learn from yet"


def test_a_line_has_its_shapes_and_unfolds_its_source(page):
    press(page, "stepStart")
    press(page, "stepNext")
    assert "(8, 400)·(400, 25) + (25,) → (8, 25)" in text(page, "stepShapes")
    source = find(page, "stepSourceText", QPlainTextEdit)
    assert not source.isVisible()
    press(page, "stepSource")
    assert source.isVisible()
    assert source.toPlainText().startswith("# digitapp/nn/workspace.py\ndef forward(self")


def test_another_drawing_puts_its_numbers_in(page):
    press(page, "stepStart")
    press(page, "stepNext")
    before = text(page, "stepNumbers")
    buttons = [each for each in drawings_of(page) if each.isVisible()]
    assert len(buttons) == 8
    QTest.mouseClick(buttons[3], Qt.MouseButton.LeftButton)
    assert text(page, "stepNumbers") != before
    assert find(page, "stepDrawing", QSpinBox).value() == 4
    assert buttons[3].isChecked()
    assert not buttons[0].isChecked()


def test_the_chosen_weight_is_checked_by_a_finite_difference(page):
    find(page, "stepLayer", QSpinBox).setValue(2)
    find(page, "stepUnit", QSpinBox).setValue(5)
    find(page, "stepInput", QSpinBox).setValue(7)
    gradient = step_of(frame_of()).trace.layers[1].dW[6, 4]
    words = text(page, "gradientCheck")
    assert f"gradient {figure(gradient)}, slope by difference {figure(gradient)}" in words


def test_a_unit_that_is_open_inside_is_the_chosen_one(page):
    page.show_unit((1, 11))
    assert find(page, "stepLayer", QSpinBox).value() == 2
    assert find(page, "stepUnit", QSpinBox).value() == 12


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_every_network_has_its_lines(page, config):
    page.show_frame(frame_of(config))
    trace = step_of(frame_of(config)).trace
    assert lines_in(page)[-1].endswith(lines_of(trace, strongest_path(trace))[-1].result)


def test_the_push_of_each_drawing_is_shown_for_a_pinned_one(page):
    page.show_frame(frame_of(SGD))
    pinned = SOME.images([9])[0]
    page.show_pinned(PinnedCurves((PinnedDrawing(pinned, 1),)))
    assert find(page, "whosePush", QComboBox).count() == 2
    find(page, "whosePush", QComboBox).setCurrentIndex(1)
    found = pushes(step_of(frame_of(SGD)).trace, pinned)
    assert f"together {signed(found.shares.sum(), 3)}" in text(page, "pushWords")
    spoken = drawings_of(page)[2].accessibleName()
    assert spoken.endswith(f"push {signed(found.shares[2], 3)}")


def test_of_adam_the_push_is_said_to_be_that_of_plain_sgd(page):
    page.show_pinned(PinnedCurves((PinnedDrawing(SOME.images([9])[0], 1),)))
    find(page, "whosePush", QComboBox).setCurrentIndex(1)
    assert "in a step of plain SGD (that of Adam is no sum" in text(page, "pushWords")


def test_without_drawings_it_says_what_a_step_needs(page):
    page.show_frame(frame_of(dataset=DatasetSnapshot.empty()))
    assert lines_in(page) == []
    assert text(page, "stepName").startswith("Add drawings")
    page.show_frame(frame_of())
    assert len(lines_in(page)) > 20


def test_it_says_where_in_the_epoch_the_step_is(page):
    page.show_frame(frame_of())
    assert text(page, "stepWhere") == "epoch 1 · step 1 of 4, 8 drawings"
    page.show_frame(frame_of(shown_epoch=0))
    assert text(page, "stepWhere").endswith("the step that was made from the epoch looked at")


def test_a_screen_reader_hears_each_line_with_its_numbers(page):
    table = QAccessible.queryAccessibleInterface(find(page, "stepList"))
    names = [table.child(row).text(QAccessible.Text.Name) for row in range(table.childCount())]
    assert any(
        name.startswith("weighted sums of layer 1: Z₁ = X·W₁ + b₁; z of unit") for name in names
    )


def test_the_table_has_a_row_for_each_line(page):
    press(page, "copySteps")
    rows = QGuiApplication.clipboard().text().split("\n")
    assert len(rows) == len(lines_in(page)) - 6 + 1
    assert all(row.count("\t") == 4 for row in rows)


def test_each_line_tells_which_layer_it_is_about(page, qtbot):
    press(page, "stepStart")
    with qtbot.waitSignal(page.line_shown) as shown:
        press(page, "stepNext")
    assert shown.args == [0, "2 forward: Z₁ = X·W₁ + b₁"]
    with qtbot.waitSignal(page.line_shown) as shown:
        press(page, "stepAll")
    assert shown.args[1] == ""


def test_a_page_that_is_not_shown_computes_nothing(page, monkeypatch):
    page.active = False
    monkeypatch.setattr(StepReader, "read", lambda *_: pytest.fail("it computed"))
    page.show_frame(frame_of(steps=5))


def test_of_a_large_batch_as_many_are_shown_as_there_is_room_for(page):
    page.show_frame(frame_of(replace(CONFIG, batch_size=32)))
    visible = [each for each in drawings_of(page) if each.isVisible()]
    assert 5 < len(visible) < 32
    find(page, "stepDrawing", QSpinBox).setValue(30)
    assert any(each.isChecked() for each in drawings_of(page) if each.isVisible())


def test_it_is_painted_in_dark_and_large_too(page):
    light = page.grab().toImage()
    page.show_theme(replace(DARK, scale=1.5))
    assert page.grab().toImage() != light


def test_all_zero_weights_are_told_to_stay_alike(page):
    frame = frame_of(SGD, steps=0)
    zeros = np.zeros_like(frame.step.checkpoint.parameters)
    checkpoint = replace(frame.step.checkpoint, parameters=zeros)
    page.show_frame(replace(frame, step=replace(frame.step, checkpoint=checkpoint)))
    rows = QGuiApplication.clipboard()
    press(page, "copySteps")
    assert "dW₁" in rows.text()
    press(page, "stepStart")
    remarks = []
    for _ in range(len(lines_in(page))):
        press(page, "stepNext")
        remarks.append(text(page, "stepRemark"))
    assert any("alike" in remark or "no weight of this layer moves" in remark for remark in remarks)
