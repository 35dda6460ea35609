"""ProbabilityBar: P(digit is 1) from 0 to 1, painted by hand. Knows no network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.theme import LIGHT, Theme

_STEPS = 1000
_TICKS = ((0.0, "0"), (0.5, "½"), (1.0, "1"))


class ProbabilityBar(QProgressBar):
    """A progress bar to assistive technology, value() from 0 to 1000; -1 is none.

    Its end is a circle left of ½ and a square right of it, as 0 and 1 are everywhere.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilityBar")
        self.setAccessibleName("P(digit is 1)")
        set_tooltip(
            self,
            "P(digit is 1): the output of the network's last unit, between 0 and 1. "
            "Below ½ it means 0, above it 1; from 0.2 to 0.8 the network is not sure.",
        )
        self.setRange(0, _STEPS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._probability: float | None = None
        self._named = True
        self._looks: tuple[int | None, bool] | None = None  # not shown yet
        self.show_probability(None)

    def show_probability(self, probability: float | None, *, named: bool = True) -> None:
        """Show a probability in [0, 1], or none; grey where no digit may be named by it."""
        looks = (None if probability is None else round(probability * _STEPS), named)
        if looks == self._looks:
            return
        self._looks = looks
        self._probability = probability
        self._named = named
        self.setUpdatesEnabled(False)  # QProgressBar paints at once, not with all the rest
        if probability is None:
            self.reset()
        else:
            self.setValue(round(probability * _STEPS))
        self.setUpdatesEnabled(True)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the bar and the figures under it."""
        return QSize(self._theme.px(160), self._theme.px(20) + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return what can still be read."""
        return QSize(self._theme.px(80), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track, its ticks and figures, and how far it is filled."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = self._theme.px(8)
        track = QRectF(inset, self._theme.px(6), self.width() - 2 * inset, self._theme.px(6))
        self._paint_track(painter, track)
        if self._probability is not None:
            self._paint_value(painter, track, self._probability)

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        colours, half = self._theme.colours, track.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.track))
        painter.drawRoundedRect(track, half, half)
        painter.setPen(QPen(QColor(colours.muted), self._theme.px(1)))
        top = track.bottom() + self._theme.px(3)
        for part, figure in _TICKS:
            x = track.left() + part * track.width()
            painter.drawLine(QPointF(x, top), QPointF(x, top + self._theme.px(4)))
            room = QRectF(x - 20, top + self._theme.px(5), 40, self.fontMetrics().height())
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, figure)

    def _paint_value(self, painter: QPainter, track: QRectF, probability: float) -> None:
        is_one, half, colours = probability >= 0.5, track.height() / 2, self._theme.colours
        colour = (colours.one if is_one else colours.zero) if self._named else colours.muted
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        x = track.left() + probability * track.width()
        painter.drawRoundedRect(QRectF(track.topLeft(), QPointF(x, track.bottom())), half, half)
        size = self._theme.px(6)
        knob = QRectF(x - size, track.center().y() - size, 2 * size, 2 * size)
        painter.setPen(QPen(QColor(colours.panel), self._theme.px(2)))
        if is_one and self._named:
            painter.drawRoundedRect(knob, self._theme.px(2), self._theme.px(2))
        else:
            painter.drawEllipse(knob)
