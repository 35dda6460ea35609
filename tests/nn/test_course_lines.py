"""Lines of courses run here with only the import changed, or are refused in a sentence."""

import re
import warnings

import numpy as np
import pytest

import digitapp.nn as nn

from . import course_lines

RUN = [(topic, code) for topic, lines in course_lines.RUN.items() for code in lines]
OUTSIDE = [(topic, *line) for topic, lines in course_lines.OUTSIDE.items() for line in lines]


def run(code, keras=nn, library="digitapp.nn"):
    """Execute lines that were written for Keras."""
    rng = np.random.default_rng(1)
    X, X_val = rng.random((60, 400), dtype=np.float32), rng.random((20, 400), dtype=np.float32)
    y, y_val = (X[:, 0] > 0.5).astype(int), (X_val[:, 0] > 0.5).astype(int)
    layers = [keras.layers.Dense(units, activation="sigmoid") for units in (25, 15, 1)]
    model = keras.Sequential([keras.Input((400,)), *layers])
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    names = {"keras": keras, "np": np, "model": model, "X": X, "y": y}
    code = re.sub(r"^from keras", f"from {library}", code, flags=re.MULTILINE)
    code = re.sub(r"^import keras$", f"import {library} as keras", code, flags=re.MULTILINE)
    exec(code, names | {"X_val": X_val, "y_val": y_val})


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("topic", "code"), RUN)
def test_lines_of_a_course_run(topic, code):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # they leave files open
        run(code)


@pytest.mark.parametrize(("topic", "code", "word"), OUTSIDE)
def test_what_is_outside_says_so_and_what_to_do(topic, code, word):
    with pytest.raises((ImportError, ValueError, TypeError, AttributeError)) as refusal:
        run(code)
    assert word in str(refusal.value)
    assert str(refusal.value).endswith(".")
