"""Training form: specify, compile and fit, the three steps of the lecture, as fields in a grid.

    Preset    [digitapp's              ▾] [Keep…]        in a wide column three fields a row, in a
    1 Specify 400 → [25, 15 ] → 1    [sigmoid  ▾]        narrow one each step above its fields
    2 Compile [binary cross-entropy            ▾]
              [Adam         ▾] rate     [0.003  ]
    3 Fit     epochs  [100  ] batch     [16     ] …

Knows TrainingConfig; nothing of a network or a running fit but that most fields wait for its end.
What is entered either makes a config that can be trained with, or a sentence says why not and the
old config stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QGridLayout, QLineEdit, QWidget

from digitapp.training import TrainingConfig
from digitapp.ui.widgets.controls import make_label
from digitapp.ui.widgets.form_fields import ChoiceField, FieldGuard, NumberField, RateField
from digitapp.ui.widgets.help_texts import describe
from digitapp.ui.widgets.theme import Theme

from .layer_text import read_layers, write_layers
from .preset_box import PresetBox

_ACTIVATIONS = [(name, name) for name in ("sigmoid", "relu", "tanh", "linear")]
_LOSSES = [
    ("binary_crossentropy", "binary cross-entropy"),
    ("mean_squared_error", "mean squared error"),
]
_OPTIMIZERS = [("adam", "Adam"), ("sgd", "SGD"), ("rmsprop", "RMSprop")]
# which field stands where in the grid, row by row; one that is named twice is twice as wide
_IN_TWO = {
    "Preset": "preset preset",
    "1 Specify": "layers activation",
    "2 Compile": "loss loss / optimizer rate",
    "3 Fit": "epochs batch / held_out seed / patience augment",
}
_IN_THREE = {
    "Preset": "preset preset preset",
    "1 Specify": "layers layers activation",
    "2 Compile": "loss optimizer rate",
    "3 Fit": "epochs batch held_out / patience seed augment",
}
_NAMES = {  # of the fields here, and those by which tests and screen readers find them
    "layers": "layersEdit",
    "activation": "activationBox",
    "loss": "lossBox",
    "optimizer": "optimizerBox",
    "rate": "learningRate",
    "epochs": "epochs",
    "batch": "batchSize",
    "held_out": "validationSplit",
    "patience": "patience",
    "seed": "seed",
    "augment": "augmentation",
}
_LABELS = {
    "layers": "400 →",
    "activation": "→ 1",
    "rate": "rate",
    "epochs": "epochs",
    "batch": "batch",
    "held_out": "held out",
    "patience": "stop by itself",
    "seed": "seed",
}
_HEIGHT = 28  # pixels of every field
_NUMBER_WIDTH = 60  # pixels that a field of a number has at least
_MAX_NUMBER = 1_000_000
_MAX_PATIENCE = 9_999
_MAX_SEED = 999_999  # that the field can show


class TrainingForm(QWidget):
    """Everything of a TrainingConfig that a person sets here; the rest stays as it was shown."""

    config_changed = Signal(object)  # TrainingConfig
    problem_changed = Signal(str)  # why something cannot be trained with; empty: nothing is wrong
    keyboard_released = Signal()  # the field that had it is about to be locked

    def __init__(self) -> None:
        super().__init__()
        self._config = TrainingConfig()
        self._is_refused = False  # a number, just now
        self._is_locked = False
        self.problem = ""
        self._make_fields()
        self._describe()
        self._lay_out()
        self.show_config(self._config)
        self._connect()

    def config(self) -> TrainingConfig:
        """Return the last config that can be trained with."""
        return self._config

    def show_config(self, config: TrainingConfig) -> None:
        """Show a config; emits nothing."""
        self._config = config
        blockers = [QSignalBlocker(field) for field in self.fields]
        activation = config.hidden_layers[0].activation if config.hidden_layers else "sigmoid"
        self._activation.show_name(activation)
        self._layers.setText(write_layers(config.hidden_layers, activation))
        self._loss.show_name(config.loss)
        self._optimizer.show_name(config.optimizer)
        self._rate.setValue(config.learning_rate)
        self._epochs.setValue(config.epochs)
        self._batch_size.setValue(config.batch_size)
        self._held_out.setValue(round(config.validation_share * 100))
        self._seed.setValue(min(config.seed, _MAX_SEED))
        self._augment.setChecked(config.augment)
        self._patience.setValue(config.patience)
        del blockers
        self.presets.show_config(config)
        self._show_problem("")

    def enter(self) -> None:
        """Read what is still being typed, as before a press of Train."""
        for field in self.fields:
            if isinstance(field, QAbstractSpinBox):
                field.interpretText()
        if not self._is_refused:
            self.on_edited()

    def lock(self, locked: bool) -> None:
        """Lock all fields but the learning rate while a fit is under way."""
        if locked == self._is_locked:
            return
        self._is_locked = locked
        typed_in = self.window().focusWidget()
        if typed_in is not None and typed_in is not self._rate and self.isAncestorOf(typed_in):
            self.keyboard_released.emit()  # else Qt would give the keyboard to the rate
        for field in self.fields:
            if field is not self._rate:
                field.setEnabled(not locked)
        self.presets.lock(locked)

    def show_theme(self, theme: Theme) -> None:
        """Show the sizes of a theme."""
        for field in (*self._cells.values(), self.presets.keep_button):
            field.setFixedHeight(theme.px(_HEIGHT))
        for number in (*self._numbers, self._rate):
            number.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
            number.setMinimumWidth(theme.px(_NUMBER_WIDTH))
        self._grid.setHorizontalSpacing(theme.px(6))
        self._grid.setVerticalSpacing(theme.px(6))
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the fields for another width."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the fields anew, now that their fonts are known."""
        super().showEvent(event)
        self._measure()

    def _measure(self) -> None:
        """Find out how wide each arrangement is, and use the first that fits."""
        self._needed = []
        for arrangement in self._arrangements:
            self._place(*arrangement)
            self._needed.append(self._grid.minimumSize().width())
        self._placed = len(self._needed) - 1
        self.setMinimumWidth(self._needed[-1])
        self._arrange()

    def _arrange(self) -> None:
        fitting = [k for k, needed in enumerate(self._needed) if needed <= self.width()]
        chosen = fitting[0] if fitting else len(self._needed) - 1
        if chosen != self._placed:
            self._placed = chosen
            self._place(*self._arrangements[chosen])
        self.setMinimumHeight(self._grid.totalMinimumSize().height())

    def _place(self, rows_by_step: Mapping[str, str], above: bool) -> None:
        """Put all into the grid: a step left of its fields or above them."""
        while self._grid.count():
            self._grid.takeAt(0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        first = 0 if above else 1  # column of the fields: label and field in turn
        columns = first + 2 * len(rows_by_step["Preset"].split())
        row, order = 0, list[QWidget]()
        for step, rows in rows_by_step.items():
            self._grid.addWidget(self._headings[step], row, 0, 1, columns if above else 1)
            row += above
            for names in rows.split(" / "):
                order += self._place_row(row, first, names.split())
                row += 1
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _place_row(self, row: int, column: int, names: Sequence[str]) -> list[QWidget]:
        """Put a row into the grid; returns its fields."""
        fields = [self._cells[name] for name in dict.fromkeys(names)]
        for name, field in zip(dict.fromkeys(names), fields, strict=True):
            first, columns = column + 2 * names.index(name), 2 * names.count(name)
            label = self._labels.get(name)
            if label is not None:
                self._grid.addWidget(label, row, first)
                first, columns = first + 1, columns - 1
            self._grid.addWidget(field, row, first, 1, columns)
            self._grid.setColumnStretch(first + columns - 1, 1)
        return fields

    def on_refused(self, sentence: str) -> None:
        """Show why a number was not taken; what is pressed in this moment does not count yet."""
        self._is_refused = True
        QTimer.singleShot(0, self._on_refusal_shown)
        self._show_problem(sentence, self.sender())

    def _on_refusal_shown(self) -> None:
        self._is_refused = False

    def show_no_stopping(self, shown: bool) -> None:
        """Mark *stop by itself*, which nothing comes of while no drawing is held out."""
        _mark(self._patience, "warning" if shown else "")

    def on_preset_chosen(self, preset: TrainingConfig) -> None:
        """Show a preset, and take it."""
        config = replace(preset, seed=self._config.seed)
        changed = config != self._config
        self.show_config(config)
        if changed:
            self.config_changed.emit(config)

    def on_edited(self) -> None:
        """Read all fields, and either take them or say what is wrong."""
        try:
            config = self._read()
        except ValueError as error:
            self._show_problem(str(error), self._layers)
            return
        self._show_problem("")
        old, self._config = self._config, config
        self.presets.show_config(config)
        if config != old:
            self.config_changed.emit(config)

    def _read(self) -> TrainingConfig:
        old = self._config
        share, seed = self._held_out.value(), self._seed.value()
        # what the fields show only in part is kept exactly until it is changed
        shown_share, shown_seed = round(old.validation_share * 100), min(old.seed, _MAX_SEED)
        return replace(
            old,
            hidden_layers=read_layers(self._layers.text(), self._activation.name()),
            loss=self._loss.name(),
            optimizer=self._optimizer.name(),
            learning_rate=self._rate.value(),
            epochs=self._epochs.value(),
            batch_size=self._batch_size.value(),
            validation_share=old.validation_share if share == shown_share else share / 100,
            seed=old.seed if seed == shown_seed else seed,
            augment=self._augment.isChecked(),
            patience=self._patience.value(),
        )

    def _show_problem(self, sentence: str, where: QObject | None = None) -> None:
        for field in (self._layers, *self._numbers, self._rate):
            if field is where or field.property("mark") == "error":
                _mark(field, "error" if field is where else "")
        if sentence != self.problem:
            self.problem = sentence
            self.problem_changed.emit(sentence)

    def _make_fields(self) -> None:
        self.presets = PresetBox()  # first, as the Tab key goes
        self._layers = QLineEdit()
        self._activation = ChoiceField(_ACTIVATIONS)
        self._loss = ChoiceField(_LOSSES)
        self._optimizer = ChoiceField(_OPTIMIZERS)
        self._rate = RateField(1e-9, 100)
        self._epochs = NumberField(1, _MAX_NUMBER)
        self._batch_size = NumberField(1, _MAX_NUMBER)
        self._held_out = NumberField(0, 90, " %")
        self._seed = NumberField(0, _MAX_SEED)
        self._augment = QCheckBox("vary")
        self._patience = NumberField(0, _MAX_PATIENCE)
        self._patience.setSpecialValueText("off")
        counts = (self._epochs, self._batch_size)
        self._numbers = (*counts, self._held_out, self._seed, self._patience)
        compiled = (self._loss, self._optimizer, self._rate)
        fitted = (*counts, self._held_out, self._patience, self._seed, self._augment)
        self.fields: tuple[QWidget, ...] = (self._layers, self._activation, *compiled, *fitted)

    def _lay_out(self) -> None:
        self._cells = {"preset": self.presets, **dict(zip(_NAMES, self.fields, strict=True))}
        self._labels = {name: make_label(text, "muted") for name, text in _LABELS.items()}
        self._headings = {step: make_label(step, "step") for step in _IN_TWO}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        left = [(_IN_THREE, False), (_IN_TWO, False)]
        self._arrangements = [*left, (_IN_TWO, True)]
        self._needed, self._placed = list[int](), -1
        self._measure()

    def _describe(self) -> None:
        for field, name in zip(self.fields, _NAMES.values(), strict=True):
            describe(field, name)
        self._augment.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        self._quietness = FieldGuard(self)
        for field in self.fields:
            self._quietness.watch(field)
        self._layers.editingFinished.connect(self.on_edited)
        self._augment.toggled.connect(self.on_edited)
        for choice in (self._activation, self._loss, self._optimizer):
            choice.currentIndexChanged.connect(self.on_edited)
        self._rate.valueChanged.connect(self.on_edited)
        self.presets.chosen.connect(self.on_preset_chosen)
        for number in self._numbers:
            number.valueChanged.connect(self.on_edited)
        for field in (*self._numbers, self._rate):
            field.refused.connect(self.on_refused)


def _mark(field: QWidget, severity: str) -> None:
    """Frame a field in the colour of a severity, or as others."""
    if (field.property("mark") or "") != severity:
        field.setProperty("mark", severity)
        field.style().unpolish(field)
        field.style().polish(field)
