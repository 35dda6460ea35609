"""What a reader of the code reads is true: every example in a docstring gives what it says."""

import doctest
import importlib
from pathlib import Path

import numpy as np
import pytest

from digitapp.digits import Example
from digitapp.training import TrainingConfig

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "digitapp").rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8") and "nn" not in path.parts  # see nn/test_teaching
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_its_docstrings_run(tmp_path, name):
    module = importlib.import_module(name)
    known = {"np": np, "path": tmp_path / "my.digits", "image": np.ones((20, 20))}
    known |= {"Example": Example, "TrainingConfig": TrainingConfig}
    assert doctest.testmod(module, extraglobs=known).failed == 0
