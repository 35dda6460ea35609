"""What all tests share: no screen is needed, and the person's own files are not touched."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

if sys.platform.startswith("linux") and not (
    os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory, monkeypatch):
    """Keep the person's own digits and settings out of the tests."""
    folder = tmp_path_factory.mktemp("person")
    monkeypatch.setenv("DIGITAPP_FOLDER", str(folder))
    return folder


@pytest.fixture
def open_place():
    """Return a folder that another user can reach; pytest closes tmp_path to others."""
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)
