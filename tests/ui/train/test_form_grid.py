"""The fields of the form stand in a grid, at every width, and can be seen in both themes."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from digitapp.ui.train.training_form import TrainingForm
from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet

NAMES = (
    "preset layersEdit activationBox lossBox optimizerBox learningRate epochs batchSize "
    "validationSplit patience seed augmentation"
).split()
WIDTHS = (280, 350, 400, 487, 700, 1000)


@pytest.fixture
def form(qtbot):
    form = TrainingForm()
    qtbot.addWidget(form)
    form.setStyleSheet(style_sheet(LIGHT))
    form.show_theme(LIGHT)
    form.show()
    qtbot.waitExposed(form)
    return form


def place(form, widget):
    return QRect(widget.mapTo(form, QPoint(0, 0)), widget.size())


def places(qtbot, form, width):
    """Give the place of each field in a form of that width."""
    form.resize(width, 500)
    qtbot.waitUntil(lambda: form.layout().geometry().width() == width)
    return {name: place(form, form.findChild(QWidget, name)) for name in NAMES}


@pytest.mark.parametrize("width", WIDTHS)
def test_fields_are_equally_high_and_end_at_few_common_edges(qtbot, form, width):
    found = places(qtbot, form, width)
    del found["preset"]  # beside its button
    fields = [each for name, each in found.items() if name != "augmentation"]
    assert len({each.height() for each in fields}) == 1
    pairs = 3 if width > 480 else 2
    assert len({each.right() for each in fields}) == pairs
    keep = place(form, form.findChild(QPushButton, "keepPresetButton"))
    assert {keep.right(), max(each.right() for each in fields)} == {width - 1}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_lies_over_anything_else_and_labels_stand_in_the_row_of_their_field(
    qtbot, form, width
):
    found = places(qtbot, form, width)
    shown = [*found.values()]
    for label in form.findChildren(QLabel):
        if label.isVisible():
            shown.append(QRect(label.mapTo(form, QPoint(0, 0)), label.sizeHint()))
    assert not [(one, other) for one, other in combinations(shown, 2) if one.intersects(other)]
    assert form.rect().contains(shown[-1])
    for label in form.findChildren(QLabel):
        if label.property("role") == "muted" and label.isVisible():
            middles = {each.center().y() for each in found.values()}
            assert min(abs(place(form, label).center().y() - middle) for middle in middles) <= 1


def test_a_wide_form_takes_fewer_rows(qtbot, form):
    heights = []
    for width in (280, 350, 700):
        places(qtbot, form, width)
        heights.append(form.minimumHeight())
    assert heights[0] > heights[1] > heights[2]


@pytest.mark.parametrize("width", [280, 350, 700])
def test_the_tab_key_goes_row_by_row(qtbot, form, width):
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    found = places(qtbot, form, width)
    form.findChild(QWidget, "layersEdit").setFocus()
    order = []
    while form.focusWidget().objectName() not in order:
        order.append(form.focusWidget().objectName())
        form.focusNextChild()
    tops = [(found[name].top() // 8, found[name].left()) for name in order if name in found]
    assert len(tops) >= len(NAMES) - 1
    start = tops.index(min(tops))
    assert tops[start:] + tops[:start] == sorted(tops)


def contrast(one, other):
    """Give the ratio of the relative luminances of two colours, as WCAG 2 defines it."""

    def luminance(colour):
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted(luminance(QColor(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_border_of_every_field_has_a_contrast_of_3_to_the_panel(qtbot, form, theme):
    panel = f"QWidget {{ background: {theme.colours.panel}; }}"
    form.setStyleSheet(panel + style_sheet(theme))
    for name in NAMES:
        field = form.findChild(QWidget, name)
        if isinstance(field, QCheckBox):
            continue
        image = field.grab().toImage()
        border = image.pixelColor(0, image.height() // 2)
        assert contrast(border, theme.colours.panel) >= 3, name


def test_a_refused_number_moves_nothing(qtbot, form):
    before = places(qtbot, form, 350), form.minimumHeight()
    edit = form.findChild(QWidget, "epochs")
    edit.selectAll()
    QTest.keyClicks(edit, "many")
    form.enter()
    assert form.problem
    assert (places(qtbot, form, 350), form.minimumHeight()) == before
