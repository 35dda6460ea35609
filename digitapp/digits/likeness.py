"""Likeness: does an image look like any 0 or 1 we know? numpy only; knows nothing of networks.

A sigmoid is confidently wrong on what is neither 0 nor 1, so it cannot be asked. The distance to
the nearest known image can: figures in benchmarks/ink.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from digitapp.files.errors import DataError

from . import augment
from .example import SIZE, Image

Floats = npt.NDArray[np.float32]

BLANK_DISTANCE = float(np.sqrt(2))  # of an image without ink: at right angles to every other

_FINE, _COARSE = 1.0, 2.5  # pixels, widths of the two blurs
_LEAN, _WIDER = 0.2, 1.2  # of each known image's copies: other hands write so
_COPIES = [np.array([[1 / _WIDER, lean], [0.0, 1.0]]) for lean in (-_LEAN, _LEAN)]
_PERCENTILE, _MORE = 99, 1.1  # of the known images so many are near to another, and a tenth more
_FEW = 100  # with fewer known images than this there is no percentile to speak of
_THRESHOLD_OF_FEW = 0.82  # never more: refuses 5 % of real digits when 20 are known, 1 % for 99
MOST_KNOWN = 1500  # an even selection of more is kept: a look-up stays at about a millisecond
_BLOCK = 500  # images compared at a time, to bound the memory


class Likeness:
    """The known images, with copies that lean and are wider, and how far from these one may be.

        feature = (blur(image, σ = 1) − blur(image, σ = 2.5)), scaled to unit length
        distance = ‖feature − nearest known feature‖ = √(2 − 2 · largest cosine)

    The first blur forgives a pixel of shift; the second takes away what all blots have in common.
    The threshold is 1.1 times the 99th percentile of a known image's distance to its nearest other:
    digits of other hands are a little farther from the known ones than these from each other.

    images : (m, 400) or (m, 20, 20) in [0, 1]; blank and repeated ones are left out. Beyond 1,500
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
        stack = stack[even_selection(len(stack), MOST_KNOWN)]
        self._known = _features(_with_copies(stack))  # (3m, 400)
        self.threshold = _THRESHOLD_OF_FEW
        if len(stack) >= _FEW:
            usual = np.percentile(_leave_one_out(self._known, len(stack)), _PERCENTILE)
            self.threshold = min(float(usual) * _MORE, _THRESHOLD_OF_FEW)

    def distance(self, image: npt.ArrayLike) -> float:
        """Return the distance to the nearest known image, from 0 (alike) to 2.

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


def even_selection(m: int, most: int) -> npt.NDArray[np.int64]:
    """Return the places of at most so many of m, at even distances: (k,)."""
    return np.linspace(0, max(0, m - 1), min(m, most)).round().astype(np.int64)


def _stack(images: npt.ArrayLike) -> Floats:
    array = np.asarray(images, np.float32)
    if array.shape[1:] not in ((SIZE * SIZE,), (SIZE, SIZE)):
        raise DataError(f"Images must have shape (m, 400) or (m, 20, 20), got {array.shape}.")
    return array.reshape(-1, SIZE, SIZE)


def _distinct(images: Floats) -> Floats:
    """Keep the first of equal images: a file imported twice would bring the threshold to 0."""
    first = {image.tobytes(): at for at, image in reversed(list(enumerate(images)))}
    return images[sorted(first.values())]


def _with_copies(images: Floats) -> Floats:
    """Put wider copies, leaning to either side, behind all images: (m, 20, 20) → (3m, 20, 20)."""
    flat = images.reshape(-1, SIZE * SIZE)
    copies = [augment.warp(flat, matrix) for matrix in _COPIES]
    return np.concatenate([flat, *copies]).reshape(-1, SIZE, SIZE)


def _features(images: Floats) -> Floats:
    """Return (m, 400) of unit length, 0 for a blank image."""
    fine, coarse = _blurring(_FINE), _blurring(_COARSE)
    features = fine @ images @ fine - coarse @ images @ coarse
    features = features.reshape(len(images), SIZE * SIZE)
    length = np.linalg.norm(features, axis=1, keepdims=True)
    scaled = features / np.where(length > 0, length, 1)
    return scaled.astype(np.float32)


def _blurring(width: float) -> Floats:
    """Return the symmetric matrix that blurs one axis: a Gaussian of a width, in pixels."""
    apart = np.subtract.outer(np.arange(SIZE), np.arange(SIZE)) / width
    gaussian: Floats = np.exp(-(apart**2) / 2) / (width * np.sqrt(2 * np.pi))
    return gaussian.astype(np.float32)


def _leave_one_out(features: Floats, m: int) -> Floats:
    """Return the distance of each of the first m to the nearest that is no copy of it: (m,)."""
    nearest = np.empty(m, np.float32)
    for first in range(0, m, _BLOCK):
        cosines = features[first : min(first + _BLOCK, m)] @ features.T  # (block, 3m)
        itself = np.arange(len(cosines))
        for own in range(first, len(features), m):
            cosines[itself, own + itself] = -1
        nearest[first : first + _BLOCK] = cosines.max(axis=1)
    return _distance(nearest)


def _distance(cosine: Floats) -> Floats:
    """Return ‖a − b‖ of unit vectors with this cosine, which rounding may bring above 1."""
    distance: Floats = np.sqrt(np.maximum(2 - 2 * cosine, 0))
    return distance
