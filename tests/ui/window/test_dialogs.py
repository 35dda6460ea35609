"""Dialogs come back at once, answer by a call, and never replace what nobody was asked about."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from digitapp import __version__
from digitapp.digits import Example
from digitapp.digits.formats import FORMATS, open_any, write
from digitapp.ui.widgets.theme import DARK, LIGHT, style_sheet
from digitapp.ui.window.dialogs import Dialogs
from digitapp.ui.window.keys_dialog import KeysDialog

WRITABLE = [format for format in FORMATS if format.write]


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def dialogs(window, tmp_path):
    asking = Dialogs(window)
    asking.folder = tmp_path
    return asking


def opened(window, kind):
    (dialog,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return dialog


def answer(dialog, *paths):
    """Choose files as a person does, in the system's dialog or in Qt's."""
    for path in paths:
        dialog.selectFile(str(path))
    dialog.accept()


def press(qtbot, dialog, text):
    (button,) = [each for each in dialog.findChildren(QPushButton) if each.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_files_to_import_are_given_as_paths_and_their_folder_is_remembered(
    window, dialogs, tmp_path
):
    folder = tmp_path / "digits of others"
    folder.mkdir()
    (folder / "train.csv").write_text("label,pixel0\n")
    answers = []
    dialogs.ask_to_import("files", answers.append)
    assert answers == []  # it came back at once
    answer(opened(window, QFileDialog), folder / "train.csv")
    assert answers == [(folder / "train.csv",)]
    assert dialogs.folder == folder


def test_cancelling_calls_nobody_and_leaves_no_dialog(qtbot, window, dialogs):
    answers = []
    dialogs.ask_to_import("files", answers.append)
    opened(window, QFileDialog).reject()
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))
    assert answers == []


def test_a_folder_can_be_imported(window, dialogs, tmp_path):
    (tmp_path / "mine").mkdir()
    answers = []
    dialogs.ask_to_import("folder", answers.append)
    answer(opened(window, QFileDialog), tmp_path / "mine")
    assert answers == [(tmp_path / "mine",)]


@pytest.mark.parametrize(
    ("format", "typed", "written"),
    [
        ("npz", "mine", "mine.npz"),
        ("csv", "mine.csv", "mine.csv"),
        ("csv", "mine.2026", "mine.2026.csv"),
        ("idx", "mine", "mine.gz"),
        ("folder", "mine", "mine"),
        ("lab", "X", "X.npy"),
    ],
)
def test_an_export_gets_the_format_chosen_and_its_suffix(
    window, dialogs, tmp_path, format, typed, written
):
    answers = []
    dialogs.ask_export(WRITABLE, lambda *given: answers.append(given))
    dialog = opened(window, QFileDialog)
    dialog.selectNameFilter(dialog.nameFilters()[[each.key for each in WRITABLE].index(format)])
    answer(dialog, tmp_path / typed)
    assert answers == [(tmp_path / written, format)]


def test_a_suffix_that_was_typed_chooses_the_format(window, dialogs, tmp_path):
    answers = []
    dialogs.ask_export(WRITABLE, lambda *given: answers.append(given))
    answer(opened(window, QFileDialog), tmp_path / "table.csv")
    assert answers == [(tmp_path / "table.csv", "csv")]


def test_every_format_that_can_be_written_is_offered(window, dialogs):
    dialogs.ask_export(WRITABLE, print)
    assert len(opened(window, QFileDialog).nameFilters()) == len(WRITABLE)


@pytest.mark.parametrize(("pressed", "answered"), [("Replace", True), ("Cancel", False)])
def test_a_file_is_replaced_only_after_being_asked_about_its_whole_name(
    qtbot, window, dialogs, tmp_path, pressed, answered
):
    (tmp_path / "mine.npz").write_bytes(b"precious")
    answers = []
    dialogs.ask_export(WRITABLE[:1], lambda *given: answers.append(given))
    answer(opened(window, QFileDialog), tmp_path / "mine")
    question = opened(window, QMessageBox)
    assert "“mine.npz”" in question.text()
    assert answers == []
    press(qtbot, question, pressed)
    assert answers == ([(tmp_path / "mine.npz", "npz")] if answered else [])


def test_a_new_digits_file_never_takes_the_place_of_an_old_one(qtbot, window, dialogs, tmp_path):
    (tmp_path / "old.digits").write_bytes(b"precious")
    answers = []
    dialogs.ask_to_save("new", answers.append)
    answer(opened(window, QFileDialog), tmp_path / "old.digits")
    question = opened(window, QMessageBox)
    assert "Replace" not in question.text()
    press(qtbot, question, "Open")
    assert answers == [tmp_path / "old.digits"]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("new", "x.digits"),
        ("copy", "x.digits"),
        ("network", "x.keras"),
        ("plot", "x.png"),
        ("picture", "x.png"),
    ],
)
def test_what_is_saved_gets_its_suffix(window, dialogs, tmp_path, what, expected):
    answers = []
    dialogs.ask_to_save(what, answers.append)
    answer(opened(window, QFileDialog), tmp_path / "x")
    assert answers == [tmp_path / expected]


def test_a_digits_file_can_be_chosen(window, dialogs, tmp_path):
    (tmp_path / "mine.digits").write_bytes(b"")
    answers = []
    dialogs.ask_to_open("digits", answers.append)
    answer(opened(window, QFileDialog), tmp_path / "mine.digits")
    assert answers == [tmp_path / "mine.digits"]


def test_several_files_that_go_together_are_asked_about_at_once(qtbot, window, dialogs):
    answers = []
    dialogs.ask_replace(("y.npy", "z.npy"), lambda: answers.append("yes"))
    question = opened(window, QMessageBox)
    assert "“y.npy” and “z.npy”" in question.text()
    press(qtbot, question, "Replace")
    assert answers == ["yes"]


def which_way_up(folder):
    images = np.zeros((14, 20, 20), np.float32)
    images[::2, 2:18, 9:11] = 1  # upright ones
    images[1::2, 4:16, 4:16] = 1
    labels = [1, 0] * 7
    examples = [Example(image, label) for image, label in zip(images, labels, strict=True)]
    write(folder / "X.npy", examples, "lab")
    return open_any(folder / "X.npy")


@pytest.mark.parametrize(("name", "choice"), [("rowsButton", 0), ("columnsButton", 1)])
def test_the_way_up_is_chosen_by_looking_at_both(qtbot, window, dialogs, tmp_path, name, choice):
    answers = []
    dialogs.ask_how_to_read(which_way_up(tmp_path), answers.append)
    dialog = opened(window, QDialog)
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)
    assert answers == [choice]
    assert not dialog.isVisible()


def test_enter_takes_the_way_in_which_ones_are_taller_than_wide(qtbot, window, dialogs, tmp_path):
    answers = []
    dialogs.ask_how_to_read(which_way_up(tmp_path), answers.append)
    qtbot.keyClick(opened(window, QDialog), Qt.Key.Key_Return)
    assert answers == [1]  # the lab's file is written column by column


def test_the_page_of_keys_is_there_once_and_stops_nobody(window, dialogs):
    for _ in range(2):
        dialogs.show_keys([("Ctrl+Shift+Z, Ctrl+Y", "Do it again"), ("Space", "Predict")])
    page = opened(window, KeysDialog)
    assert not page.isModal()
    page.close()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_page_of_keys_is_painted_in_the_theme(window, dialogs, theme):
    window.setStyleSheet(style_sheet(theme))
    dialogs.show_keys([("Space", "Predict")])
    picture = opened(window, KeysDialog).grab().toImage()
    middle = (picture.width() - 30, picture.height() // 3)
    assert picture.pixelColor(*middle).name() == theme.colours.window


def test_about_names_the_version(window, dialogs):
    dialogs.show_about()
    assert __version__ in opened(window, QMessageBox).text()
