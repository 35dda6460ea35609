"""Brought files: which files were dropped or pasted. Knows no widget."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def brought_files(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders of this machine; () where there are none."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
