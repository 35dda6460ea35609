"""Names: finds the class or object that a Keras name stands for. Knows nothing of what it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def find(kind: str, wanted: Any, known: Mapping[str, Any], base: type[T]) -> T:
    """Give an object of type `base` for a name, a class or an object.

    find("optimizer", "adam", {"adam": Adam}, Optimizer) is a new Adam(). Case and underscores do
    not count, so that "GlorotUniform" is "glorot_uniform".

    Raises
    ------
    ValueError
        When the name is unknown; the message lists the known ones.
    TypeError
        When `wanted` is neither a name nor of type `base`.
    """
    if isinstance(wanted, str):
        plain = {name.replace("_", ""): value for name, value in known.items()}
        key = wanted.lower().replace("_", "")
        if key not in plain:
            choices = ", ".join(f'"{name}"' for name in known)
            raise ValueError(f'Unknown {kind} "{wanted}". Known are {choices}.')
        wanted = plain[key]
    if isinstance(wanted, type) and issubclass(wanted, base):
        wanted = wanted()
    if not isinstance(wanted, base):
        raise TypeError(
            f"The {kind} must be a name or a {base.__name__} of digitapp.nn, got {wanted!r}."
        )
    return wanted
