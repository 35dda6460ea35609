"""The digits file: one SQLite file of drawings, runs and models. The only SQL in the program."""

from .digit_store import DigitStore
from .history import Change

__all__ = ["Change", "DigitStore"]
