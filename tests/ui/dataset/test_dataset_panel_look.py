"""The Digits column looks right: nothing cut off in a small window, and the theme's colours."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from digitapp.ui.dataset.dataset_panel import DatasetPanel
from digitapp.ui.dataset.gallery import Gallery
from digitapp.ui.widgets.theme import DARK, LIGHT, Theme, style_sheet

from .gallery_examples import dataset, judged


def in_column(qtbot, theme, width, height):
    """The panel as the window frames it, in the looks of the window."""
    column = QFrame()
    column.setProperty("role", "panel")
    column.setStyleSheet(style_sheet(theme))
    panel = DatasetPanel()
    panel.show_theme(theme)
    QVBoxLayout(column).addWidget(panel)
    qtbot.addWidget(column)
    column.resize(width, height)
    column.show()
    return column, panel


@pytest.mark.parametrize("count", [3, 100_000])
def test_nothing_is_cut_off_in_the_smallest_window(qtbot, count):
    column, panel = in_column(qtbot, LIGHT, 320, 680)
    drawings = dataset(count, [1] * count) if count < 10 else many(count)
    panel.show_dataset(drawings)
    panel.show_marks(judged(drawings, drawings.ids))
    panel.select_all()
    panel.show_busy("Importing train-images-idx3-ubyte.gz", 1, 2)
    QApplication.processEvents()
    assert (column.width(), column.height()) == (320, 680)
    for widget in panel.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLabel | QComboBox) and widget.isVisible():
            place = widget.mapTo(column, widget.rect().topLeft())
            assert column.rect().contains(widget.rect().translated(place)), widget.objectName()
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
            assert widget.height() >= widget.minimumSizeHint().height(), widget.objectName()
    assert panel.findChild(Gallery).height() > 120


def many(count):
    few = dataset(2)
    return replace(
        few,
        ids=np.arange(1, count + 1),
        rows=np.arange(count) % 2,
        **{
            name: np.resize(getattr(few, name), count)
            for name in ("labels", "created", "own", "made", "split_indices", "split_overrides")
        },
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK, Theme(DARK.colours, True, 1.5)])
def test_drawings_are_painted_in_the_colours_of_the_theme(qtbot, theme):
    _, panel = in_column(qtbot, theme, 470, 800)
    panel.show_dataset(dataset(3))
    picture = panel.findChild(Gallery).viewport().grab().toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(round(90 * theme.scale))
    }
    assert {theme.colours.paper, theme.colours.zero, theme.colours.one} <= seen
