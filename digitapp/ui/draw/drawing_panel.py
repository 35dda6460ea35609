"""DrawingPanel: the canvas and what belongs to it. Knows no network, no file and no other panel."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp.digits import ink
from digitapp.ui.widgets.controls import make_button, make_label, set_tooltip
from digitapp.ui.widgets.icons import ICON_SIDE, digit_icon, turn_icon
from digitapp.ui.widgets.slider import Slider
from digitapp.ui.widgets.theme import LIGHT, Theme

from .canvas import Canvas

_PEN_WIDTHS = (8, 48)  # thinnest and thickest, in pixels of a canvas of 400


class DrawingPanel(QWidget):
    """Canvas, pen and buttons. Buttons only ask; what is drawn is emitted as an image."""

    save_requested = Signal(int)  # label
    undo_requested = Signal()
    redo_requested = Signal()
    clear_requested = Signal()
    image_changed = Signal(object)  # (20, 20) float32, read-only; None when blank
    pen_width_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas()
        tip = "Undo (Ctrl+Z): take back the last step."
        self._undo = make_button("", "undoButton", tip, spoken="Undo")
        tip = "Redo (Ctrl+Shift+Z): do again what was undone."
        self._redo = make_button("", "redoButton", tip, spoken="Redo")
        tip = "Clear (Backspace): an empty canvas. Undo brings it back."
        self._clear = make_button("Clear", "clearButton", tip)
        self._pen = _slider()
        self._save_as = [self._save_button(label) for label in (0, 1)]
        self._lay_out()
        self._connect()
        self.show_history(can_undo=False, can_redo=False)
        self.show_theme(LIGHT)

    def pen_width(self) -> int:
        """Return the width of the pen in pixels of a canvas of 400."""
        return self._pen.value()

    def set_pen_width(self, width: int) -> None:
        """Set the width of the pen; the nearest possible is taken."""
        self._pen.setValue(width)

    def show_history(self, can_undo: bool, can_redo: bool) -> None:
        """Enable Undo and Redo where there is something to undo or redo."""
        self._undo.setEnabled(can_undo)
        self._redo.setEnabled(can_redo)

    def show_hint(self, text: str) -> None:
        """Show words on the empty canvas."""
        self.canvas.show_hint(text)

    def show_theme(self, theme: Theme) -> None:
        """Show the colours and sizes of a theme."""
        self.canvas.show_theme(theme)
        self._undo.setIcon(turn_icon(theme, back=True))
        self._redo.setIcon(turn_icon(theme, back=False))
        for label, button in enumerate(self._save_as):
            button.setIcon(digit_icon(theme, label))
        for button in (self._undo, self._redo, *self._save_as):
            button.setIconSize(QSize(theme.px(ICON_SIDE), theme.px(ICON_SIDE)))
        for layout in (self._column, *self._rows):
            layout.setSpacing(theme.px(7))
        for control in self._controls:
            control.setVisible(not theme.presenting)

    def _save_button(self, label: int) -> QPushButton:
        return make_button(
            f"Save as {label} [{label}]",
            f"saveAs{label}Button",
            f"Save as {label} (key {label}): keep this drawing as a {label} and go on.",
            spoken=f"Save as {label}",
            role=("zero", "one")[label],
        )

    def _connect(self) -> None:
        self.canvas.drawing_changed.connect(self._emit_image)
        self._pen.valueChanged.connect(self._change_pen)
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        self._clear.clicked.connect(self.clear_requested)
        self._save_as[0].clicked.connect(self._save_as_zero)
        self._save_as[1].clicked.connect(self._save_as_one)

    def _save_as_zero(self) -> None:
        self.save_requested.emit(0)

    def _save_as_one(self) -> None:
        self.save_requested.emit(1)

    def _change_pen(self, width: int) -> None:
        self.canvas.pen_width = width
        self.pen_width_changed.emit(width)

    def _emit_image(self) -> None:
        drawing = self.canvas.drawing()
        if drawing is None:
            self.image_changed.emit(None)
            return
        image = ink.from_strokes(drawing.strokes)
        image.flags.writeable = False
        self.image_changed.emit(image)

    def _lay_out(self) -> None:
        self._rows = head, pen, save = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        title = make_label("Draw", "title")
        head.addWidget(title)
        head.addStretch()
        for button in (self._undo, self._redo, self._clear):
            head.addWidget(button)
        pen_label = make_label("Pen", "muted")
        pen_label.setBuddy(self._pen)
        pen.addWidget(pen_label)
        pen.addWidget(self._pen, 1)
        for button in self._save_as:
            save.addWidget(button, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.canvas)
        self._column.addLayout(pen)
        self._column.addLayout(save)
        self._column.addStretch()
        buttons = (self._undo, self._redo, self._clear, *self._save_as)
        self._controls: tuple[QWidget, ...] = (title, pen_label, self._pen, *buttons)


def _slider() -> Slider:
    slider = Slider()
    slider.setObjectName("penWidth")
    slider.setAccessibleName("Pen width")
    set_tooltip(
        slider,
        "Width of the pen. It only changes what you see: the network gets every drawing "
        "with a pen of the same width.",
    )
    slider.setRange(*_PEN_WIDTHS)
    slider.setValue(22)
    return slider
