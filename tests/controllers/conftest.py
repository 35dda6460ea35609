"""A place for a digits file."""

import pytest


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own.digits"
