"""DrawingButton: a small drawing with its label, a caption below, and perhaps a bar. A button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from digitapp.training.inspection import Floats

from .controls import set_tooltip
from .diverging_scale import DivergingScale, image_of
from .painting import set_text
from .theme import LIGHT, Theme

_SIDE, _CAPTION, _BAR = 40, 15, 8  # pixels at scale 1


class DrawingButton(QAbstractButton):
    """Shows (400,) in [0, 1]; can be checked: it is the chosen one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme, self._scale = LIGHT, DivergingScale(LIGHT)
        self._image: QImage | None = None
        self._x: Floats | None = None
        self._label: int | None = None
        self._caption, self._share = "", 0.0

    def show_drawing(
        self, x: Floats, label: int | None, caption: str, spoken: str, share: float = 0.0
    ) -> None:
        """Show a drawing.

        caption : below it; spoken : what a screen reader is told, and the tooltip
        share : a bar from −1 (to the left) to 1 (to the right); 0 for none
        """
        if x is not self._x:
            self._x, self._image = x, self._picture(x)
        self._label, self._caption, self._share = label, caption, share
        if spoken != self.accessibleName():
            self.setAccessibleName(spoken)
            set_tooltip(self, spoken)
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme, self._scale = theme, DivergingScale(theme)
        self._image = None if self._x is None else self._picture(self._x)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for drawing, caption and bar."""
        px = self._theme.px
        return QSize(px(_SIDE + 12), px(_SIDE + _CAPTION + _BAR))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint drawing, label, caption and bar."""
        painter, colours, px = QPainter(self), self._theme.colours, self._theme.px
        side = px(_SIDE)
        left = (self.width() - side) / 2
        place = QRectF(left, 1, side, side)
        if self._image is not None:
            painter.drawImage(place, self._image)
        chosen, focused = self.isChecked(), self.hasFocus()
        width = px(2) if chosen or focused else 1
        colour = colours.accent if chosen else colours.border
        painter.setPen(QPen(QColor(colours.text if focused else colour), width))
        painter.drawRect(place.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        if self._label is not None:
            self._paint_label(painter, place)
        set_text(painter, colours.text, self._theme.caption())
        below = QRectF(0, side + 1, self.width(), px(_CAPTION))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._caption)
        if self._share:
            middle, reach = self.width() / 2, self.width() / 2 * min(1.0, abs(self._share))
            start = middle - reach if self._share < 0 else middle
            bar = QRectF(start, side + px(_CAPTION) + 2, reach, px(_BAR) - 3)
            painter.fillRect(bar, self._scale.raises if self._share > 0 else self._scale.lowers)
            painter.setPen(QColor(colours.faint))
            painter.drawLine(int(middle), int(bar.top()), int(middle), int(bar.bottom()))

    def _picture(self, x: Floats) -> QImage:
        side = round(len(x) ** 0.5)
        return image_of(self._scale.ink(x).reshape(side, side))

    def _paint_label(self, painter: QPainter, place: QRectF) -> None:
        """Paint 0 in a circle and 1 in a square, at the lower right, as in the gallery."""
        colours, px = self._theme.colours, self._theme.px
        size = px(13)
        mark = QRectF(place.right() - size, place.bottom() - size, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.one if self._label else colours.zero))
        if self._label:
            painter.drawRoundedRect(mark, px(2), px(2))
        else:
            painter.drawEllipse(mark)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        set_text(painter, colours.on_label, px(10))
        painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, str(self._label))
