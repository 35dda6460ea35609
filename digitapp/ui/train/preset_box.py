"""PresetBox: chooses settings by name, and keeps the present ones under a name of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.training.presets import PRESETS, preset_name
from digitapp.ui.widgets.controls import fill_layout, make_button, make_label
from digitapp.ui.widgets.form_fields import ClickGuard, FieldGuard
from digitapp.ui.widgets.help_texts import describe

_CHANGED = "changed"
_MIN_WIDTH = 120  # pixels, in which a name can be told from the others


class PresetBox(QWidget):
    """The presets of digitapp and those of the person, who can keep and remove their own.

    own : the person's, by name
    """

    chosen = Signal(object)  # TrainingConfig, with the seed that it had

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[str, TrainingConfig] = {}
        self._config = TrainingConfig()
        self.box, self._name = QComboBox(), _NameEdit()
        self.keep_button = make_button("Keep…")
        describe(self.box, "preset")
        describe(self._name, "presetName")
        describe(self.keep_button, "keepPresetButton")
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for field in (self.box, self._name):
            field.setMinimumWidth(_MIN_WIDTH)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.box)
        self._stack.addWidget(self._name)
        self._end = QStackedWidget()
        self._end.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._locked = make_label("Stop to change these", "caption", "lockedNote")
        for widget in (self.keep_button, self._locked):
            self._end.addWidget(widget)
        fill_layout(QHBoxLayout(self), self._stack, self._end)
        FieldGuard(self).watch(self.box)
        ClickGuard(self).watch(self._name)
        self.box.activated.connect(self._on_activated)
        self.keep_button.clicked.connect(self._on_keep_clicked)
        self._name.returnPressed.connect(self._on_name_entered)
        self._name.given_up.connect(self._show)
        self._show()

    def show_config(self, config: TrainingConfig) -> None:
        """Show which preset a config is, if it is one."""
        self._config = config
        self._show()

    def lock(self, locked: bool) -> None:
        """Say that the settings wait for the end of a run, or offer to choose and keep them."""
        self._stack.setEnabled(not locked)
        self._end.setCurrentWidget(self._locked if locked else self.keep_button)

    def show_own(self, presets: Mapping[str, TrainingConfig]) -> None:
        """Offer the person's own presets."""
        self.own = dict(presets)
        self._show()

    def _show(self) -> None:
        presets = PRESETS | self.own
        name = preset_name(self._config, presets)
        with QSignalBlocker(self.box):
            self.box.clear()
            self.box.addItems([*presets, *([] if name else [_CHANGED])])
            self.box.setCurrentText(name or _CHANGED)
        self.keep_button.setText("Remove" if name in self.own else "Keep…")
        self.keep_button.setEnabled(name is None or name in self.own)
        self._stack.setCurrentWidget(self.box)

    def _on_activated(self) -> None:
        preset = (PRESETS | self.own).get(self.box.currentText())
        if preset is not None:
            self.chosen.emit(preset)

    def _on_keep_clicked(self) -> None:
        """Ask for a name, or remove the preset that is shown."""
        name = preset_name(self._config, PRESETS | self.own)
        if name in self.own:
            del self.own[name]
            self._show()
        elif self._stack.currentWidget() is self._name:
            self._on_name_entered()
        else:
            self._name.clear()
            self._stack.setCurrentWidget(self._name)
            self._name.setFocus()

    def _on_name_entered(self) -> None:
        name = self._name.text().strip()
        if name and name not in PRESETS and name != _CHANGED:
            self.own[name] = self._config
            self._show()


class _NameEdit(QLineEdit):
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("name, then Enter")
        self.setMaxLength(40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel at Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
