import csv
import math
import os

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from digitapp.digits import DataError
from digitapp.training.timeline import Curves
from digitapp.ui.plot.loss_plot import LossPlot
from digitapp.ui.widgets.theme import LIGHT


@pytest.fixture
def curves():
    rng = np.random.default_rng(1)
    epochs = np.arange(30.0)
    return Curves(epochs, *(rng.random(30) for _ in range(4)))


@pytest.fixture
def plot(qtbot, curves):
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    qtbot.waitExposed(plot)
    plot.show_curves(curves)
    return plot


def test_a_csv_gives_back_the_same_numbers(plot, curves, tmp_path):
    curves.val_loss[3] = math.nan
    plot.export(tmp_path / "run.csv")
    with open(tmp_path / "run.csv", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["epoch", "loss", "val_loss", "accuracy", "val_accuracy"]
    assert rows[3][2] == ""
    read = np.array([[float(cell or "nan") for cell in row] for row in rows])
    np.testing.assert_array_equal(read.T, np.stack(curves))


def test_a_png_is_sharp_and_shows_legend_and_lines(plot, tmp_path):
    plot.export(tmp_path / "run.PNG")
    image = QImage(str(tmp_path / "run.PNG"))
    assert image.width() == 2 * plot.width()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(30)}
    assert QColor(LIGHT.colours.training).name() in colours  # the legend, at the top
    assert image.pixelColor(1, image.height() - 2) == QColor(LIGHT.colours.panel)


def test_an_svg_can_be_drawn_and_holds_words_as_words(plot, tmp_path):
    plot.export(tmp_path / "run.svg")
    assert QSvgRenderer(str(tmp_path / "run.svg")).isValid()
    source = (tmp_path / "run.svg").read_text(encoding="utf-8")
    for words in ("ln 2", ">held out (val_loss)<", "accuracy", "epoch"):
        assert words in source


def test_svg_and_png_show_the_same(plot, tmp_path):
    for name in ("run.png", "run.svg"):
        plot.export(tmp_path / name)
    wanted = QImage(str(tmp_path / "run.png")).convertToFormat(QImage.Format.Format_Grayscale8)
    drawn = QImage(wanted.size(), QImage.Format.Format_RGB32)
    painter = QPainter(drawn)
    QSvgRenderer(str(tmp_path / "run.svg")).render(painter)
    painter.end()
    drawn = drawn.convertToFormat(QImage.Format.Format_Grayscale8)
    # words and thin lines differ by half a pixel; a tick or a curve elsewhere would by much
    differ = np.abs(blurred(wanted) - blurred(drawn))
    assert differ.max() < 35


def blurred(image):
    """Return the mean grey of squares of 8 pixels."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).astype(float)
    high, wide = (side // 8 * 8 for side in pixels.shape)
    return pixels[:high, :wide].reshape(high // 8, 8, wide // 8, 8).mean(axis=(1, 3))


def test_another_ending_is_refused_in_a_sentence(plot, tmp_path):
    with pytest.raises(DataError, match=r"\.png, \.svg or \.csv, not as “run\.gif”"):
        plot.export(tmp_path / "run.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run.png", "run.svg", "run.csv"])
def test_a_folder_that_is_not_there_is_told_of(plot, tmp_path, name):
    with pytest.raises(DataError, match=f"“{name}” could not be written"):
        plot.export(tmp_path / "no" / name)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")
def test_what_was_there_stays_when_the_disk_is_full(plot, tmp_path, monkeypatch):
    path = tmp_path / "run.csv"
    path.write_text("older")
    limit = pytest.importorskip("resource")
    before = limit.getrlimit(limit.RLIMIT_FSIZE)
    limit.setrlimit(limit.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(DataError, match="could not be written"):
            plot.export(path)
    finally:
        limit.setrlimit(limit.RLIMIT_FSIZE, before)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["run.png", "run.svg", "run.csv"])
def test_a_plot_without_a_run_is_written_too(qtbot, tmp_path, name):
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.export(tmp_path / name)
    assert (tmp_path / name).stat().st_size > 30
