"""Inside follows drawing, training and timeline, and says what would be if a unit were another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from digitapp.digits import DataError
from digitapp.training.figures import figure
from digitapp.training.inspection import Inspection, layers_of
from digitapp.training.moments import Moments
from digitapp.training.pinned import PinnedCurves, PinnedDrawing
from digitapp.training.what_if import shift_map
from digitapp.ui.pages.inside_page import InsidePage
from digitapp.ui.widgets.theme import DARK

from .network_examples import (
    CONFIGS,
    IMAGE,
    SOME,
    find,
    frame_of,
    parameters_of,
    press,
    shown,
    text,
)


@pytest.fixture
def page(qtbot):
    page = InsidePage()
    page.show_dataset(SOME)
    return shown(qtbot, page)


def choose(page, name, words):
    box = find(page, name, QComboBox)
    box.setCurrentIndex([box.itemText(k) for k in range(box.count())].index(words))


def now(frame, x=IMAGE):
    return Inspection(layers_of(frame.config, frame.weights), x.reshape(-1))


def test_it_says_which_unit_made_the_network_answer_so(page):
    assert text(page, "mainReason").startswith("P(1) = ")
    assert "of layer 2: a " in text(page, "mainReason")


def test_it_follows_the_drawing(page):
    other = SOME.images([5])[0].reshape(20, 20)
    page.show_image(other)
    p = now(frame_of(), other).probability
    assert text(page, "mainReason").startswith(f"P(1) = {figure(p, 3)}.")
    page.show_image(None)
    assert text(page, "mainReason").startswith("Draw a 0 or a 1")


def test_it_follows_the_training(page):
    frame = frame_of(steps=9)
    page.show_frame(frame)
    assert text(page, "mainReason").startswith(f"P(1) = {figure(now(frame).probability, 3)}.")


def test_it_follows_the_timeline_and_names_its_epoch(page):
    past = parameters_of(8)
    frame = frame_of(weights=past, shown_epoch=12)
    page.show_frame(frame)
    box = find(page, "mapsMoment", QComboBox)
    assert box.currentText() == "epoch 12 (timeline)"
    assert text(page, "mainReason").startswith(f"P(1) = {figure(now(frame).probability, 3)}.")
    choose(page, "mapsMoment", "newest")
    newest = now(replace(frame, weights=frame.newest))
    assert text(page, "mainReason").startswith(f"P(1) = {figure(newest.probability, 3)}.")


def test_epoch_0_has_the_first_weights_of_the_seed(page):
    choose(page, "mapsMoment", "epoch 0")
    first = replace(frame_of(), weights=frame_of().config.make_model().parameters)
    assert text(page, "mainReason").startswith(f"P(1) = {figure(now(first).probability, 3)}.")


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_every_network_has_all_readings_and_all_moments(page, config):
    page.show_frame(frame_of(config, steps=1))
    looks = set()
    for kind in range(4):
        find(page, "mapsShow", QComboBox).setCurrentIndex(kind)
        looks.add(page.picture.grab().toImage().bits().tobytes())
    assert len(looks) == 4
    choose(page, "mapsMoment", "epoch 0")
    page.open_unit((0, 0))
    assert text(page, "unitFormula")


def test_a_reading_that_is_not_known_is_said(page):
    page.show_frame(replace(frame_of(), step=None))
    choose(page, "mapsShow", "gradient of the last step")
    assert text(page, "mainReason").startswith("No gradient is at hand")


def test_an_open_unit_shows_its_formula_with_numbers_and_its_parameters(page):
    page.open_unit((0, 3))
    numbers = now(frame_of()).unit(0, 3)
    formula = text(page, "unitFormula")
    assert f"z₁ = Σ + b = {figure(numbers.total)}" in formula
    assert formula.count("\n") == 3
    assert "400 inputs · 25 units + 25 biases = 10,025 of 10,431 parameters" in formula
    assert "LayerWorkspace.forward in digitapp/nn/workspace.py" in formula


def test_escape_goes_back_to_the_whole_network(page, qtbot):
    QTest.mouseClick(page.picture.cell(0, 3), Qt.MouseButton.LeftButton)
    assert find(page, "unitClose").isVisible()
    with qtbot.waitSignal(page.unit_chosen) as chosen:
        QTest.keyClick(page.picture.cell(0, 3), Qt.Key.Key_Escape)
    assert chosen.args == [None]
    assert not find(page, "unitClose").isVisible()
    assert not page.picture.cell(0, 3).isChecked()


def test_a_unit_that_is_looked_at_is_shown_until_another_is(page):
    page.picture.cell(1, 4).looked_at.emit(1, 4)
    assert "z₂ = " in text(page, "unitFormula")
    page.picture.cell(0, 4).looked_at.emit(0, 4)
    assert "z₁ = " in text(page, "unitFormula")


def test_switching_a_unit_off_tells_what_it_was_for(page):
    page.show_pinned(PinnedCurves((PinnedDrawing(SOME.images([7])[0], 1),)))
    page.open_unit((1, 2))
    press(page, "unitOff")
    before, after = now(frame_of()), now(frame_of())
    after = replace(after, off=frozenset({(1, 2)}))
    words = text(page, "unitWords")
    assert f"P(1) {figure(before.probability, 3)} → {figure(after.probability, 3)}" in words
    assert "held-out drawings read right" in words
    assert "pinned 1" in words
    press(page, "unitOff")
    assert "Switched off" not in text(page, "unitWords")


def test_painting_a_map_moves_z_and_the_loss(page):
    page.open_unit((0, 3))
    press(page, "unitPaint")
    canvas = find(page, "paintedMap")
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(20, 5))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(20, 5))
    after = text(page, "paintOutcome")
    assert "1 stroke of 3" in after
    assert " → " in after
    assert "one step of Adam makes it" in after


def test_paint_is_gone_with_the_pen_and_the_network_was_not_changed(page):
    page.open_unit((0, 3))
    formula = text(page, "unitFormula")
    press(page, "unitPaint")
    canvas = find(page, "paintedMap")
    QTest.mouseClick(
        canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 2, canvas.height() // 2)
    )
    press(page, "paintClose")
    assert text(page, "unitFormula") == formula


def test_why_this_answer_colours_the_ink_and_counts_where_the_answer_stays(page):
    before = page.picture.grab().toImage()
    press(page, "whyButton")
    assert page.picture.grab().toImage() != before
    moved = shift_map(now(frame_of()), 6)
    same = int(((moved >= 0.5) == (moved[6, 6] >= 0.5)).sum())
    assert f"{same} of 169 places" in text(page, "whyText")
    press(page, "whyButton")
    assert page.picture.grab().toImage() == before


def test_the_table_has_a_row_for_each_unit(page):
    press(page, "copyUnits")
    rows = [row.split("\t") for row in QGuiApplication.clipboard().text().split("\n")]
    assert len(rows) == 1 + 25 + 15 + 1
    z = now(frame_of()).values[-1].z[0, 0]
    assert float(rows[-1][4]) == pytest.approx(z, rel=1e-5)


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_picture_is_written(page, tmp_path, suffix):
    path = tmp_path / f"network{suffix}"
    page.export(path)
    start = path.read_bytes()[:200]
    assert b"PNG" in start or b"<svg" in start


def test_another_kind_of_file_is_refused_with_a_sentence(page, tmp_path):
    with pytest.raises(DataError, match=r"\.png or \.svg"):
        page.export(tmp_path / "network.txt")


def test_a_page_that_is_not_shown_computes_nothing(page, monkeypatch):
    page.active = False
    monkeypatch.setattr(Moments, "layers", lambda *_: pytest.fail("it computed"))
    page.show_image(None)
    page.show_frame(frame_of(steps=5))


def test_another_network_lets_the_open_unit_go(page):
    page.open_unit((1, 14))
    press(page, "unitOff")
    page.show_frame(frame_of(CONFIGS["no hidden layer"]))
    assert "z₁ = " in text(page, "unitFormula")


def test_it_is_painted_in_dark_and_large_too(page):
    light = page.grab().toImage()
    page.show_theme(replace(DARK, scale=1.5))
    assert page.grab().toImage() != light


def test_six_pinned_drawings_are_enough(page):
    page.show_pinned(PinnedCurves((PinnedDrawing(np.zeros(400, np.float32)),) * 6))
    assert not find(page, "pinDrawing").isEnabled()
    page.show_pinned(PinnedCurves())
    assert find(page, "pinDrawing").isEnabled()
