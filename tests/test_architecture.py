"""Who may know whom: the contracts in pyproject.toml hold, and a wrong import breaks them."""

import dataclasses
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def lint_imports(folder):
    """Check the contracts of the checkout in a folder; return the process that did it."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [*command, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_is_allowed():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("nn/layers.py", "from digitapp.digits import ink", "digitapp.nn is not allowed"),
        ("files/paths.py", "from digitapp.nn import Dense", "digitapp.files is not allowed"),
        ("ui/draw/canvas.py", "import digitapp.controllers", "digitapp.ui is not allowed"),
        (
            "controllers/worker_thread.py",
            "import digitapp.ui",
            "digitapp.controllers is not allowed",
        ),
        (
            "digits/example.py",
            "import PySide6.QtCore",
            "Only app, controllers and ui know Qt BROKEN",
        ),
        ("ui/draw/canvas.py", "import pyqtgraph", "Only ui/plot knows pyqtgraph BROKEN"),
        ("digits/split.py", "import sqlite3", "Only digits/store knows SQL BROKEN"),
        ("ui/draw/canvas.py", "import digitapp.ui.train", "do not know each other BROKEN"),
        ("nn/activations.py", "from . import layers", "No cycles are allowed"),
    ],
)
def test_a_wrong_import_is_refused(tmp_path, module, line, broken):
    shutil.copytree(ROOT / "digitapp", tmp_path / "digitapp")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with open(tmp_path / "digitapp" / module, "a", encoding="utf-8") as file:
        file.write(f"\n\ndef wrong():\n    {line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert broken in done.stdout


@pytest.mark.parametrize("room", ["files", "nn", "digits", "training"])
def test_what_computes_loads_no_qt(room):
    code = f"import sys, digitapp.{room}; print('PySide6' in sys.modules)"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


@pytest.mark.parametrize("room", ["training", "digits", "nn", "files"])
def test_what_goes_from_thread_to_thread_cannot_be_changed(room):
    for path in (ROOT / "digitapp" / room).rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for each in vars(importlib.import_module(name)).values():
            if isinstance(each, type) and dataclasses.is_dataclass(each):
                assert each.__dataclass_params__.frozen, each  # type: ignore[attr-defined]
