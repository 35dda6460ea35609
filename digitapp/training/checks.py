"""Checks: refuses a setting in one sentence that a person can be shown. Knows no settings."""

from __future__ import annotations

from collections.abc import Callable


def whole_number(what: str, value: object, least: int, most: int) -> None:
    """Raise ValueError unless value is an int from least to most."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{what} must be a whole number from {least} to {most:,}, got {value!r}.")


def number(what: str, value: object, least: float, most: float) -> None:
    """Raise ValueError unless value is a number from least to most; NaN is not."""
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return
    raise ValueError(f"{what} must be a number from {least:g} to {most:g}, got {value!r}.")


def true_or_false(what: str, value: object) -> None:
    """Raise ValueError unless value is True or False."""
    if not isinstance(value, bool):
        raise ValueError(f"{what} must be True or False, got {value!r}.")


def known(what: str, name: object, find: Callable[[str], object]) -> None:
    """Raise ValueError unless `find`, which lists the names that it knows, knows this one."""
    if not isinstance(name, str):
        raise ValueError(f"The {what} must be given by its name, got {name!r}.")
    find(name)
