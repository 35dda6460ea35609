"""The data: drawings, ink, one safe file and everybody's formats. numpy and sqlite3 only.

What turns strokes and images into 20×20 ink stands in `ink`, what reads and writes files of others
in `formats`.
"""

from digitapp.digits.store.digit_store import DigitStore
from digitapp.digits.store.history import Change
from digitapp.files.errors import Cancelled, DataError, FormatError, StoreError

from . import augment, ink, split
from .drawing import Drawing
from .example import SIZE, Example
from .likeness import Likeness
from .starter_digits import handwritten, starter

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
    "handwritten",
    "ink",
    "split",
    "starter",
]
