"""Settings: attributes that are checked whenever they are set, and the checks of numbers and words.

Knows nothing of arrays. A check takes the name and the value, and returns the value or raises
ValueError with a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral
from typing import Any, TypeVar

from .arguments import described

T = TypeVar("T")


class Checked:
    """An attribute that is checked each time it is set, in the constructor or later."""

    def __init__(self, check: Callable[[str, Any], Any]):
        self._check = check

    def __set_name__(self, owner: type, name: str) -> None:
        """Store the name that the class gives it."""
        self._name = name

    def __set__(self, instance: object, value: Any) -> None:
        """Store the value if the check lets it pass; reading it then costs nothing."""
        vars(instance)[self._name] = self._check(self._name, value)


def checked(check: Callable[[str, Any], Any]) -> Any:
    """Return a Checked, for a class's body to annotate with the type of the value."""
    return Checked(check)


class SwitchedOff:
    """A setting of Keras that is outside: it is None, and setting it to anything is refused."""

    def __set_name__(self, owner: type, name: str) -> None:
        """Store the name that the class gives it."""
        self._name = name

    def __get__(self, instance: object, owner: type) -> None:
        """Return None."""

    def __set__(self, instance: object, value: object) -> None:
        """Raise ValueError but for what switches it off."""
        if value is not None and value is not False:
            raise ValueError(f"{type(instance).__name__} has no {self._name} here: leave it None.")


def number(name: str, value: object, needed: str, holds: Callable[[float], bool]) -> float:
    """Return value as a float; refused where it is none or the condition doesn't hold."""
    try:
        result = math.nan if isinstance(value, str | bytes | bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        result = math.nan
    if not (math.isfinite(result) and holds(result)):
        raise ValueError(f"{name} must be {needed}, got {described(value)}.")
    return result


def any_number(name: str, value: object) -> float:
    """Return value as a float; it must be finite."""
    return number(name, value, "a number", lambda value: True)


def at_least_0(name: str, value: object) -> float:
    """Return value as a float of 0 or more."""
    return number(name, value, "0 or more", lambda value: value >= 0)


def positive(name: str, value: object) -> float:
    """Return value as a float above 0."""
    return number(name, value, "a finite number above 0", lambda value: value > 0)


def from_0_to_1(name: str, value: object) -> float:
    """Return value as a float in [0, 1]."""
    return number(name, value, "one number between 0 and 1", lambda value: 0 <= value <= 1)


def share(name: str, value: object) -> float:
    """Return value as a float in [0, 1)."""
    return number(name, value, "at least 0 and below 1", lambda value: 0 <= value < 1)


def whole_number(name: str, value: object, least: int) -> int:
    """Return value as an int; refused where it is not a whole number ≥ least."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} must be a whole number ≥ {least}, got {described(value)}.")
    return int(value)


def count_from(least: int) -> Callable[[str, object], int]:
    """Return whole_number with that least value as a check."""
    return lambda name, value: whole_number(name, value, least)


def true_or_false(name: str, value: object) -> bool:
    """Return value as a bool; 0 and 1 are taken for False and True."""
    if isinstance(value, str) or str(value) not in ("True", "False", "0", "1"):
        raise ValueError(f"{name} must be True or False, got {described(value)}.")
    return bool(value)


def text(name: str, value: object) -> str:
    """Return value, which must be text."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, got {described(value)}.")
    return value


def one_of(*known: str) -> Callable[[str, object], str]:
    """Return a check that a value is one of these words."""

    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or value not in known:
            words = " or ".join(f'"{word}"' for word in known)
            raise ValueError(f"{name} must be {words}, got {described(value)}.")
        return value

    return check


def optional(check: Callable[[str, Any], T]) -> Callable[[str, Any], T | None]:
    """Return a check that lets None pass as well."""
    return lambda name, value: None if value is None else check(name, value)
