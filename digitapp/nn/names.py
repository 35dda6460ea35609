"""Names: finds the class that a Keras name stands for. Knows nothing of what it names."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def find(kind: str, wanted: Any, base: type[T], **aliases: type[T]) -> T:
    """Return an object of type `base` for a name, a class or an object.

    The names are those of our public subclasses and the aliases; case and underscores don't count:
    find("optimizer", "rmsprop", Optimizer) is a new RMSprop().

    Raises
    ------
    ValueError
        When the name is unknown; the message lists the known ones.
    TypeError
        When `wanted` is neither a name nor of type `base`.
    """
    if isinstance(wanted, str):
        known = {cls.__name__: cls for cls in _public_below(base) or [base]} | aliases
        by_key = {name.lower(): cls for name, cls in known.items()}
        key = wanted.lower().replace("_", "")
        if key not in by_key:
            raise ValueError(f"Unknown {kind} {wanted!r}. Known are {', '.join(known)}.")
        wanted = by_key[key]
    if isinstance(wanted, type) and issubclass(wanted, base):
        wanted = wanted()
    if not isinstance(wanted, base):
        raise TypeError(f"The {kind} must be a name or an object of ours, got {wanted!r}.")
    return wanted


def _public_below(base: type[T]) -> list[type[T]]:
    below = [cls for child in base.__subclasses__() for cls in (child, *_public_below(child))]
    ours = [cls for cls in below if cls.__module__.startswith(__package__)]
    return [cls for cls in ours if not cls.__name__.startswith("_")]
