"""Wiring: which signal goes to which slot. Decides nothing, and keeps nothing."""

from __future__ import annotations

from .components import Components
from .status_presenter import StatusPresenter
from .training_presenter import TrainingPresenter


def connect(components: Components, status: StatusPresenter, trainings: TrainingPresenter) -> None:
    """Connect all components of a window; opening and closing is in window_controller.py."""
    _connect_drawing(components, status)
    _connect_digits(components, status)
    _connect_training(components, status, trainings)
    _connect_pages(components, status, trainings)
    _connect_actions(components, status, trainings)


def _connect_drawing(components: Components, status: StatusPresenter) -> None:
    drawing, answer = components.drawing_panel, components.prediction_panel
    canvas, editing = components.canvas, components.editing
    drawing.save_requested.connect(editing.save_as)
    drawing.undo_requested.connect(components.undo_router.undo)
    drawing.redo_requested.connect(components.undo_router.redo)
    drawing.clear_requested.connect(canvas.clear)
    canvas.drawing_changed.connect(components.undo_router.refresh)
    drawing.image_changed.connect(editing.on_image_changed)
    for image_changed in (drawing.image_changed, editing.image_changed):
        image_changed.connect(answer.show_image)
        image_changed.connect(components.page_column.show_image)
        image_changed.connect(components.prediction.on_image_changed)
        image_changed.connect(components.inspection.on_image_changed)
    answer.predict_requested.connect(canvas.report_change)  # so that the image is of now
    answer.predict_requested.connect(components.prediction.predict)
    answer.live_changed.connect(status.show_live)
    answer.live_changed.connect(components.prediction.set_live)
    components.prediction.predicted.connect(answer.show_prediction)
    components.undo_router.changed.connect(status.show_history)
    components.undo_router.said.connect(components.window.show_message)
    editing.said.connect(components.window.show_message)
    editing.corrected.connect(components.corrections.on_corrected)
    answer.let_go_requested.connect(components.corrections.let_go)
    components.corrections.corrections_changed.connect(answer.show_corrections)
    editing.failed.connect(components.window.show_message)
    editing.mended.connect(components.window.withdraw_message)


def _connect_digits(components: Components, status: StatusPresenter) -> None:
    digits, panel, editing = components.digits, components.dataset_panel, components.editing
    files = components.files
    digits.dataset_changed.connect(panel.show_dataset)
    digits.dataset_changed.connect(components.training.show_dataset)
    digits.dataset_changed.connect(components.dataset_predictor.show_dataset)
    digits.dataset_changed.connect(components.undo_router.on_dataset_changed)
    digits.dataset_changed.connect(files.on_dataset_changed)
    digits.dataset_changed.connect(components.inspection.on_dataset_changed)
    digits.dataset_changed.connect(components.page_column.show_dataset)
    digits.dataset_changed.connect(status.show_dataset)
    digits.dataset_changed.connect(components.corrections.on_dataset_changed)
    digits.saved.connect(components.corrections.on_saved)
    digits.saving_failed.connect(components.corrections.on_saving_failed)
    digits.likeness_changed.connect(components.prediction.on_likeness_changed)
    digits.pending_changed.connect(status.show_pending)
    digits.pending_changed.connect(components.training.set_pending)
    digits.saving_failed.connect(editing.on_saving_failed)
    digits.undone.connect(editing.on_undone)
    digits.redone.connect(editing.on_redone)
    for settled in (digits.undone, digits.redone, digits.message):
        settled.connect(components.undo_router.on_digits_settled)
    digits.drawing_fetched.connect(editing.on_drawing_fetched)
    digits.busy.connect(panel.show_busy)
    digits.idle.connect(panel.show_idle)
    digits.saved.connect(editing.on_saved)
    digits.message.connect(components.window.show_message)
    digits.mended.connect(components.window.withdraw_message)
    digits.question_asked.connect(files.on_question_asked)
    files.message.connect(components.window.show_message)
    components.dataset_predictor.predicted.connect(panel.show_marks)
    panel.relabel_requested.connect(editing.relabel)
    panel.delete_requested.connect(digits.delete)
    panel.export_requested.connect(files.export)
    panel.starter_requested.connect(digits.load_starter)
    panel.drawing_requested.connect(digits.fetch)
    panel.cancel_requested.connect(digits.cancel)
    panel.keyboard_moved.connect(components.undo_router.refresh)
    panel.keyboard_moved.connect(status.show_key_meaning)
    panel.selection_changed.connect(status.show_key_meaning)
    components.window.files_dropped.connect(files.import_dropped)
    components.window.pasted.connect(files.import_pasted)


def _connect_training(
    components: Components, status: StatusPresenter, trainings: TrainingPresenter
) -> None:
    training, transport, page = components.training, components.transport, components.train_page
    training.frame_changed.connect(components.prediction.on_frame_changed)
    training.frame_changed.connect(components.dataset_predictor.on_frame_changed)
    training.frame_changed.connect(components.corrections.on_frame_changed)
    training.frame_changed.connect(trainings.show_frame)
    training.frame_changed.connect(components.inspection.on_frame_changed)
    training.ended.connect(page.show_outcome)
    training.diagnostics_changed.connect(page.show_diagnostics)
    training.stale_count_changed.connect(transport.show_stale_count)
    training.network_opened.connect(page.form.show_config)
    training.run_ended.connect(components.digits.keep_run)
    training.step_made.connect(components.undo_router.add)
    page.form.config_changed.connect(training.set_config)
    page.form.problem_changed.connect(training.set_problem)
    page.form.keyboard_released.connect(transport.focus_run)
    training.refused.connect(components.window.show_message)
    page.form.config_changed.connect(status.show_held_out)
    page.plot_export_requested.connect(trainings.export_plot)
    page.rewind_requested.connect(training.rewind)
    page.axis_moved.connect(transport.timeline.show_axis)
    transport.pressed.connect(page.form.enter)  # before what the button asks for
    transport.toggle_requested.connect(training.toggle)
    transport.stop_requested.connect(training.stop)
    transport.step_batch_requested.connect(training.step_batch)
    transport.step_epoch_requested.connect(training.step_epoch)
    transport.reset_requested.connect(training.reset)
    transport.timeline.continue_requested.connect(training.continue_from_here)
    transport.speed_changed.connect(training.set_speed)
    transport.timeline.rewind_requested.connect(training.rewind)


def _connect_pages(
    components: Components, status: StatusPresenter, trainings: TrainingPresenter
) -> None:
    inspection, column = components.inspection, components.page_column
    components.window.page_requested.connect(column.show_page)
    column.page_shown.connect(components.window.show_page)
    column.steps_wanted.connect(components.training.set_with_steps)
    column.steps_wanted.connect(trainings.pace_frames)
    column.pin_requested.connect(inspection.pin_drawing)
    column.export_requested.connect(components.files.export_picture)
    column.drawings_requested.connect(components.dataset_panel.show_drawings)
    column.drawings_requested.connect(status.go_to_gallery)
    components.pinned_strip.unpin_requested.connect(inspection.unpin)
    column.painted.connect(inspection.on_painted)
    inspection.step_made.connect(components.undo_router.add)
    inspection.said.connect(components.window.show_message)
    inspection.pinned_changed.connect(column.show_pinned)


def _connect_actions(
    components: Components, status: StatusPresenter, trainings: TrainingPresenter
) -> None:
    slots = {
        "new": components.files.new,
        "open": components.files.open,
        "save_copy": components.files.save_copy,
        "import": components.files.ask_import,
        "import_folder": components.files.ask_import_folder,
        "skip_duplicates": components.digits.set_skip_duplicates,
        "export": components.dataset_panel.request_export,
        "open_network": components.files.open_network,
        "save_network": components.files.save_network,
        "export_plot": trainings.export_plot,
        "quit": components.window.close,
        "undo": components.undo_router.undo,
        "redo": components.undo_router.redo,
        "clear": components.canvas.clear,
        "copy_drawing": status.copy_drawing,
        "copy_plot": status.copy_plot,
        "copy_figures": status.copy_figures,
        "paste": components.window.paste,
        "select_all": components.dataset_panel.select_all,
        "delete": components.editing.delete,
        "label_0": components.editing.label_0,
        "label_1": components.editing.label_1,
        "pin": components.inspection.pin,
        "starter": components.digits.load_starter,
        "take_out_starter": components.digits.take_out_starter,
        "train": components.training.toggle,
        "stop": components.training.stop,
        "step_batch": components.training.step_batch,
        "step_epoch": components.training.step_epoch,
        "full_speed": components.transport.choose_full_speed,
        "reset": components.training.reset,
        "continue": components.training.continue_from_here,
        "predict": components.prediction_panel.predict_requested,
        "live": components.prediction_panel.set_live,
        "theme_system": status.choose_system,
        "theme_light": status.choose_light,
        "theme_dark": status.choose_dark,
        "larger": status.enlarge_text,
        "smaller": status.reduce_text,
        "usual_size": status.reset_text,
        "fold_digits": components.window.columns.toggle_fold,
        "go_canvas": components.canvas.setFocus,
        "go_gallery": status.go_to_gallery,
        "go_training": components.page_column.setFocus,
        "presentation": status.present,
        "keys": status.show_keys,
        "about": components.dialogs.show_about,
    }
    for name in ("train", "step_batch", "step_epoch"):  # before what the command asks for
        components.window.actions_by_name[name].triggered.connect(components.train_page.form.enter)
    for name, slot in slots.items():
        components.window.actions_by_name[name].triggered.connect(slot)
