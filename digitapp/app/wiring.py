"""Wiring: who hears of what. Decides nothing, and holds nothing."""

from __future__ import annotations

from .components import Parts
from .status_presenter import Showing


def connect(parts: Parts, showing: Showing) -> None:
    """Connect all parts of a window, but for how it opens and closes (see life.py)."""
    _connect_drawing(parts, showing)
    _connect_digits(parts, showing)
    _connect_dataset_panel(parts, showing)
    _connect_training(parts, showing)
    _connect_training_panel(parts, showing)
    _connect_actions(parts, showing)


def _connect_drawing(parts: Parts, showing: Showing) -> None:
    drawing, prediction, editing = parts.drawing_panel, parts.prediction_panel, parts.editing
    drawing.image_changed.connect(prediction.show_image)
    drawing.image_changed.connect(parts.prediction.on_image_changed)
    drawing.save_requested.connect(editing.save_as)
    drawing.undo_requested.connect(editing.undo)
    drawing.redo_requested.connect(editing.redo)
    drawing.clear_requested.connect(parts.canvas.clear)
    parts.canvas.drawing_changed.connect(editing.on_drawing_changed)
    parts.canvas.drawing_changed.connect(showing.show_history)
    prediction.predict_requested.connect(parts.prediction.predict)
    parts.prediction.asked.connect(parts.canvas.tell_change)
    prediction.live_changed.connect(showing.show_live)
    prediction.live_changed.connect(parts.prediction.set_live)
    parts.prediction.predicted.connect(prediction.show_prediction)
    editing.image_shown.connect(prediction.show_image)
    editing.image_shown.connect(parts.prediction.on_image_changed)
    editing.said.connect(showing.say)
    editing.failed.connect(parts.dataset_panel.show_message)


def _connect_digits(parts: Parts, showing: Showing) -> None:
    digits, panel, editing = parts.digits, parts.dataset_panel, parts.editing
    digits.collection_changed.connect(panel.show_collection)
    digits.collection_changed.connect(parts.training.show_collection)
    digits.collection_changed.connect(parts.marking.show_collection)
    digits.collection_changed.connect(parts.files.on_collection_changed)
    digits.collection_changed.connect(showing.show_collection)
    digits.likeness_changed.connect(parts.prediction.on_likeness_changed)
    digits.saving.connect(showing.show_standing)
    digits.saved.connect(showing.show_standing)
    digits.saved.connect(parts.gate.on_saving_ended)
    digits.saving_failed.connect(editing.on_saving_failed)
    digits.saving_failed.connect(showing.show_standing)
    digits.saving_failed.connect(parts.gate.on_saving_ended)
    digits.undone.connect(editing.on_undone)
    digits.redone.connect(editing.on_redone)
    digits.drawing_fetched.connect(editing.on_drawing_fetched)
    digits.busy.connect(panel.show_busy)
    digits.idle.connect(panel.show_idle)
    digits.message.connect(panel.show_message)
    digits.which_way_asked.connect(parts.files.on_which_way_asked)
    parts.files.message.connect(panel.show_message)
    parts.marking.marked.connect(panel.show_marks)


def _connect_dataset_panel(parts: Parts, showing: Showing) -> None:
    digits, panel = parts.digits, parts.dataset_panel
    panel.relabel_requested.connect(digits.relabel)
    panel.delete_requested.connect(digits.delete)
    parts.window.files_dropped.connect(panel.take_files)
    panel.import_requested.connect(parts.files.import_paths)
    panel.export_requested.connect(parts.files.export)
    panel.starter_requested.connect(digits.load_starter)
    panel.drawing_requested.connect(digits.fetch)
    panel.cancel_requested.connect(digits.cancel)
    panel.keyboard_moved.connect(showing.show_history)


def _connect_training(parts: Parts, showing: Showing) -> None:
    training, panel = parts.training, parts.training_panel
    training.phase_changed.connect(showing.show_phase)
    training.ended.connect(panel.show_outcome)
    training.verdicts_changed.connect(panel.show_verdicts)
    training.behind_changed.connect(panel.show_behind)
    training.run_ended.connect(parts.digits.keep_run)
    training.network_changed.connect(parts.prediction.on_network_changed)
    training.network_changed.connect(parts.marking.on_network_changed)
    training.network_changed.connect(showing.show_network)


def _connect_training_panel(parts: Parts, showing: Showing) -> None:
    training, panel = parts.training, parts.training_panel
    panel.config_changed.connect(training.set_config)
    panel.config_changed.connect(showing.show_held_out)
    panel.train_requested.connect(parts.gate.toggle)
    panel.pause_requested.connect(parts.gate.toggle)
    panel.stop_requested.connect(parts.gate.stop)
    panel.step_batch_requested.connect(parts.gate.step_batch)
    panel.step_epoch_requested.connect(parts.gate.step_epoch)
    panel.reset_requested.connect(training.reset)
    panel.continue_requested.connect(training.continue_from_here)
    panel.speed_changed.connect(training.set_speed)
    panel.learning_rate_changed.connect(training.set_learning_rate)
    panel.rewind_requested.connect(training.rewind)


def _connect_actions(parts: Parts, showing: Showing) -> None:
    slots = {
        "new": parts.files.new,
        "open": parts.files.open,
        "save_copy": parts.files.save_copy,
        "import": parts.files.ask_import,
        "import_folder": parts.files.ask_import_folder,
        "export": parts.dataset_panel.request_export,
        "save_network": parts.files.save_network,
        "export_plot": showing.export_plot,
        "quit": parts.window.close,
        "undo": parts.editing.undo,
        "redo": parts.editing.redo,
        "clear": parts.canvas.clear,
        "paste": parts.files.paste,
        "select_all": parts.dataset_panel.select_all,
        "delete": parts.editing.delete,
        "label_0": parts.editing.label_0,
        "label_1": parts.editing.label_1,
        "starter": parts.digits.load_starter,
        "train": parts.gate.toggle,
        "stop": parts.gate.stop,
        "step_batch": parts.gate.step_batch,
        "step_epoch": parts.gate.step_epoch,
        "reset": parts.training.reset,
        "continue": parts.training.continue_from_here,
        "predict": parts.prediction.predict,
        "live": parts.prediction_panel.set_live,
        "theme_system": showing.choose_system,
        "theme_light": showing.choose_light,
        "theme_dark": showing.choose_dark,
        "go_canvas": parts.canvas.setFocus,
        "go_gallery": parts.dataset_panel.focus_gallery,
        "go_training": parts.training_panel.setFocus,
        "presentation": showing.present,
        "keys": parts.files.show_keys,
        "about": parts.files.show_about,
    }
    for name, slot in slots.items():
        parts.window.actions_by_name[name].triggered.connect(slot)
