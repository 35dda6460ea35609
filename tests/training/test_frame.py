"""What is shown of training never changes, and can be of nothing yet."""

from __future__ import annotations

import dataclasses

import pytest

from digitapp.training.frame import Frame


def test_a_frame_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Frame().first_kept = 3


def test_a_frame_of_nothing_has_curves_without_epochs() -> None:
    assert [len(values) for values in Frame().curves] == [0] * 5
