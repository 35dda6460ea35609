"""The picture shows every unit with its number, and is gone through by mouse and keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from digitapp.training.inspection import Inspection, layers_of
from digitapp.training.readings import Readings, read
from digitapp.ui.pages.network_layout import MOST_UNITS
from digitapp.ui.pages.network_picture import NetworkPicture
from digitapp.ui.widgets.diverging_scale import DivergingScale
from digitapp.ui.widgets.theme import DARK, LIGHT

from .network_examples import CONFIG, CONFIGS, IMAGE, parameters_of


def inspection_of(config=CONFIG, x=IMAGE):
    x = None if x is None else x.reshape(-1)
    return Inspection(layers_of(config, parameters_of(4, config)), x)


@pytest.fixture
def picture(qtbot):
    picture = NetworkPicture()
    qtbot.addWidget(picture)
    picture.resize(900, 500)
    picture.show()
    qtbot.waitExposed(picture)
    return picture


def show(picture, inspection, kind="weights"):
    picture.show_network(inspection, read(kind, inspection, None, inspection.layers))


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_each_unit_of_every_network_is_drawn(picture, config, theme):
    picture.show_theme(theme)
    inspection = inspection_of(config)
    show(picture, inspection)
    picture.grab()
    for number, layer in enumerate(inspection.layers):
        for unit in range(min(len(layer.b), MOST_UNITS)):
            assert picture.cell(number, unit).isVisible()


def test_a_map_has_the_colours_of_its_weights(picture):
    inspection = inspection_of()
    show(picture, inspection)
    cell = picture.cell(0, 7)
    image = picture.cell(0, 7).grab().toImage()
    W = inspection.layers[0].W
    scale, edge = DivergingScale(LIGHT), cell.width() - cell.side
    for row, column in ((3, 4), (10, 15), (17, 8)):
        pixel = cell.side / 20
        seen = image.pixel(int(edge + (column + 0.5) * pixel), int((row + 0.5) * pixel))
        expected = scale.words(W[row * 20 + column, 7:8], float(np.abs(W).max()))[0]
        assert seen == expected


def test_a_screen_reader_is_told_what_each_unit_computes(picture):
    inspection = inspection_of()
    show(picture, inspection)
    numbers = inspection.unit(1, 4)
    told = QAccessible.queryAccessibleInterface(picture.cell(1, 4)).text(QAccessible.Text.Name)
    assert told.startswith("Layer 2, unit 5: z ")
    assert f"a {numbers.a:.3g}" in told
    role = QAccessible.queryAccessibleInterface(picture.cell(1, 4)).role()
    assert role in (QAccessible.Role.Button, QAccessible.Role.CheckBox)


def test_other_weights_are_told_soon_after(picture, qtbot):
    show(picture, inspection_of())
    cell = picture.cell(1, 4)
    before = cell.accessibleName()
    other = Inspection(layers_of(CONFIG, parameters_of(9)), IMAGE.reshape(-1))
    frames = QTimer(picture)  # as the training shows them
    frames.timeout.connect(lambda: show(picture, other))
    frames.start(30)
    qtbot.waitUntil(lambda: cell.accessibleName() != before)


def test_arrows_go_from_unit_to_unit_and_on_to_the_next_layer(picture, qtbot):
    show(picture, inspection_of())
    picture.activateWindow()
    qtbot.waitActive(picture)
    looked_at = []
    picture.unit_looked_at.connect(lambda layer, unit: looked_at.append((layer, unit)))
    picture.cell(0, 0).setFocus()
    QTest.keyClick(picture.cell(0, 0), Qt.Key.Key_Right)
    assert picture.cell(0, 1).hasFocus()
    QTest.keyClick(picture.cell(0, 1), Qt.Key.Key_Down)
    here = looked_at[-1]
    assert here[0] == 0
    assert here[1] > 1
    for _ in range(20):
        QTest.keyClick(picture.focusWidget(), Qt.Key.Key_Right)
    assert picture.cell(2, 0).hasFocus()
    assert {layer for layer, _ in looked_at} == {0, 1, 2}


def test_a_click_opens_a_unit_and_another_closes_it(picture, qtbot):
    show(picture, inspection_of())
    with qtbot.waitSignal(picture.unit_opened) as opened:
        QTest.mouseClick(picture.cell(0, 3), Qt.MouseButton.LeftButton)
    assert opened.args == [(0, 3)]
    with qtbot.waitSignal(picture.unit_opened) as opened:
        QTest.mouseClick(picture.cell(1, 2), Qt.MouseButton.LeftButton)
    assert opened.args == [(1, 2)]
    assert not picture.cell(0, 3).isChecked()
    with qtbot.waitSignal(picture.unit_opened) as opened:
        QTest.keyClick(picture.cell(1, 2), Qt.Key.Key_Return)
    assert opened.args == [None]


def test_without_a_drawing_there_are_maps_but_no_numbers(picture):
    show(picture, inspection_of(x=None))
    assert picture.cell(0, 0).accessibleName() == "Layer 1, unit 1: nothing is drawn."
    picture.grab()


def test_weights_that_are_no_numbers_are_drawn_as_such(picture):
    parameters = np.full(CONFIG.make_model().count_params(), np.nan, np.float32)
    show(picture, Inspection(layers_of(CONFIG, parameters), IMAGE.reshape(-1)))
    picture.grab()
    assert "not a number" in picture.cell(0, 0).accessibleName()


def test_a_reading_that_is_missing_leaves_the_pictures_empty(picture):
    inspection = inspection_of()
    picture.show_network(inspection, Readings((), "nothing"))
    cell = picture.cell(0, 7)
    image = cell.grab().toImage()
    middle = image.pixel(int(cell.width() - cell.side / 2), int(cell.side / 2))
    assert f"#{middle & 0xFFFFFF:06x}" == LIGHT.colours.paper


def test_the_layer_that_a_line_of_steps_is_about_is_lit(picture):
    show(picture, inspection_of())
    before = picture.grab().toImage()
    picture.show_lit(1, "4 backward: dZ₂ = dA₂ ⊙ g′(Z₂)")
    assert picture.grab().toImage() != before
    picture.show_lit(None, "")
    assert picture.grab().toImage() == before


def test_the_connections_of_the_unit_looked_at_come_to_the_front(picture):
    show(picture, inspection_of())
    before = picture.grab().toImage()
    picture.look_at((1, 3))
    assert picture.grab().toImage() != before
