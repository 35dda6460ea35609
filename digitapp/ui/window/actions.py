"""Actions: every command of the window in one table. Knows Qt's actions; not what they do."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from digitapp.ui.widgets.controls import set_tooltip


class Command(NamedTuple):
    """One command: a name for the program, and what a person reads.

    keys : shortcuts as QKeySequence reads them; the first one is shown
    checkable : it is on or off
    """

    name: str
    text: str
    keys: tuple[str, ...]
    tip: str
    checkable: bool = False


SEPARATOR = Command("", "", (), "")

MENUS: dict[str, tuple[Command, ...]] = {
    "&File": (
        Command("new", "&New digits file…", ("Ctrl+N",), "Begin another file of drawings"),
        Command("open", "&Open digits file…", ("Ctrl+O",), "Open a file of drawings"),
        Command("recent", "Open &recent", (), "Open a digits file that was open before"),
        Command(
            "save_copy",
            "Save a &copy…",
            ("Ctrl+Shift+S",),
            "Copy all drawings to another digits file; every drawing is saved already",
        ),
        SEPARATOR,
        Command(
            "import",
            "&Import digits…",
            ("Ctrl+I",),
            "Import 0s and 1s from IDX, npz, npy, CSV, MATLAB, zip or image files",
        ),
        Command(
            "import_folder",
            "Import a &folder…",
            ("Ctrl+Shift+I",),
            "Import the images of a folder: in folders 0 and 1, or all of one digit",
        ),
        Command(
            "skip_duplicates",
            "Skip &duplicates",
            (),
            "Leave out what is here already as exactly the same image with the same label",
            True,
        ),
        Command(
            "export",
            "&Export digits…",
            ("Ctrl+E",),
            "Write the selected drawings, or all that are shown, for other programs",
        ),
        SEPARATOR,
        Command(
            "open_network",
            "Open net&work…",
            (),
            "Go on with a network that was saved, here or by Keras 3: .keras or .npz",
        ),
        Command(
            "save_network",
            "&Save the network…",
            ("Ctrl+S",),
            "Write the trained network as .keras, for Keras 3, or as .npz, for numpy",
        ),
        Command("export_plot", "Export the &plot…", (), "Write the curves as PNG, SVG or CSV"),
        SEPARATOR,
        Command("quit", "&Quit", ("Ctrl+Q",), "Close the window; nothing is lost"),
    ),
    "&Edit": (
        Command(
            "undo",
            "&Undo",
            ("Ctrl+Z",),
            "Take back what was done last: strokes, changes to the digits, Reset, another file",
        ),
        Command("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Do again what was taken back"),
        SEPARATOR,
        Command(
            "clear", "&Clear the canvas", ("Backspace",), "Wipe the canvas; undo brings it back"
        ),
        Command("copy_drawing", "&Copy the drawing", ("Ctrl+C",), "Copy the canvas as a picture"),
        Command("copy_plot", "Copy the p&lot", ("Ctrl+Shift+C",), "Copy the curves as a picture"),
        Command("copy_figures", "Copy the &figures", (), "Copy the curves as a table"),
        Command("paste", "&Paste", ("Ctrl+V",), "Import copied image files"),
        SEPARATOR,
        Command("select_all", "Select &all", ("Ctrl+A",), "Select every drawing that is shown"),
        Command("delete", "&Delete", ("Del",), "Delete the selection; undo brings it back"),
    ),
    "&Digits": (
        Command(
            "label_0",
            "Save as &0",
            ("0",),
            "Save the drawing as a 0; in the gallery, relabel the selection as 0",
        ),
        Command(
            "label_1",
            "Save as &1",
            ("1",),
            "Save the drawing as a 1; in the gallery, relabel the selection as 1",
        ),
        SEPARATOR,
        Command(
            "starter",
            "Add the &starter digits",
            (),
            "Add 1,000 real handwritten 0s and 1s and 400 made ones",
        ),
        Command(
            "take_out_starter",
            "&Take out the starter digits",
            (),
            "Delete the starter digits; they can be added again at any time",
        ),
    ),
    "&Train": (
        Command("train", "&Train or pause", ("T",), "Fit the network, pause it, or go on"),
        Command("stop", "&Stop", ("Shift+T",), "End this fit and keep the weights so far"),
        SEPARATOR,
        Command("step_batch", "+1 &batch", ("B",), "Make one step downhill, then pause"),
        Command("step_epoch", "+1 &epoch", ("E",), "Go once through all drawings, then pause"),
        Command("full_speed", "&Full speed", ("F",), "Train as fast as the computer can"),
        Command("reset", "&Reset", ("R",), "Begin again with the same first weights"),
        SEPARATOR,
        Command("continue", "&Continue from here", (), "Go on from the epoch that is shown"),
        SEPARATOR,
        Command("predict", "&Predict", ("Space",), "Ask the network what is on the canvas"),
        Command("live", "&Live prediction", ("L",), "Predict while one draws", True),
        Command(
            "pin",
            "P&in the drawing",
            ("P",),
            "Follow the drawing's P by epoch; in the gallery, that of the selection, up to six",
        ),
    ),
    "&View": (
        Command("theme_system", "As the &system", (), "Light or dark, as the system is", True),
        Command("theme_light", "&Light", (), "Dark ink on white paper", True),
        Command("theme_dark", "&Dark", (), "Light ink on black paper", True),
        SEPARATOR,
        Command("larger", "L&arger text", ("Ctrl++", "Ctrl+="), "Show everything larger"),
        Command("smaller", "S&maller text", ("Ctrl+-",), "Show everything smaller"),
        Command("usual_size", "&Usual text", ("Ctrl+0",), "Show everything in the usual size"),
        SEPARATOR,
        Command(
            "fold_digits", "&Fold the digits", ("F9",), "Hide the Digits column, or show it", True
        ),
        SEPARATOR,
        Command("go_canvas", "Go to the &canvas", ("F6",), "Give the keyboard to the canvas"),
        Command("go_gallery", "Go to the &gallery", ("F7",), "Give the keyboard to the gallery"),
        Command("go_training", "Go to &training", ("F8",), "Give the keyboard to the Train button"),
        SEPARATOR,
        Command(
            "presentation",
            "&Presentation",
            ("F11",),
            "Fill the screen, large enough for the last row",
            True,
        ),
    ),
    "&Help": (
        Command("keys", "&Keys", ("F1",), "All keys on one page"),
        Command("about", "&About digitapp", (), "What this is, and what it stands on"),
    ),
}


_MENUS_BY_USE = ("digitsMenu", "trainMenu", "editMenu", "viewMenu", "fileMenu", "helpMenu")


def fill_menus(bar: QMenuBar, owner: QObject) -> dict[str, QAction]:
    """Put every command into the menus; return the actions by name."""
    actions = {}
    for title, commands in MENUS.items():
        menu = bar.addMenu(title)
        menu.setObjectName(f"{title.strip('&').lower()}Menu")
        menu.setToolTipsVisible(True)
        for command in commands:
            if command is SEPARATOR:
                menu.addSeparator()
            else:
                actions[command.name] = action = make_action(command, owner)
                menu.addAction(action)
    return actions


def key_table(bar: QMenuBar) -> list[tuple[str, str]]:
    """Return (keys, what they do) of every action that has keys; those of the main job first."""
    menus = {menu.objectName(): menu for menu in bar.findChildren(QMenu)}
    actions = [action for name in _MENUS_BY_USE for action in menus[name].actions()]
    return [
        (", ".join(key.toString() for key in action.shortcuts()), action.statusTip())
        for action in actions
        if action.shortcuts()
    ]


def page_command(number: int, title: str) -> Command:
    """Return the command that shows a page of the third column, counted from 1."""
    tip = f"Show the page {title}"
    return Command(f"page_{number}", f"&{number} {title}", (f"Alt+{number}",), tip, True)


def make_action(command: Command, owner: QObject) -> QAction:
    """Return a command as an action of Qt."""
    action = QAction(command.text, owner)
    action.setObjectName(f"{command.name}Action")
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    set_tooltip(action, command.tip)
    action.setStatusTip(command.tip)
    action.setCheckable(command.checkable)
    return action
