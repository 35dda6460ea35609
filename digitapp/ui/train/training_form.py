"""Training form: specify, compile and fit, the three steps of the lecture, as fields.

Knows TrainingConfig; nothing of a network or a running fit but that most fields wait for its end.
What is entered either makes a config that can be trained with, or a sentence says why not and the
old config stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from digitapp.training import TrainingConfig
from digitapp.ui.widgets.controls import make_label, make_row
from digitapp.ui.widgets.flow_layout import FlowLayout
from digitapp.ui.widgets.form_fields import (
    ChoiceField,
    NumberField,
    RateField,
    WheelGuard,
    size_field,
)
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
_MAX_NUMBER = 1_000_000
_MAX_PATIENCE = 9_999
_MAX_SEED = 999_999  # that the field can show


class TrainingForm(QWidget):
    """Everything of a TrainingConfig that a person sets here; the rest stays as it was shown."""

    config_changed = Signal(object)  # TrainingConfig

    def __init__(self) -> None:
        super().__init__()
        self._config = TrainingConfig()
        self._is_refused = False  # a number, since the fields were entered
        self._make_fields()
        self._lay_out()
        self._describe()
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
        self._is_refused = False
        for field in self.fields:
            if isinstance(field, QAbstractSpinBox):
                field.interpretText()
        if not self._is_refused:
            self.on_edited()

    def lock(self, locked: bool) -> None:
        """Lock all fields but the learning rate while a fit is under way."""
        for field in self.fields:
            if field is not self._rate:
                field.setEnabled(not locked)
        self.presets.setEnabled(not locked)

    def show_theme(self, theme: Theme) -> None:
        """Show the sizes of a theme."""
        for field in (*self._numbers, self._rate):
            size_field(field, theme)
        for row in self._rows:
            row.setSpacing(theme.px(6))
        for label in self._steps:  # in the middle of the first row of its fields
            label.setFixedHeight(self._loss.sizeHint().height())
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of all rows: Qt asks no layout in a splitter how high it is by width.

        Else the lower rows lie over one another in a small window.
        """
        super().resizeEvent(event)
        self._fit_height()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the height of all rows, now that the width is known."""
        super().showEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        if self.isVisible():  # else its width is not the one that it will have
            self.setMinimumHeight(self._grid.totalHeightForWidth(self.width()))

    def on_refused(self, sentence: str) -> None:
        """Show why a number was not taken, until the next one is."""
        self._is_refused = True
        self._show_problem(sentence)

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
            self._show_problem(str(error))
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

    def _show_problem(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        self._fit_height()

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
        self._numbers = (
            self._epochs,
            self._batch_size,
            self._held_out,
            self._seed,
            self._patience,
        )
        self._message = make_label("", "warning", "formMessage")
        self._message.setWordWrap(True)
        self.fields: tuple[QWidget, ...] = (
            self._layers,
            self._activation,
            self._loss,
            self._optimizer,
            self._rate,
            self._epochs,
            self._batch_size,
            self._held_out,
            self._seed,
            self._augment,
            self._patience,
        )

    def _lay_out(self) -> None:
        self._grid, self._rows = QGridLayout(self), list[FlowLayout]()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        layers = make_row(
            make_label("400 →", "muted"), self._layers, make_label("→ 1", "muted"), self._activation
        )
        rate = make_row(make_label("rate", "muted"), self._rate)
        fit = [
            make_row(make_label("epochs", "muted"), self._epochs),
            make_row(make_label("batch", "muted"), self._batch_size),
            make_row(make_label("held out", "muted"), self._held_out),
            make_row(make_label("seed", "muted"), self._seed),
            self._augment,
            make_row(make_label("stop by itself", "muted"), self._patience),
        ]
        self._steps = [
            self._add_row("Preset", [self.presets]),
            self._add_row("1 Specify", [layers]),
            self._add_row("2 Compile", [self._loss, self._optimizer, rate]),
            self._add_row("3 Fit", fit),
        ]
        self._grid.addWidget(self._message, self._grid.rowCount(), 0, 1, 2)

    def _add_row(self, step: str, widgets: Sequence[QWidget]) -> QLabel:
        """Add a step, whose fields take a second row where one does not suffice."""
        row, label, fields = self._grid.rowCount(), make_label(step, "step"), FlowLayout(6)
        self._rows.append(fields)
        for widget in widgets:
            fields.add(widget)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(fields, row, 1)
        return label

    def _describe(self) -> None:
        specify = ("layersEdit", "activationBox")
        fit = ("epochs", "batchSize", "validationSplit", "seed", "augmentation", "patience")
        names = (*specify, "lossBox", "optimizerBox", "learningRate", *fit)
        for field, name in zip(self.fields, names, strict=True):
            describe(field, name)
        self._augment.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        self._quietness = WheelGuard(self)
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
