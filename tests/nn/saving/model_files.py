"""Model files as zips, to look into and to spoil, and the refusal that must come for a bad one."""

import zipfile

import numpy as np
import pytest

from digitapp.nn import ModelFileError, load_model


def read_zip(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path, members, compression=zipfile.ZIP_STORED):
    """Write a zip of a dict, or of pairs where a name stands twice."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return path


def refused(path, sentence):
    with pytest.raises(ModelFileError, match=rf"(?s)“{path.name}” .*{sentence}"):
        load_model(path)


def nan(shape):
    return np.full(shape, np.nan, np.float32)
