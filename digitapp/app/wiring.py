"""Wiring: who hears of what. Decides nothing, and holds nothing."""

from __future__ import annotations

from .components import Components
from .status_presenter import StatusPresenter


def connect(components: Components, status_presenter: StatusPresenter) -> None:
    """Connect all components of a window; opening and closing is in window_controller.py."""
    _connect_drawing(components, status_presenter)
    _connect_digits(components, status_presenter)
    _connect_dataset_panel(components, status_presenter)
    _connect_training(components, status_presenter)
    _connect_training_panel(components, status_presenter)
    _connect_actions(components, status_presenter)


def _connect_drawing(components: Components, status_presenter: StatusPresenter) -> None:
    drawing, prediction, editing = (
        components.drawing_panel,
        components.prediction_panel,
        components.editing,
    )
    drawing.image_changed.connect(prediction.show_image)
    drawing.image_changed.connect(components.prediction.on_image_changed)
    drawing.save_requested.connect(editing.save_as)
    drawing.undo_requested.connect(editing.undo)
    drawing.redo_requested.connect(editing.redo)
    drawing.clear_requested.connect(components.canvas.clear)
    components.canvas.drawing_changed.connect(editing.on_drawing_changed)
    components.canvas.drawing_changed.connect(status_presenter.show_history)
    prediction.predict_requested.connect(components.prediction.predict)
    components.prediction.asked.connect(components.canvas.tell_change)
    prediction.live_changed.connect(status_presenter.show_live)
    prediction.live_changed.connect(components.prediction.set_live)
    components.prediction.predicted.connect(prediction.show_prediction)
    editing.image_shown.connect(prediction.show_image)
    editing.image_shown.connect(components.prediction.on_image_changed)
    editing.said.connect(status_presenter.say)
    editing.failed.connect(components.dataset_panel.show_message)


def _connect_digits(components: Components, status_presenter: StatusPresenter) -> None:
    digits, panel, editing = components.digits, components.dataset_panel, components.editing
    digits.dataset_changed.connect(panel.show_dataset)
    digits.dataset_changed.connect(components.training.show_dataset)
    digits.dataset_changed.connect(components.marking.show_dataset)
    digits.dataset_changed.connect(components.files.on_dataset_changed)
    digits.dataset_changed.connect(status_presenter.show_dataset)
    digits.likeness_changed.connect(components.prediction.on_likeness_changed)
    digits.saving.connect(status_presenter.show_standing)
    digits.saved.connect(status_presenter.show_standing)
    digits.saved.connect(components.deferred_start.on_saving_ended)
    digits.saving_failed.connect(editing.on_saving_failed)
    digits.saving_failed.connect(status_presenter.show_standing)
    digits.saving_failed.connect(components.deferred_start.on_saving_ended)
    digits.undone.connect(editing.on_undone)
    digits.redone.connect(editing.on_redone)
    digits.drawing_fetched.connect(editing.on_drawing_fetched)
    digits.busy.connect(panel.show_busy)
    digits.idle.connect(panel.show_idle)
    digits.message.connect(panel.show_message)
    digits.question_asked.connect(components.files.on_question_asked)
    components.files.message.connect(panel.show_message)
    components.marking.marked.connect(panel.show_marks)


def _connect_dataset_panel(components: Components, status_presenter: StatusPresenter) -> None:
    digits, panel = components.digits, components.dataset_panel
    panel.relabel_requested.connect(digits.relabel)
    panel.delete_requested.connect(digits.delete)
    components.window.files_dropped.connect(components.files.import_dropped)
    components.window.pasted.connect(components.files.import_pasted)
    panel.import_requested.connect(components.files.ask_import)
    panel.export_requested.connect(components.files.export)
    panel.starter_requested.connect(digits.load_starter)
    panel.drawing_requested.connect(digits.fetch)
    panel.cancel_requested.connect(digits.cancel)
    panel.keyboard_moved.connect(status_presenter.show_history)


def _connect_training(components: Components, status_presenter: StatusPresenter) -> None:
    training, panel = components.training, components.training_panel
    training.phase_changed.connect(status_presenter.show_phase)
    training.ended.connect(panel.show_outcome)
    training.diagnostics_changed.connect(panel.show_diagnostics)
    training.stale_count_changed.connect(panel.show_stale_count)
    training.run_ended.connect(components.digits.keep_run)
    training.network_changed.connect(components.prediction.on_network_changed)
    training.network_changed.connect(components.marking.on_network_changed)
    training.network_changed.connect(status_presenter.show_network)


def _connect_training_panel(components: Components, status_presenter: StatusPresenter) -> None:
    training, panel = components.training, components.training_panel
    panel.config_changed.connect(training.set_config)
    panel.config_changed.connect(status_presenter.show_held_out)
    panel.train_requested.connect(components.deferred_start.toggle)
    panel.pause_requested.connect(components.deferred_start.toggle)
    panel.stop_requested.connect(components.deferred_start.stop)
    panel.step_batch_requested.connect(components.deferred_start.step_batch)
    panel.step_epoch_requested.connect(components.deferred_start.step_epoch)
    panel.reset_requested.connect(training.reset)
    panel.continue_requested.connect(training.continue_from_here)
    panel.speed_changed.connect(training.set_speed)
    panel.learning_rate_changed.connect(training.set_learning_rate)
    panel.rewind_requested.connect(training.rewind)


def _connect_actions(components: Components, status_presenter: StatusPresenter) -> None:
    slots = {
        "new": components.files.new,
        "open": components.files.open,
        "save_copy": components.files.save_copy,
        "import": components.files.ask_import,
        "import_folder": components.files.ask_import_folder,
        "export": components.dataset_panel.request_export,
        "save_network": components.files.save_network,
        "export_plot": status_presenter.export_plot,
        "quit": components.window.close,
        "undo": components.editing.undo,
        "redo": components.editing.redo,
        "clear": components.canvas.clear,
        "paste": components.window.paste,
        "select_all": components.dataset_panel.select_all,
        "delete": components.editing.delete,
        "label_0": components.editing.label_0,
        "label_1": components.editing.label_1,
        "starter": components.digits.load_starter,
        "train": components.deferred_start.toggle,
        "stop": components.deferred_start.stop,
        "step_batch": components.deferred_start.step_batch,
        "step_epoch": components.deferred_start.step_epoch,
        "reset": components.training.reset,
        "continue": components.training.continue_from_here,
        "predict": components.prediction.predict,
        "live": components.prediction_panel.set_live,
        "theme_system": status_presenter.choose_system,
        "theme_light": status_presenter.choose_light,
        "theme_dark": status_presenter.choose_dark,
        "go_canvas": components.canvas.setFocus,
        "go_gallery": components.dataset_panel.focus_gallery,
        "go_training": components.training_panel.setFocus,
        "presentation": status_presenter.present,
        "keys": components.files.show_keys,
        "about": components.files.show_about,
    }
    for name, slot in slots.items():
        components.window.actions_by_name[name].triggered.connect(slot)
