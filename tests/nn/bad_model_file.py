"""The refusal that must come for a bad model file, and what makes one bad."""

import numpy as np
import pytest

from digitapp.nn import ModelFileError, load_model


def refused(path, sentence):
    with pytest.raises(ModelFileError, match=rf"(?s)“{path.name}” is not a model.*{sentence}"):
        load_model(path)


def nan(shape):
    return np.full(shape, np.nan, np.float32)
