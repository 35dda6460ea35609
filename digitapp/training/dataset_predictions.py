"""DatasetPredictions: what a network says of each drawing of a dataset.

numpy only; runs no network itself.

    loss = −ln P(label)         wrong ⇔ (P(digit is 1) > 0.5) ≠ label, as accuracy counts

*Doubtful* are the drawings whose label is worth a second look: where the network is sure of the
other digit, in the same sense in which a prediction is sure (P beyond 0.8), so that an
untrained network doubts nothing; and the same image there with both labels, one of which is wrong
whatever the network says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitapp.digits.dataset.snapshot import Bools, DatasetSnapshot, Floats, Integers

DOUBTFUL_LOSS = float(np.log(5))  # of P(label) = 0.2
_EPSILON = 1e-7  # as in Keras's loss, which stays finite


@dataclass(frozen=True, eq=False)
class DatasetPredictions:
    """What a network says of m drawings.

    ids : (m,) int64, as in the dataset
    probabilities : (m,) float32, P(digit is 1)
    losses : (m,) float32, cross-entropy
    wrong : (m,) bool, read as the other digit
    doubtful : (m,) bool, the label is worth a second look
    """

    ids: Integers
    probabilities: Floats
    losses: Floats
    wrong: Bools
    doubtful: Bools


def dataset_predictions(
    dataset: DatasetSnapshot, probabilities: npt.ArrayLike
) -> DatasetPredictions:
    """Return what probabilities mean for the drawings of a dataset.

    probabilities : (m,) or (m, 1), P(digit is 1); NaN, of a network that has diverged,
        counts as 0.5

    >>> dataset_predictions(DatasetSnapshot.empty(), []).wrong
    array([], dtype=bool)
    """
    given = np.asarray(probabilities, np.float32).reshape(-1)
    if len(given) != len(dataset):
        raise ValueError(
            f"DatasetPredictions need a probability for each of {len(dataset):,} drawings, "
            f"got {len(given):,}."
        )
    p = np.where(np.isnan(given), np.float32(0.5), given)
    is_one = dataset.labels == 1
    of_label = np.clip(np.where(is_one, p, 1 - p), _EPSILON, 1)
    losses = -np.log(of_label).astype(np.float32)
    doubtful = (losses > DOUBTFUL_LOSS) | dataset.conflicting
    return DatasetPredictions(dataset.ids, p, losses, (p > 0.5) != is_one, doubtful)
