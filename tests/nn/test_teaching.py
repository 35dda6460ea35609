"""What a trainer reads is true: every example in a docstring runs and gives what it says."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import digitapp.nn as nn

MODULES = sorted(info.name for info in pkgutil.iter_modules(nn.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_its_docstrings_run(name):
    module = importlib.import_module(f"digitapp.nn.{name}")
    names = {**vars(nn), **vars(module), "np": np}
    assert doctest.testmod(module, globs=names).failed == 0


def test_every_public_class_has_an_example():
    without = [
        name
        for name in vars(nn)
        if isinstance(getattr(nn, name), type)
        and ">>>" not in "".join(base.__doc__ or "" for base in getattr(nn, name).__mro__[:-1])
        and not issubclass(getattr(nn, name), Exception)
    ]
    assert without == []
