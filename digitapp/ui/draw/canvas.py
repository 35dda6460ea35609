"""Canvas: where one draws. Knows no panel, no network and no file.

pen_down  ─▶ Strokes.begin ──┐
pen_moved ─▶ Strokes.extend ─┼─▶ InkPicture.follow ─▶ update(what changed) ─▶ paintEvent
pen_up    ─▶ Strokes.end ────┘─▶ drawing_changed, after the paint: every 10 ms at the most, with
                                 the next move or, if none comes, a moment later
"""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.digits import Drawing
from digitapp.ui.widgets.controls import set_tooltip
from digitapp.ui.widgets.theme import LIGHT, Theme

from .ink_picture import Box, InkPicture, around, lay_path, round_pen
from .pointer_input import PointerInput
from .strokes import SIDE, Strokes, pieces_of

_MIN_SIDE = 160  # logical pixels a side
_USUAL_SIDE = 340
_INTERVAL = 10  # ms between two changes emitted in mid-stroke, at least,
_LONG_INTERVAL = 33  # and while other work goes on
_PAUSE = 12  # ms without a move after which a change is not kept waiting for the next
_ERASER_RADIUS = 4  # canvas units
_ROUNDING = 8  # radius of the paper's corners


class Canvas(PointerInput):
    """A square of paper, as large as its place allows, with undo and redo of its own."""

    drawing_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription("Draw a 0 or a 1 here with mouse, finger or pen.")
        set_tooltip(self, "Draw a 0 or a 1 with mouse, finger or pen: anywhere and in any size.")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._strokes = Strokes()
        self._picture: InkPicture | None = None  # None: to be painted anew
        self._tip = QPainterPath()  # the unsettled end of the growing stroke, in logical pixels
        self._tip_box: Box | None = None  # what it covers
        self._pen_width = 22
        self._theme = LIGHT
        self._measure()
        self._hint = ""
        self._is_waiting = False  # a change is to be emitted
        self._interval = _INTERVAL
        self._reported = 0.0  # when a change was emitted last
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setTimerType(Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self.report_change)

    def drawing(self) -> Drawing | None:
        """Return what is drawn, also of a stroke that is still growing; None when blank."""
        return self._strokes.drawing()

    def picture(self) -> QImage:
        """Return what is drawn, as it is seen, without frame or hint."""
        return self._up_to_date_picture().image.copy()

    def report_change(self) -> None:
        """Emit drawing_changed now, if a change is still waiting to be reported."""
        if self._is_waiting:
            self._is_waiting = False
            self._soon.stop()
            self._reported = time.monotonic()
            self.drawing_changed.emit()

    def report_less(self, less: bool) -> None:
        """Set whether a growing stroke is reported only 30 times a second."""
        self._interval = _LONG_INTERVAL if less else _INTERVAL

    def show_drawing(self, drawing: Drawing) -> None:
        """Replace what is there by a drawing, as one step that can be undone."""
        self.lift_pen()
        self._strokes.replace(pieces_of(drawing, time.monotonic()))
        self._repaint_all()

    def clear(self) -> None:
        """Remove all strokes, as one step that can be undone."""
        self.lift_pen()
        self._strokes.replace([])
        self._repaint_all()

    def wipe(self) -> None:
        """Remove all strokes, and the steps that could be undone."""
        self.lift_pen()
        self._strokes.wipe()
        self._repaint_all()

    def undo(self) -> None:
        """Undo the last stroke or Clear, if there is one."""
        self.lift_pen()
        self._strokes.undo()
        self._repaint_all()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.lift_pen()
        self._strokes.redo()
        self._repaint_all()

    def can_undo(self) -> bool:
        """Return whether there is something to undo."""
        return self._strokes.can_undo()

    def can_redo(self) -> bool:
        """Return whether there is something to redo."""
        return self._strokes.can_redo()

    def step_times(self) -> tuple[float, float]:
        """Return when what undo and what redo are about was done; see Strokes.step_times."""
        return self._strokes.step_times()

    @property
    def pen_width(self) -> int:
        """Width of the pen in pixels of a canvas of 400; it holds for all strokes."""
        return self._pen_width

    @pen_width.setter
    def pen_width(self, width: int) -> None:
        self._pen_width = width
        self._picture = None
        self._measure()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self._theme = theme
        self._measure()
        if self._picture is not None:
            self._picture.recolour(theme.colours.paper, theme.colours.ink)
        self.update()

    def show_hint(self, text: str) -> None:
        """Show words on the empty paper."""
        self._hint = text
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Ask for as much height as there is width."""
        return width

    def sizeHint(self) -> QSize:
        """Return a size to draw in with ease."""
        return QSize(_USUAL_SIDE, _USUAL_SIDE)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size to draw in."""
        return QSize(_MIN_SIDE, _MIN_SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the paper as large as there is room."""
        super().resizeEvent(event)
        self._measure()

    def event(self, event: QEvent) -> bool:
        """Show no tooltip over what is drawn."""
        if event.type() == QEvent.Type.ToolTip and not self._strokes.is_blank():
            return True
        return super().event(event)

    def pen_down(self, place: QPointF) -> None:
        """Begin a stroke, also outside the paper."""
        if self._strokes.is_blank():
            self.update()  # the hint goes
        self._measure()  # also while it is hidden, and not told its size
        self._strokes.begin(*self._to_canvas(place), time.monotonic())
        self._show_growth()

    def pen_moved(self, place: QPointF) -> None:
        """Extend the stroke."""
        if self._strokes.extend(*self._to_canvas(place), time.monotonic()):
            self._show_growth()

    def pen_up(self) -> None:
        """End the stroke: it is one step of undo."""
        changed = None
        if self._picture is not None:
            changed = self._picture.follow(self._strokes.growing, ended=True)
        self._strokes.end()
        self._show_changed(changed)
        if self._is_waiting:
            self._soon.start(0)

    def eraser_moved(self, place: QPointF) -> None:
        """Remove the strokes that the eraser touches; undo brings them back."""
        if self._strokes.erase(*self._to_canvas(place), _ERASER_RADIUS + self._pen_width / 2):
            self._repaint_all()

    def pen_cancelled(self) -> None:
        """Remove the stroke that is growing."""
        self._strokes.cancel()
        self._repaint_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the part of the picture that changed, and over it what is not settled."""
        picture, changed, paper = self._up_to_date_picture(), event.rect(), self._paper
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not paper.contains(changed):
            painter.fillRect(changed, QColor(self._theme.colours.panel))
        painter.drawImage(paper, picture.image)
        if self._strokes.growing:
            painter.setClipRect(paper)
            painter.strokePath(self._tip, self._pen)
            painter.setClipping(False)
        elif self._strokes.is_blank():
            self._paint_hint(painter, paper)
        if not self._inner_paper.contains(changed):
            self._paint_frame(painter, paper)

    def _measure(self) -> None:
        """Find the paper, the square at the top in the middle, and the pen in logical pixels."""
        side = max(1, min(self.width(), self.height()))
        rim = 2 * _ROUNDING
        self._paper = QRect((self.width() - side) // 2, 0, side, side)
        self._inner_paper = self._paper.adjusted(rim, rim, -rim, -rim)  # without its border
        self._pen = round_pen(max(1.0, self._pen_width * side / SIDE), self._theme.colours.ink)
        self._follow_tip()

    def _to_canvas(self, place: QPointF) -> tuple[float, float]:
        scale = SIDE / self._paper.width()
        return (place.x() - self._paper.x()) * scale, place.y() * scale

    def _up_to_date_picture(self) -> InkPicture:
        """Paint all anew where size, screen, pen or strokes have changed at large."""
        size = max(1, round(self._paper.width() * self.devicePixelRatioF()))
        if self._picture is None or self._picture.size != size:
            colours = self._theme.colours
            self._picture = InkPicture(size, self._pen_width, colours.paper, colours.ink)
            self._picture.paint(self._strokes.pieces)
            self._picture.follow(self._strokes.growing)
            self._follow_tip()
        return self._picture

    def _show_growth(self) -> None:
        """Paint what is settled into the picture, and have that and the tip shown."""
        if not self._strokes.growing:
            return  # the pen is still outside
        self._report_change()
        if self._picture is not None:  # else all will be painted
            self._show_changed(self._picture.follow(self._strokes.growing))

    def _show_changed(self, changed: Box | None) -> None:
        """Repaint a part of the picture, in pixels of the device, and the tip of the stroke."""
        if self._picture is not None and changed is not None:
            scale, x = self._paper.width() / self._picture.size, self._paper.x()
            left, top, right, bottom = (side * scale for side in changed)
            changed = Box(
                math.floor(left) + x, math.floor(top), math.ceil(right) + x, math.ceil(bottom)
            )
        box = around(changed, self._tip_box, self._follow_tip())
        if box is not None:
            self.update(box.left, box.top, box.right - box.left, box.bottom - box.top)

    def _follow_tip(self) -> Box | None:
        """Find where the end of the growing stroke is now."""
        self._tip_box = None
        if self._picture is not None and self._strokes.growing:
            scale, width = self._paper.width() / SIDE, self._pen.widthF()
            tip = self._picture.tip()
            self._tip_box = lay_path(self._tip, tip, width, scale, self._paper.x())
        return self._tip_box

    def _repaint_all(self) -> None:
        self._picture = self._tip_box = None
        self.update()
        self._report_change()

    def _report_change(self) -> None:
        """Have a change reported when it is painted, in mid-stroke not before the interval is over.

        A move that comes then is reported at once, so that the answer is of where the pen is.
        """
        self._is_waiting = True
        left = self._interval - 1000 * (time.monotonic() - self._reported)
        if left <= 0 or not self._strokes.growing:
            self._soon.start(0)
        elif not self._soon.isActive():
            self._soon.start(math.ceil(left) + _PAUSE)

    def _paint_hint(self, painter: QPainter, paper: QRect) -> None:
        painter.setPen(QColor(self._theme.colours.muted))
        margin = self._theme.px(16)
        room = paper.adjusted(margin, margin, -margin, -margin)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)

    def _paint_frame(self, painter: QPainter, paper: QRect) -> None:
        """Round the corners, and draw the border: thicker and dark with the focus."""
        colours, rounding = self._theme.colours, self._theme.px(_ROUNDING)
        width = 2 if self.hasFocus() else 1
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(QRectF(paper))
        half = width / 2
        border = QRectF(paper).adjusted(half, half, -half, -half)
        inside.addRoundedRect(border, rounding, rounding)
        painter.fillPath(outside - inside, QColor(colours.panel))
        painter.setPen(QPen(QColor(colours.text if self.hasFocus() else colours.border), width))
        painter.drawPath(inside)
