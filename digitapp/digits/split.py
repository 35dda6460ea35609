"""Split: which drawings are held out to test what was learnt. numpy only.

A drawing that moves from training to the held-out ones would let the network be tested on what it
has learnt by heart, so every drawing keeps its *split index*: how many drawings had its label when
it was added. These are cut into stretches of 1 / share (five, for a share of 0.2), and of each
stretch one index, drawn by the seed, is held out:

    index     0 1 2 3 4 | 5 6 7 8 9 | 10 …
    held out      ×     | ×         |         (never more than one from share × drawings)

So the share is kept in each label from the first drawings on, and adding, deleting or relabelling
other drawings moves nobody. A label of which 1 / share drawings were added has one held out, if it
was not deleted or relabelled. Of fewer, perhaps none is: to hold one out of 3 + 3 for certain, a
drawing would have to move later; a split override decides for one drawing.

A drawing that the network did not read as what its label says is placed in training when it is
added: it was labelled to be learnt. What is held out says that much less about such hands.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import DataError

Mask = npt.NDArray[np.bool_]

_LEAST = 1e-12  # a smaller share holds nobody out, and its stretches would overflow
TRAINING, HELD_OUT, BY_SPLIT = 0, 1, -1  # set for a drawing, or left to the split


def split_indices(labels: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Count for each label how many equal ones stand before it; for examples outside a store.

    labels : (m,) or (m, 1)
    """
    flat = np.asarray(labels).reshape(-1)
    result = np.empty(len(flat), np.int64)
    for label in set(flat.tolist()):  # np.unique would load numpy.ma, at every start of the window
        places = np.flatnonzero(flat == label)
        result[places] = np.arange(len(places))
    return result


def held_out(
    split_indices: npt.ArrayLike,
    split_overrides: npt.ArrayLike | None = None,
    *,
    labels: npt.ArrayLike | None = None,
    share: float = 0.2,
    seed: int = 0,
) -> Mask:
    """Choose what is held out; training, gallery and store all ask here.

        held out  ⇔  split_override = HELD_OUT, or
                     split_override = BY_SPLIT and split_index = first_j + ⌊u_j · length_j⌋

    where stretch j runs from first_j = ⌈j / share⌉ to first_{j+1}, and u_j in [0, 1) comes from
    the seed and j alone. Where that would hold out all drawings of a label, so that nothing of it
    were learnt, none of them is held out.

    split_indices : (m,) int, of each drawing, at least 0
    split_overrides : (m,) of TRAINING, HELD_OUT and BY_SPLIT; None leaves all to the split
    labels : (m,); None takes all for drawings of one label
    share : of each label to hold out, in [0, 1)
    returns : (m,) bool, True where held out

    >>> int(held_out(split_indices([0] * 50 + [1] * 50), share=0.2).sum())
    20
    """
    if not 0 <= share < 1:
        raise DataError(f"The share to hold out must be at least 0 and below 1, got {share}.")
    numbers = np.asarray(split_indices, np.int64)
    if numbers.min(initial=0) < 0:
        raise DataError(f"The rank of a drawing must be at least 0, got {numbers.min()}.")
    if split_overrides is not None and np.shape(split_overrides) != numbers.shape:
        raise DataError(
            f"split_overrides must have the shape of split_indices, {numbers.shape}, "
            f"got {np.shape(split_overrides)}."
        )
    mask = _chosen(int(numbers.max(initial=-1)) + 1, share, seed)[numbers]
    if split_overrides is not None:
        mask = np.where(np.equal(split_overrides, BY_SPLIT), mask, split_overrides) == 1
    of_label = np.zeros(len(mask), np.int64) if labels is None else np.asarray(labels).reshape(-1)
    for label in set(of_label.tolist()):
        if mask[of_label == label].all():
            mask[of_label == label] = False
    return mask


def _chosen(n: int, share: float, seed: int) -> Mask:
    """Return for split indices 0 to n − 1 whether they are held out."""
    mask = np.zeros(n, np.bool_)
    if share >= _LEAST:
        stretches = int(n * share) + 1
        first = np.ceil(np.arange(stretches + 1) / share).astype(np.int64)
        u = np.random.default_rng(seed).random(stretches)  # the first j are the same for any n
        chosen = first[:-1] + np.floor(u * np.diff(first)).astype(np.int64)
        mask[chosen[chosen < n]] = True
    return mask
