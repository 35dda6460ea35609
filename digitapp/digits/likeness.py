"""Likeness: does an image look like any 0 or 1 we know? numpy only; knows nothing of networks.

A sigmoid is confidently wrong on what is neither 0 nor 1, so it cannot be asked. The distance to
the nearest known image can: figures in benchmarks/ink.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .errors import DataError
from .example import SIZE, Image

Floats = npt.NDArray[np.float32]

BLANK_DISTANCE = float(np.sqrt(2))  # of an image without ink: at right angles to every other

_FINE, _COARSE = 1.0, 2.5  # pixels, widths of the two blurs
_PERCENTILE = 99  # so many of the known images are near enough to another of them
_FEW = 100  # with fewer known images than this there is no percentile to speak of, but
_THRESHOLD_OF_FEW = 0.85  # refuses 8 % of real digits when 20 are known, 1 % when 99 are
_MOST_KNOWN = 4000  # every n-th of more is kept: a look-up stays at about a millisecond
_BLOCK = 500  # images compared at a time, to bound the memory


class Likeness:
    """The known images, and how far from the nearest an image may be.

        feature = (blur(image, σ = 1) − blur(image, σ = 2.5)), scaled to unit length
        distance = ‖feature − nearest known feature‖ = √(2 − 2 · largest cosine)

    The first blur forgives a pixel of shift; the second takes away what all blots have in common.
    The threshold is the 99th percentile of each known image's distance to its nearest other.

    images : (m, 400) or (m, 20, 20) in [0, 1]; blank and repeated ones are left out. Beyond 4,000
        an even selection stands for all.

    >>> bar, dash = np.zeros((2, 20, 20), np.float32)
    >>> bar[2:18, 9:11] = dash[9:11, 2:18] = 1
    >>> known = Likeness(bar[None])
    >>> known.is_unlike(bar), known.is_unlike(dash)
    (False, True)
    """

    def __init__(self, images: npt.ArrayLike) -> None:
        stack = _stack(images)
        stack = _distinct(stack[stack.any(axis=(1, 2))])
        stack = stack[:: max(1, -(-len(stack) // _MOST_KNOWN))]
        self._known = _features(stack)  # (m, 400)
        self.threshold = _THRESHOLD_OF_FEW
        if len(stack) >= _FEW:
            self.threshold = float(np.percentile(_leave_one_out(self._known), _PERCENTILE))

    def distance(self, image: npt.ArrayLike) -> float:
        """Give the distance to the nearest known image, from 0 (alike) to 2.

        √2 for a blank image, and as long as no image is known.
        """
        feature = _features(_stack(np.asarray(image)[None]))[0]
        if len(self._known) == 0 or not feature.any():
            return BLANK_DISTANCE
        return float(_distance((self._known @ feature).max()))

    def is_unlike(self, image: npt.ArrayLike) -> bool:
        """Say whether an image is neither 0 nor 1; a blank one always is."""
        return self.distance(image) > self.threshold


def is_blank(image: Image) -> bool:
    """Say whether there is no ink at all, which a person should be told in other words."""
    return not np.asarray(image).any()


def _stack(images: npt.ArrayLike) -> Floats:
    array = np.asarray(images, np.float32)
    if array.shape[1:] not in ((SIZE * SIZE,), (SIZE, SIZE)):
        raise DataError(f"Images must have shape (m, 400) or (m, 20, 20), got {array.shape}.")
    return array.reshape(-1, SIZE, SIZE)


def _distinct(images: Floats) -> Floats:
    """Keep the first of equal images: a file imported twice would bring the threshold to 0."""
    first = {image.tobytes(): at for at, image in reversed(list(enumerate(images)))}
    return images[sorted(first.values())]


def _features(images: Floats) -> Floats:
    """Give (m, 400) of unit length, 0 for a blank image."""
    fine, coarse = _blurring(_FINE), _blurring(_COARSE)
    features = fine @ images @ fine - coarse @ images @ coarse
    features = features.reshape(len(images), SIZE * SIZE)
    length = np.linalg.norm(features, axis=1, keepdims=True)
    scaled = features / np.where(length > 0, length, 1)
    return scaled.astype(np.float32)


def _blurring(width: float) -> Floats:
    """Give the symmetric matrix that blurs one axis: a Gaussian of a width, in pixels."""
    apart = np.subtract.outer(np.arange(SIZE), np.arange(SIZE)) / width
    gaussian: Floats = np.exp(-(apart**2) / 2) / (width * np.sqrt(2 * np.pi))
    return gaussian.astype(np.float32)


def _leave_one_out(features: Floats) -> Floats:
    """Give each image's distance to its nearest other: (m, 400) → (m,)."""
    nearest = np.empty(len(features), np.float32)
    for first in range(0, len(features), _BLOCK):
        cosines = features[first : first + _BLOCK] @ features.T  # (block, m)
        itself = np.arange(len(cosines))
        cosines[itself, first + itself] = -1
        nearest[first : first + _BLOCK] = cosines.max(axis=1)
    return _distance(nearest)


def _distance(cosine: Floats) -> Floats:
    """Give ‖a − b‖ of unit vectors with this cosine, which rounding may bring above 1."""
    distance: Floats = np.sqrt(np.maximum(2 - 2 * cosine, 0))
    return distance
