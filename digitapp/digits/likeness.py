"""Likeness: does an image look like any 0 or 1 we know? numpy only; knows nothing of networks.

A sigmoid is confidently wrong on what is neither 0 nor 1, so it cannot be asked. The distances to
the nearest known digit and to the nearest known other (2 to 9, letters, scribbles) can: figures in
benchmarks/hands.py.
"""

from __future__ import annotations

import io
import zipfile
from copy import copy
from functools import cache
from typing import Self

import numpy as np
import numpy.typing as npt

from digitapp.files import paths
from digitapp.files.errors import DataError

from . import augment
from .example import SIZE

Floats = npt.NDArray[np.float32]

FAR = 0.68  # an image is like no digit if it is farther than this from all,
MARGIN = 1.04  # or if an other is nearer than this times the distance to the nearest digit;
NEAR = 0.36  # but no other counts where a digit is nearer than this,
TAUGHT = 0.5  # and nothing is refused that is nearer than this to what a person has taught
MOST_TAUGHT = 1500  # a look-up stays at about a millisecond

_KNOWN = "known.npz"  # made by benchmarks/make_known.py
_FINE, _COARSE = 1.0, 2.5  # pixels, widths of the two blurs
_FREQUENCIES = 12  # of 20 along each axis; the blur leaves next to nothing of the others
_BLOCK = 128  # features that are multiplied at a time: BLAS would copy what is much larger first
_LEAN, _WIDER = 0.2, 1.2
_VIEWS = [np.eye(2)] + [  # other hands lean and stretch so: how an image is looked at
    np.array([[width, lean], [0.0, 1.0]])
    for width in (_WIDER, 1 / _WIDER)
    for lean in (-_LEAN, _LEAN)
]


class Likeness:
    """Known 0s and 1s, known others, and what a person has taught.

        feature = frequencies of the image between two blurs (σ = 1 and 2.5), scaled to unit length
        distance = ‖feature − nearest known feature‖ = √(2 − 2 · largest cosine)

    The first blur forgives a pixel of shift; the second takes away what all blots have in common.
    An image is looked at in five ways, as it is, leaning and stretched; the nearest counts. It is
    unlike all digits when it is far from each, or nearer to an other; never when it is near to
    what was taught. None of these limits hangs on how much is known.

    digits, others : (m, 400) or (m, 20, 20) in [0, 1]; blank ones are left out

    >>> bar, dash = np.zeros((2, 20, 20), np.float32)
    >>> bar[2:18, 9:11] = dash[9:11, 2:18] = 1
    >>> likeness = Likeness(bar[None])
    >>> likeness.is_unlike(bar), likeness.is_unlike(dash)
    (False, True)
    >>> likeness.with_taught(dash[None]).is_unlike(dash)
    False
    """

    def __init__(self, digits: npt.ArrayLike, others: npt.ArrayLike | None = None) -> None:
        self._digits = _blocks(features(_stack(digits)))
        none = np.empty((0, SIZE * SIZE))
        self._others = _blocks(features(_stack(none if others is None else others)))
        self._taught = _blocks(features(_stack(none)))

    @classmethod
    def shipped(cls) -> Self:
        """Return what is known without any drawing of a person's own."""
        try:
            packed = io.BytesIO(paths.resource(_KNOWN).read_bytes())
            with np.load(packed, allow_pickle=False) as known:
                _looks()  # here, in the thread that loads, not when the first stroke waits for it
                return cls(known["digits"] / np.float32(255), known["others"] / np.float32(255))
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise DataError(f"{_KNOWN} cannot be read; install again. ({error})") from error

    def with_digits(self, images: npt.ArrayLike) -> Self:
        """Return a likeness that knows more digits: (m, 400) or (m, 20, 20)."""
        more = copy(self)
        more._digits = np.concatenate([self._digits, _blocks(features(_stack(images)))])
        return more

    def with_taught(self, images: npt.ArrayLike) -> Self:
        """Return a likeness that was taught these instead of those before; of very many the last.

        A millisecond for a hundred, so that each drawing counts as soon as it has its label.
        """
        taught = copy(self)
        taught._taught = _blocks(features(_stack(images)[-MOST_TAUGHT:]))
        return taught

    def distances(self, image: npt.ArrayLike) -> tuple[float, float, float]:
        """Return the distances to the nearest digit, other and taught drawing, from 0 to 2.

        √2 each for a blank image, and where nothing is known.
        """
        looks = views(_stack(np.asarray(image)[None]))
        digit, taught = _nearest(self._digits, looks), _nearest(self._taught, looks)
        return min(digit, taught), _nearest(self._others, looks), taught

    def is_unlike(self, image: npt.ArrayLike) -> bool:
        """Return whether an image is neither 0 nor 1; a blank one always is."""
        looks = views(_stack(np.asarray(image)[None]))
        taught = _nearest(self._taught, looks)
        if taught < TAUGHT:
            return False
        digit = min(_nearest(self._digits, looks), taught)
        if digit > FAR or digit <= NEAR:
            return digit > FAR
        return _nearest(self._others, looks) < MARGIN * digit


def even_selection(m: int, most: int) -> npt.NDArray[np.int64]:
    """Return the places of at most so many of m, at even distances: (k,)."""
    return np.linspace(0, max(0, m - 1), min(m, most)).round().astype(np.int64)


def _stack(images: npt.ArrayLike) -> Floats:
    array = np.asarray(images, np.float32)
    if array.shape[1:] not in ((SIZE * SIZE,), (SIZE, SIZE)):
        raise DataError(f"Images must have shape (m, 400) or (m, 20, 20), got {array.shape}.")
    return array.reshape(-1, SIZE * SIZE)


@cache  # made at the first need: the window opens without
def _band() -> Floats:
    """Return the matrix that takes an image to its frequencies between the two blurs: (400, 144).

    Along one axis, cos(π·k·(i + ½) / 20) for frequencies k and pixels i (the discrete cosine
    transform); a Gaussian of width σ leaves exp(−(σ·ω)²/2) of what has frequency ω.
    """
    k = np.arange(_FREQUENCIES)
    cosines = np.cos(np.pi * np.outer(np.arange(SIZE) + 0.5, k) / SIZE) * np.sqrt(2 / SIZE)
    cosines[:, 0] /= np.sqrt(2)
    square = np.add.outer(k**2, k**2).ravel() * (np.pi / SIZE) ** 2  # ω²
    gain = np.exp(-square * _FINE**2 / 2) - np.exp(-square * _COARSE**2 / 2)
    band: Floats = (np.kron(cosines, cosines) * gain).astype(np.float32)
    return band


@cache
def _looks() -> Floats:
    """Return the same for an image leaning and stretched in each of five ways: (400, 5 · 144)."""
    each_pixel = np.eye(SIZE * SIZE, dtype=np.float32)
    return np.hstack([augment.warp(each_pixel, view) @ _band() for view in _VIEWS])


def features(images: Floats) -> Floats:
    """Return (k, 144) float32 of unit length, of those of images (m, 400) that are not blank."""
    return _unit(images[images.any(axis=1)] @ _band())


def views(image: Floats) -> Floats:
    """Return the features of one image, looked at in five ways: (5, 144), 0 for a blank one."""
    return _unit((image @ _looks()).reshape(len(_VIEWS), -1))


def _unit(features: Floats) -> Floats:
    length = np.linalg.norm(features, axis=1, keepdims=True)
    unit: Floats = (features / np.where(length > 0, length, 1)).astype(np.float32)
    return unit


def _blocks(features: Floats) -> Floats:
    """Return features (k, 144) as blocks (n, 128, 144), the last filled with 0."""
    n = -(-len(features) // _BLOCK)
    blocks = np.zeros((n, _BLOCK, _FREQUENCIES**2), np.float32)
    blocks.reshape(-1, _FREQUENCIES**2)[: len(features)] = features
    return blocks


def _nearest(known: Floats, looks: Floats) -> float:
    """Return the distance of the nearest of known blocks to any look; √2 where nothing is."""
    cosine = float((known @ looks.T).max(initial=0))
    return float(np.sqrt(max(2 - 2 * cosine, 0)))  # rounding may bring a cosine above 1
