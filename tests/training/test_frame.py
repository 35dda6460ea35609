"""What is shown of training travels in one slot, between the threads of fit and window."""

from __future__ import annotations

import dataclasses

import pytest

from digitapp.training.frame import Frame, Mailbox


def test_a_newer_frame_replaces_one_that_was_not_taken() -> None:
    mailbox = Mailbox()
    older, newer = Frame(), Frame()
    mailbox.put(older)
    mailbox.put(newer)
    assert mailbox.take() is newer


def test_a_frame_is_taken_once() -> None:
    mailbox = Mailbox()
    mailbox.put(Frame())
    mailbox.take()
    assert mailbox.take() is None


def test_a_frame_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Frame().first_kept = 3


def test_a_frame_of_nothing_has_curves_without_epochs() -> None:
    assert [len(values) for values in Frame().curves] == [0] * 5
