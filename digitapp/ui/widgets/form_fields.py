"""Form fields: spin boxes and boxes of choices that are quiet. Know no settings.

A wheel that passes over them changes nothing; a number counts when it is entered, not digit by
digit. After Enter the keyboard stays in the field, whose text is selected: a digit begins another
number, and letters and Space, with which none begins, belong to the window (T trains). After a
click elsewhere all keys do (0 and 1 save a drawing).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QValidator, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from .theme import Theme

_ACCEPTABLE, _INTERMEDIATE = QValidator.State.Acceptable, QValidator.State.Intermediate
_CLICKS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
_TYPED_IN = (QLineEdit, QAbstractSpinBox)
_STEPS = (1.0, 2.0, 3.0, 5.0)  # of a rate, in each power of ten
_ROUND = tuple(step * 10.0**power for power in range(-10, 4) for step in _STEPS)


class ClickGuard(QObject):
    """Takes the keyboard from a field in which something is typed, at a click elsewhere.

    Buttons and sliders do not take it from canvas or gallery when they are clicked, but they do
    from such a field: else the next key would be typed there too. Clicks are seen where the system
    hands them to the window; a filter of all events would hold up a training.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None  # that of the field with the keyboard

    def watch(self, field: QWidget) -> None:
        """Guard a field."""
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every click from when a field gets the keyboard until it loses it."""
        if isinstance(watched, QWindow):
            if isinstance(event, QMouseEvent):
                _leave_field(event)
        elif event.type() == QEvent.Type.FocusIn and isinstance(watched, _TYPED_IN):
            self._follow(watched.window().windowHandle())
        elif event.type() == QEvent.Type.FocusOut:
            self._follow(None)
        return False

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
        if window is not None:
            window.installEventFilter(self)
        self._window = window


class FieldGuard(QObject):
    """Keeps the wheel from fields without focus, and letters from those that were entered.

    What is typed in is guarded by a ClickGuard too.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clicks = ClickGuard(self)

    def watch(self, field: QWidget) -> None:
        """Guard a field."""
        field.installEventFilter(self)
        if isinstance(field, _TYPED_IN):
            self._clicks.watch(field)
        if isinstance(field, QLineEdit):  # as others do by themselves
            field.returnPressed.connect(field.selectAll)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ignore a passing wheel, so that what lies below may take it, and shortcuts likewise."""
        if not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.Wheel and not watched.hasFocus():
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            begins_nothing = event.text().isalpha() or event.text() == " "
            if begins_nothing and isinstance(watched, _TYPED_IN) and _is_all_selected(watched):
                event.ignore()
                return True
        return False


class NumberField(QSpinBox):
    """A whole number. What is typed is taken as it stands, or refused; never cut to fit."""

    refused = Signal(str)  # a sentence; the old number stays

    def __init__(self, least: int, most: int, suffix: str = "") -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSuffix(suffix)
        _prepare(self)

    def valueFromText(self, text: str) -> int:
        """Return the number of a text that validate accepts."""
        return int(self._number(text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept 1000 and 1e3; refuse nothing before it is entered."""
        number = self._number(text)
        fits = self.minimum() <= number <= self.maximum() and number == int(number)
        return _ACCEPTABLE if fits else _INTERMEDIATE, text, position

    def fixup(self, text: str) -> str:
        """Return to the last number, and report why."""
        needed = f"a whole number from {self.minimum():,} to {self.maximum():,}{self.suffix()}"
        kept = self.textFromValue(self.value()) + self.suffix()
        typed = text.strip(f" {self.suffix()}") + self.suffix()  # the suffix may be typed as well
        self.refused.emit(_refusal(self, typed, needed, kept))
        return kept

    def _number(self, text: str) -> float:
        if text.strip() and text.strip() == self.specialValueText():
            return self.minimum()
        number = _read_number(text.strip(f" {self.suffix()}"))
        # 1,000 may be meant as a thousand or as one
        return number if math.isfinite(number) and "," not in text else self.minimum() - 1.0


class RateField(QDoubleSpinBox):
    """A number over many powers of ten: its steps are 0.001, 0.002, 0.003, 0.005, 0.01."""

    refused = Signal(str)  # a sentence; the old number stays

    def __init__(self, least: float, most: float) -> None:
        super().__init__()
        self.setDecimals(9)
        self.setRange(least, most)
        _prepare(self)

    def stepBy(self, steps: int) -> None:
        """Go to the next round value."""
        for _ in range(abs(steps)):
            self.setValue(_next_round(self.value(), up=steps > 0))

    def textFromValue(self, value: float) -> str:
        """Return the number without zeros at its end."""
        return f"{value:.9f}".rstrip("0").rstrip(".") if value >= 1e-4 else f"{value:g}"

    def valueFromText(self, text: str) -> float:
        """Return the number of a text that validate accepts."""
        return _read_number(text)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept 0.003, 0,003 and 3e-3; refuse nothing before it is entered."""
        fits = self.minimum() <= _read_number(text) <= self.maximum()
        return _ACCEPTABLE if fits else _INTERMEDIATE, text, position

    def fixup(self, text: str) -> str:
        """Return to the last number, and report why."""
        needed = f"a number from {self.minimum():g} to {self.maximum():g}"
        kept = self.textFromValue(self.value())
        self.refused.emit(_refusal(self, text, needed, kept))
        return kept


class ChoiceField(QComboBox):
    """One of several names, each shown in a person's words."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for name, words in choices:
            self.addItem(words, name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def name(self) -> str:
        """Return the name that was chosen."""
        return str(self.currentData())

    def show_name(self, name: str) -> None:
        """Show a name; one that is not among the choices joins them."""
        if (place := self.findData(name)) < 0:
            self.addItem(name, name)
            place = self.count() - 1
        self.setCurrentIndex(place)


def _leave_field(event: QMouseEvent) -> None:
    """Focus what is clicked, if that is elsewhere, or else the window."""
    field = QApplication.focusWidget()
    if not isinstance(field, _TYPED_IN):
        return
    clicked = field.window().childAt(event.position().toPoint()) or field.window()
    # a button is clicked when it is let go: what is typed is entered just before
    has_menu = isinstance(clicked, QPushButton) and clicked.menu() is not None
    if event.type() != _CLICKS[isinstance(clicked, QAbstractButton) and not has_menu]:
        return
    if field.rect().contains(field.mapFromGlobal(event.globalPosition().toPoint())):
        return
    # a button in an ArrowGroup is a stop of the Tab key only now and then
    takes = clicked.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(clicked, QAbstractButton)
    if takes and clicked.isEnabled():
        clicked.setFocus(Qt.FocusReason.MouseFocusReason)
    else:
        field.clearFocus()


def _is_all_selected(field: QLineEdit | QAbstractSpinBox) -> bool:
    line = field if isinstance(field, QLineEdit) else field.lineEdit()
    selected = line.selectedText()
    suffix = field.suffix() if isinstance(field, QSpinBox) else ""
    return bool(selected) and selected == line.text().removesuffix(suffix)


def size_field(field: QAbstractSpinBox, theme: Theme) -> None:
    """Make a field as wide as its numbers need."""
    field.ensurePolished()  # its font may be another since the last time
    field.lineEdit().setTextMargins(theme.px(4), 0, 0, 0)
    field.setFixedWidth(field.minimumSizeHint().width() + theme.px(3))


def _prepare(field: QAbstractSpinBox) -> None:
    field.setLocale(QLocale.c())
    field.setKeyboardTracking(False)
    field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _read_number(text: str) -> float:
    """Return the number that a person typed, with point or comma; NaN for what is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan


def _refusal(field: QAbstractSpinBox, typed: str, needed: str, kept: str) -> str:
    name = field.accessibleName()
    return f"{name} must be {needed}, not “{typed.strip()}”. It stays {kept}."


def _next_round(value: float, *, up: bool) -> float:
    further = [x for x in _ROUND if (x > value * 1.0001 if up else x < value * 0.9999)]
    return (further[0] if up else further[-1]) if further else value
