"""Serialization: objects as dicts that JSON can hold, in the form that Keras gives them.

{"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": 0.001, …}, …}
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

Config = dict[str, Any]
T = TypeVar("T")

_HARMLESS = {"name", "dtype", "ema_momentum", "ema_overwrite_frequency"}


class Configurable(Protocol):
    """An object that an equal one can be made of."""

    def get_config(self) -> Config:
        """Return the arguments that make an equal object."""


def to_dict(module: str, thing: Configurable) -> Config:
    """Return the object as Keras writes it; module is "layers", "optimizers", …."""
    return named(f"keras.{module}", type(thing).__name__, thing.get_config())


def named(module: str, class_name: str, config: Config) -> Config:
    """Return what Keras writes for an object of that class."""
    return {
        "module": module,
        "class_name": class_name,
        "config": config,
        "registered_name": None,
    }


def check_config(config: object, *needed: str) -> None:
    """Raise ValueError where a config is no dict with these keys."""
    if not isinstance(config, Mapping) or not set(needed) <= config.keys():
        keys = f" with {', '.join(needed)}" if needed else ""
        raise ValueError(f"A config must be a dict{keys}, as get_config returns it.")


def make(cls: type[T], config: Mapping[str, Any]) -> T:
    """Return cls(**config).

    What else stands there may be what Keras always adds, its name or something switched off;
    raises ValueError for anything more, since it would be left out in silence.
    """
    check_config(config)
    known = inspect.signature(cls).parameters.keys()
    strange = [
        name
        for name, value in config.items()
        if name not in known | _HARMLESS and not _is_off(name, value)
    ]
    if strange:
        raise ValueError(f"{cls.__name__} with {', '.join(strange)} is not known here.")
    return cls(**{name: config[name] for name in known if name in config})


def _is_off(name: str, value: object) -> bool:
    """Return whether a setting that is not known here is switched off; class_id 0 is a class."""
    return value is None or value is False or (value == 0 and name != "class_id")
