"""Files that come in and go out of the whole window; its dialogs are answered at once."""

import csv

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitapp.app import components as components
from digitapp.app.application import _is_other
from digitapp.app.window_controller import WindowController
from digitapp.digits import DigitStore, formats, handwritten
from digitapp.nn import load_model

from .window_actions import draw_zero, find

FORMATS = {
    "npz": "x.npz",
    "npy": "images.npy",
    "csv": "x.csv",
    "idx": "x-images-idx3-ubyte.gz",
    "folder": "x",
    "lab": "X.npy",
}


class Answers:
    """Takes the place of Dialogs: answers with the path and the format that a test sets."""

    path, format, choice = None, None, 1

    def __init__(self, window):
        self.asked = []

    def __getattr__(self, name):
        def answer(*arguments):
            self.asked.append(name)
            if arguments and callable(arguments[-1]):
                arguments[-1](*self.answers(name))

        return answer

    def answers(self, name):
        if name == "ask_to_import":
            return ((self.path,),)
        if name == "ask_export":
            return (self.path, self.format)
        return {"ask_how_to_read": (self.choice,), "ask_replace": (), "ask_import": ()}.get(
            name, (self.path,)
        )


@pytest.fixture(autouse=True)
def answered(monkeypatch):
    monkeypatch.setattr(components, "Dialogs", Answers)


@pytest.fixture
def window(path, open_window):
    """A window with a few of the starter digits, whose dialogs are answered."""
    with DigitStore(path) as store:
        store.add_many(handwritten()[::50])
    return open_window()


def dialogs(window):
    return window.findChild(WindowController).components.dialogs


def choose(window, name, path, format=None):
    """Choose a command of the menus and answer what it asks."""
    dialogs(window).path, dialogs(window).format = path, format
    window.actions_by_name[name].trigger()


def said(qtbot, window, words):
    """Wait until the message above the gallery says this."""
    label = find(window, "message")
    qtbot.waitUntil(lambda: words in label.text(), timeout=10_000)
    return label.text()


def counted(qtbot, window, drawings):
    counts = find(window, "countsLabel")
    qtbot.waitUntil(lambda: counts.text().startswith(f"{drawings} drawing"), timeout=10_000)


def drop(target, data):
    """Drag over a part of the window and let go."""
    middle, copy, left = target.rect().center(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    for event in (
        QDragEnterEvent(middle, copy, data, left, Qt.KeyboardModifier.NoModifier),
        QDropEvent(QPointF(middle), copy, data, left, Qt.KeyboardModifier.NoModifier),
    ):
        QApplication.sendEvent(target, event)
        assert event.isAccepted()


def files(*places):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    return data


def train(qtbot, window):
    find(window, "epochs").setValue(3)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "3 epochs so far" in find(window, "trainingStatus").text())


@pytest.mark.parametrize("format", formats.WRITERS)
def test_every_format_goes_out_by_menu_and_comes_back(qtbot, tmp_path, open_window, window, format):
    place = tmp_path / FORMATS[format]
    choose(window, "export", place, format)
    said(qtbot, window, "Exported 20 drawings")
    other = open_window(path=tmp_path / "other.digits")
    first = formats.targets(place, format)[0]
    choose(other, "import_folder" if format == "folder" else "import", first)
    counted(qtbot, other, 20)
    asked = "ask_how_to_read" in dialogs(other).asked
    assert asked is (format == "lab")
    other.close()
    with DigitStore(tmp_path / "other.digits") as store:
        got = {(each.label, each.image.tobytes()) for each in store.examples()}
    assert got == {(each.label, each.image.tobytes()) for each in handwritten()[::50]}


def test_which_way_up_is_asked_once_and_remembered_at_the_next_start(
    qtbot, tmp_path, open_window, path
):
    lab = tmp_path / "X.npy"
    formats.write(lab, handwritten()[:30], "lab")
    window = open_window()
    choose(window, "import", lab)
    counted(qtbot, window, 30)
    window.close()
    path.unlink()
    again = open_window()
    choose(again, "import", lab)
    counted(qtbot, again, 30)
    assert dialogs(again).asked == ["ask_to_import"]


def test_an_export_asks_before_it_replaces(qtbot, tmp_path, window):
    place = tmp_path / "images.npy"
    choose(window, "export", place, "npy")
    said(qtbot, window, "Exported 20 drawings")
    assert "ask_replace" not in dialogs(window).asked
    choose(window, "export", place, "npy")
    qtbot.waitUntil(lambda: "ask_replace" in dialogs(window).asked)


def test_what_is_selected_is_exported_by_the_button(qtbot, tmp_path, window):
    find(window, "gallery").setFocus()
    QTest.keyClick(find(window, "gallery"), Qt.Key.Key_Home)
    QTest.keyClick(find(window, "gallery"), Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    dialogs(window).path, dialogs(window).format = tmp_path / "two.csv", "csv"
    QTest.mouseClick(find(window, "exportButton"), Qt.MouseButton.LeftButton)
    said(qtbot, window, "Exported 2 drawings")


@pytest.mark.parametrize("where", ["gallery", "canvas"])
def test_files_dropped_anywhere_come_in_and_ctrl_z_takes_them_out(qtbot, tmp_path, window, where):
    place = tmp_path / "more.npz"
    formats.write(place, handwritten()[1:31], "npz")
    drop(find(window, where), files(place))
    counted(qtbot, window, 50)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    counted(qtbot, window, 20)


def test_dropped_garbage_gets_one_sentence(qtbot, tmp_path, window):
    place, text = tmp_path / "song.mp3", QMimeData()
    place.write_bytes(bytes(range(256)) * 40)
    text.setText("hello")
    drop(find(window, "gallery"), files(place))
    assert "song.mp3" in said(qtbot, window, "cannot be read")
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/x.csv")])
    for data in (text, web, QMimeData()):
        find(window, "dismissButton").click()
        drop(window, data)
        said(qtbot, window, "That is no file")
        assert find(window, "message").isVisible()
    counted(qtbot, window, 20)


def test_pasted_files_come_in(qtbot, tmp_path, window):
    place, clipboard = tmp_path / "more.csv", QGuiApplication.clipboard()
    formats.write(place, handwritten()[1:11], "csv")
    clipboard.setMimeData(files(place))
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    counted(qtbot, window, 30)
    clipboard.clear()


def test_a_long_import_is_cancelled_by_its_button_and_leaves_nothing(qtbot, tmp_path, window):
    place = tmp_path / "many.csv"
    pixels = ",".join(["0"] * 399)
    place.write_text("".join(f"{k % 2},{k % 256},{pixels}\n" for k in range(20_000)))
    drop(window, files(place))
    cancel = find(window, "cancelButton")
    qtbot.waitUntil(cancel.isVisible)
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not cancel.isVisible(), timeout=20_000)
    said(qtbot, window, "was stopped: nothing")
    counted(qtbot, window, 20)


@pytest.mark.parametrize("name", ["network.keras", "network.npz"])
def test_a_saved_network_predicts_what_the_window_shows(qtbot, tmp_path, window, name):
    train(qtbot, window)
    draw_zero(window)
    QTest.keyClick(window, Qt.Key.Key_Space)
    training, image = window.findChild(WindowController).components.training, handwritten()[7].image
    choose(window, "save_network", tmp_path / name)
    said(qtbot, window, f"saved in {name}")
    read = load_model(tmp_path / name).predict(image.reshape(1, 400))[0, 0]
    assert read == pytest.approx(training.network.probability(image.reshape(400)), abs=1e-6)


def test_a_network_that_has_learnt_nothing_is_not_saved(qtbot, tmp_path, window):
    choose(window, "save_network", tmp_path / "network.keras")
    said(qtbot, window, "learnt nothing yet")
    assert not (tmp_path / "network.keras").exists()


@pytest.mark.parametrize("suffix", ["png", "svg", "csv"])
def test_the_plot_is_exported_by_menu(qtbot, tmp_path, window, suffix):
    train(qtbot, window)
    place = tmp_path / f"plot.{suffix}"
    choose(window, "export_plot", place)
    said(qtbot, window, f"saved in plot.{suffix}")
    if suffix == "csv":
        rows = list(csv.reader(place.read_text().splitlines()))
        assert len(rows) == 5  # names, and epochs 0 to 3
    else:
        assert not QImage(str(place)).isNull()


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_picture_of_the_network_is_exported_by_its_button(qtbot, tmp_path, window, suffix):
    place = dialogs(window).path = tmp_path / f"network.{suffix}"
    find(window, "pageTabs").setCurrentIndex(1)
    QTest.mouseClick(find(window, "exportNetwork"), Qt.MouseButton.LeftButton)
    said(qtbot, window, f"saved in network.{suffix}")
    assert not QImage(str(place)).isNull()


def test_a_plot_that_cannot_be_written_is_told_of(qtbot, tmp_path, window):
    choose(window, "export_plot", tmp_path / "nowhere" / "plot.png")
    said(qtbot, window, "could not be written")


def test_what_is_no_digits_file_is_offered_to_be_imported(qtbot, tmp_path, window):
    place = tmp_path / "more.csv"
    formats.write(place, handwritten()[1:11], "csv")
    window.findChild(WindowController).offer(place)
    counted(qtbot, window, 30)
    assert dialogs(window).asked == ["ask_import"]


@pytest.mark.parametrize(
    ("name", "data", "other"),
    [
        ("a.csv", b"label,pixel0", True),
        ("a.digits", b"anything", False),
        ("a.db", b"SQLite format 3\0" + bytes(100), False),
        ("new.digits", None, False),
        ("empty", b"", False),
    ],
)
def test_a_file_that_is_given_to_the_program_is_opened_or_imported(tmp_path, name, data, other):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert _is_other(tmp_path / name) is other
    assert _is_other(tmp_path)


def test_a_copy_of_all_drawings_is_a_digits_file(qtbot, tmp_path, window):
    choose(window, "save_copy", tmp_path / "copy.digits")
    said(qtbot, window, "copy.digits")
    with DigitStore(tmp_path / "copy.digits") as store:
        assert len(list(store.examples())) == 20


@pytest.mark.parametrize("command", ["new", "open"])
def test_another_digits_file_takes_the_place_of_this_one(qtbot, tmp_path, window, command):
    other = tmp_path / "other.digits"
    if command == "open":
        with DigitStore(other) as store:
            store.add_many(handwritten()[:3])
    choose(window, command, other)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("other.digits"))
    counted(qtbot, window, 3 if command == "open" else 0)


def test_the_keys_are_shown_by_f1(window):
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert dialogs(window).asked == ["show_keys"]


def test_whether_duplicates_are_skipped_is_chosen_at_the_import_button_and_kept(
    qtbot, tmp_path, open_window, window
):
    place = tmp_path / "again.npz"
    formats.write(place, handwritten()[:100:50], "npz")
    menu = find(window, "importButton").menu()
    offered = [action.objectName() for action in menu.actions()]
    assert offered[:2] == ["importAction", "import_folderAction"]
    choose(window, "import", place)
    said(qtbot, window, "nothing new")
    menu.actions()[offered.index("skip_duplicatesAction")].trigger()
    window.close()
    again = open_window()
    choose(again, "import", place)
    said(qtbot, again, "With 2 exact duplicates")
    counted(qtbot, again, 22)
