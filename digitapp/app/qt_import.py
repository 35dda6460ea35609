"""Qt import: loads PySide6, and leaves Python's `import` as it was. Comes before all else of Qt.

PySide6 puts its own function in the place of `import`, which reads the source of every module that
is loaded from then on, to see whether it may use `from __feature__ import …`. Nothing here does;
it took a seventh of the start, and kept 16 MB of sources in memory.
"""

from __future__ import annotations

import builtins


def load_qt() -> None:
    """Load PySide6; where that is loaded already nothing changes."""
    import_of_python = builtins.__import__
    import PySide6.QtCore  # noqa: F401  for what it does

    builtins.__import__ = import_of_python
