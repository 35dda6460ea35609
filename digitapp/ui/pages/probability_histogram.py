"""ProbabilityHistogram: how many drawings of each label have which P, and the threshold.

    0s upwards   █
                 █           ▂ ← label 0, answered 1
    ─────────────┼───────────
               ▂ │           █
                 ┊ threshold █   1s downwards

So right and wrong stand as in the confusion matrix. The bars grow with the logarithm of their
numbers, so that one wrong among hundreds is seen.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from digitapp.training.evaluation import BARS, Counts, bar_words
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.painting import set_text

from .count_grid import CountButton, CountGrid

_CAPTION, _AXIS = 16, 14  # pixels at scale 1, above and below the bars
_HALF = 26  # pixels at scale 1 that the higher bar has at least
_DASHES = [3.0, 3.0]


class _Bar(CountButton):
    """A bar with its number at its end; upwards for label 0, downwards for label 1.

    threshold : where that is, in pixels from the left of the bar
    """

    threshold = 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bar, number, and the threshold where that goes through it."""
        painter, px = QPainter(self), self.theme.px
        place = QRectF(self.rect())
        set_text(painter, self.theme.colours.text, self.theme.caption())
        room = painter.fontMetrics().height()
        height = max(self.share * (place.height() - room), px(2)) if self.count else 0.0
        up = self.label == 0
        top = place.bottom() - height if up else place.top()
        bar = QRectF(place.left() + px(2), top, place.width() - 2 * px(2), height)
        painter.fillRect(bar, QColor(self.colour()))
        pen = QPen(QColor(self.theme.colours.text), px(2))
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        painter.drawLine(QPointF(self.threshold, 0), QPointF(self.threshold, place.height()))
        if self.count:
            painter.setPen(QColor(self.theme.colours.text))
            number = QRectF(place.left(), top - room if up else bar.bottom(), place.width(), room)
            text = f"{self.count:,}"
            if painter.fontMetrics().horizontalAdvance(text) > place.width():
                text = short_count(self.count)
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, text)
        self.paint_frame(painter)


class ProbabilityHistogram(CountGrid):
    """Bars for P from 0 to 1."""

    def __init__(self) -> None:
        super().__init__("probabilityHistogram", BARS, _Bar)
        self.setAccessibleName("P by label: 0s upwards, 1s downwards")
        set_tooltip(
            self,
            "How sure the network is: P(digit is 1) of each drawing, 0s upwards, 1s downwards. "
            "Heights grow by powers of ten, so that one wrong among hundreds is seen.",
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._threshold, self._inset = 0.5, 0

    def set_inset(self, inset: int) -> None:
        """Leave so many pixels free left and right of the bars."""
        self._inset = inset
        self._place()

    def show_histogram(self, histogram: Counts) -> None:
        """Show how many there are: (2, BARS), by label and P."""
        whole = np.log1p(max(int(histogram.max()), 1))
        for (label, column), button in self.buttons.items():
            count = int(histogram[label, column])
            share = float(np.log1p(count) / whole)
            button.show_count(count, share, bar_words(histogram, label, column))

    def show_threshold(self, threshold: float) -> None:
        """Show from which P on the answer is 1."""
        self._threshold = threshold
        self._place()

    def sizeHint(self) -> QSize:
        """Return room for bars, caption and axis."""
        return QSize(self.theme.px(240), self.theme.px(200))

    def minimumSizeHint(self) -> QSize:
        """Return what can still be read."""
        px = self.theme.px
        return QSize(px(160), px(_CAPTION) + px(_AXIS) + 2 * px(_HALF))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the bars."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint caption, middle line, axis and threshold."""
        painter, theme, px = QPainter(self), self.theme, self.theme.px
        colours, bars = theme.colours, self._bars()
        set_text(painter, colours.muted, theme.caption())
        above = QRectF(bars.left(), 0, bars.width(), px(_CAPTION))
        below = QRectF(bars.left(), bars.bottom(), bars.width(), px(_AXIS))
        for label, colour, words in ((0, colours.zero, "0s up"), (1, colours.one, "1s down")):
            side = px(8)
            mark = QRectF(above.left(), above.center().y() - side / 2, side, side)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRect(mark) if label else painter.drawEllipse(mark)
            painter.setPen(QColor(colours.muted))
            above.setLeft(mark.right() + px(4))
            painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, words)
            above.setLeft(above.left() + painter.fontMetrics().horizontalAdvance(words) + px(10))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        threshold = f"threshold {self._threshold:.2f}"
        painter.drawText(
            above, right, threshold if theme.presenting else "heights by powers of ten"
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "P(digit is 1)")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, "1")
        painter.setPen(QColor(colours.faint))
        middle = bars.center().y()
        painter.drawLine(QPointF(bars.left(), middle), QPointF(bars.right(), middle))

    def _bars(self) -> QRectF:
        px, width = self.theme.px, self.width() - 2 * self._inset
        height = self.height() - px(_CAPTION) - px(_AXIS)
        return QRectF(self._inset, px(_CAPTION), width, height)

    def _place(self) -> None:
        bars = self._bars()
        edges = np.rint(bars.left() + np.arange(BARS + 1) / BARS * bars.width()).astype(int)
        top, middle, bottom = (round(y) for y in (bars.top(), bars.center().y(), bars.bottom()))
        for (label, column), button in self.buttons.items():
            left, width = int(edges[column]), int(edges[column + 1] - edges[column])
            y, height = (middle + 1, bottom - middle - 1) if label else (top, middle - top)
            button.setGeometry(left, y, width, height)
            if isinstance(button, _Bar):
                button.threshold = bars.left() + self._threshold * bars.width() - left
            button.update()
        self.update()


def short_count(count: int) -> str:
    """Return a large number in thousands, for where there is little room.

    >>> short_count(1120), short_count(29_700)
    ('1.1k', '30k')
    """
    return f"{count / 1000:.1f}k" if count < 10_000 else f"{count / 1000:.0f}k"
