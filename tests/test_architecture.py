"""Who may know whom: walks every import, also inside functions, and fails on a wrong arrow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "digitapp"

# room: what else of digitapp it may import. A room is a folder or a file of the package.
ROOMS = {
    "files": set(),
    "nn": {"files"},
    "digits": {"files"},
    "training": {"nn", "digits", "files"},
    "controllers": {"training", "nn", "digits", "files", "ui"},
    "ui": {"training", "nn", "digits", "files"},
    "app": {"ui", "controllers", "training", "nn", "digits", "files"},
    "lecture": {"nn", "digits"},
    "system_check": set(),
    "cli": {"app", "ui", "lecture", "files", "system_check"},
    "__main__": {"cli"},
    "__init__": set(),
}
# what each room may import from outside the standard library
LIBRARIES = {
    "files": {"platformdirs"},
    "nn": {"numpy", "h5py", "threadpoolctl"},
    "digits": {"numpy", "PIL"},
    "training": {"numpy"},
    "controllers": {"numpy", "PySide6"},
    "ui": {"numpy", "PySide6", "pyqtgraph"},
    "app": {"numpy", "PySide6"},
    "lecture": {"numpy"},
    "system_check": set(),
    "cli": set(),
    "__main__": set(),
    "__init__": set(),
}
# a library that only one file may import
ONLY_IN = {
    "h5py": "nn/saving/",
    "PIL": "digits/formats/",
    "pyqtgraph": "ui/plot/",
    "sqlite3": "digits/store/",
}


def imports_of(file: Path) -> list[str]:
    """Return the absolute dotted name of everything that a file imports."""
    package = ["digitapp", *file.relative_to(PACKAGE).parts[:-1]]
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module.split(".") if node.module else [])]
            names += [".".join([*module, alias.name]) for alias in node.names]
    return names


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def wrong_arrows(file: Path) -> list[str]:
    room, inside = room_of(file), file.relative_to(PACKAGE).as_posix()
    wrong = []
    for name in imports_of(file):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if top == "digitapp":
            if target in ROOMS and target != room and target not in ROOMS[room]:
                wrong.append(f"{inside} may not know digitapp.{target}")
        elif top not in sys.stdlib_module_names and top not in LIBRARIES[room]:
            wrong.append(f"{inside} may not use {top}")
        if top in ONLY_IN and not inside.startswith(ONLY_IN[top]):
            wrong.append(f"{inside} may not use {top}: that is for {ONLY_IN[top]}")
    return wrong


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_every_import_is_an_arrow_of_the_plan(file):
    assert wrong_arrows(file) == []


def test_every_room_stands_in_the_plan():
    assert {room_of(file) for file in FILES} == set(ROOMS) == set(LIBRARIES)


@pytest.mark.parametrize("room", ["nn", "digits"])
def test_the_network_and_the_data_load_no_qt(room):
    code = f"import sys, digitapp.{room}; print('PySide6' in sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("room", "line", "complaint"),
    [
        ("nn/layers.py", "def f():\n    from digitapp.digits import ink", "digitapp.digits"),
        ("nn/layers.py", "from ..ui import canvas", "digitapp.ui"),
        ("digits/ink.py", "import PySide6.QtCore", "PySide6"),
        ("ui/canvas.py", "import pyqtgraph as pg", "pyqtgraph"),
    ],
)
def test_a_wrong_arrow_is_seen(tmp_path, monkeypatch, room, line, complaint):
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    file = tmp_path / room
    file.parent.mkdir()
    file.write_text(line, encoding="utf-8")
    assert complaint in " ".join(wrong_arrows(file))
