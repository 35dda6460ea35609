"""Plot legend and readout: what the lines are, and the exact values under the pointer.

Painted by hand, so that an exported plot has the same legend. Knows no curves.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from digitapp.ui.widgets.theme import LIGHT, Theme


class PlotLegend(QWidget):
    """A row of lines and their names."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._has_previous_run = self._has_held_out = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_lines(self, *, held_out: bool, previous_run: bool) -> None:
        """Name the lines that are there."""
        if (held_out, previous_run) != (self._has_held_out, self._has_previous_run):
            self._has_held_out, self._has_previous_run = held_out, previous_run
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(self._theme.px(230), self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        self.paint_on(painter, QRectF(self.rect()))

    def paint_on(self, painter: QPainter, place: QRectF) -> None:
        """Paint the row somewhere."""
        colours, px = self._theme.colours, self._theme.px
        font = sized(self.font(), px(12))
        painter.setFont(font)
        lines = [("loss", colours.accent, Qt.PenStyle.SolidLine)]
        if self._has_held_out:
            lines.append(("val_loss", colours.one, Qt.PenStyle.CustomDashLine))
        if self._has_previous_run:
            lines.append(("last run", colours.faint, Qt.PenStyle.SolidLine))
        x, middle = place.left(), place.center().y()
        for name, colour, style in lines:
            pen = QPen(QColor(colour), px(2))
            if style == Qt.PenStyle.CustomDashLine:
                pen.setDashPattern([3.5, 2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle), QPointF(x + px(18), middle))
            x += px(23)
            width = QFontMetricsF(font).horizontalAdvance(name)
            painter.setPen(QColor(colours.text))
            box = QRectF(x, place.top(), width + 1, place.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            x += width + px(12)


class Readout(QLabel):
    """A small card with names and values, which lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.setProperty("role", "readout")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_rows(self, rows: Sequence[tuple[str, str]], x: float, gap: int) -> None:
        """Show names and values beside the line at x of the parent, all inside it."""
        self.setAccessibleName("\n".join(f"{name} {value}" for name, value in rows))
        cells = (f"<tr><td>{name}&nbsp;&nbsp;</td><td>{value}</td></tr>" for name, value in rows)
        self.setText(f"<table cellspacing=0>{''.join(cells)}</table>")
        self.adjustSize()
        room = self._parent.size() - self.size()
        left = x + gap if x + gap <= room.width() else x - gap - self.width()
        self.move(max(0, round(left)), min(gap, max(0, room.height())))
        self.show()


def sized(font: QFont, pixels: int) -> QFont:
    """Return the font in another size."""
    font = QFont(font)
    font.setPixelSize(pixels)
    return font
