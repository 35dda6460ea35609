"""The data: drawings, ink, one safe file and everybody's formats. numpy and sqlite3 only.

What turns strokes and images into 20×20 ink stands in `ink`, what reads and writes files of others
in `formats`.
"""

from . import augment, ink, split
from .drawing import Drawing
from .errors import Cancelled, DataError, FormatError, StoreError
from .example import SIZE, Example
from .likeness import Likeness, is_blank
from .starter_digits import starter
from .store import DigitStore
from .store_history import Change

__all__ = [
    "SIZE",
    "Cancelled",
    "Change",
    "DataError",
    "DigitStore",
    "Drawing",
    "Example",
    "FormatError",
    "Likeness",
    "StoreError",
    "augment",
    "ink",
    "is_blank",
    "split",
    "starter",
]
