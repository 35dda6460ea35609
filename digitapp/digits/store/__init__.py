"""The digits file: one SQLite file of drawings and training runs. The only SQL in the program."""

from .digit_store import DigitStore
from .history import Change
from .runs import RunRow

__all__ = ["Change", "DigitStore", "RunRow"]
