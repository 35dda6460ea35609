"""What if: a unit were off or painted by hand, the drawing elsewhere, a pixel lighter.

numpy and nn only; knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE

from .figures import figure, share
from .inspection import Floats, Inspection, Layer, Units, forward
from .step_trace import StepTrace, arrays_of, loss_of

_BRUSH = 2.4  # pixels of a map, from the middle of the pen to its rim
_STRENGTH = 0.5  # of a stroke, as a share of the largest weight of the layer
_MOST = 2000  # drawings that a loss or accuracy is taken over: so many take a millisecond


class Labelled(NamedTuple):
    """Drawings X (m, 400) with their labels y (m,), 0 or 1."""

    X: Floats
    y: npt.NDArray[np.integer]


def probabilities(layers: Sequence[Layer], X: Floats, off: Units) -> Floats:
    """Return P(digit is 1) of drawings X (m, 400): (m,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        answers: Floats = forward(layers, X, off)[-1].a[:, 0]
    return answers


def accuracy(layers: Sequence[Layer], drawings: Labelled, off: Units) -> float | None:
    """Return the share that is read right, of the first 2,000 at most; None without drawings."""
    X, y = drawings.X[:_MOST], drawings.y[:_MOST]
    if len(X) == 0:
        return None
    return float(((probabilities(layers, X, off) >= 0.5) == y).mean())


class Effect(NamedTuple):
    """What one change of the network does, before and after; None where there is nothing to ask.

    probability : of the drawing; accuracy : of the held-out drawings, `held_out` of them
    pinned : (k,) of the pinned drawings
    """

    probability: tuple[float | None, float | None]
    accuracy: tuple[float | None, float | None]
    pinned: tuple[Floats, Floats]
    held_out: int


def effect_sentence(effect: Effect) -> str:
    """Return in words what switching off has changed."""
    parts = []
    for name, (before, after) in (
        ("P(1)", effect.probability),
        *((f"pinned {k}", pair) for k, pair in enumerate(zip(*effect.pinned, strict=True), 1)),
    ):
        if before is not None and after is not None:
            parts.append(f"{name} {figure(float(before), 3)} → {figure(float(after), 3)}")
    before, after = effect.accuracy
    if before is not None and after is not None:
        right = " → ".join(share(each, effect.held_out) for each in (before, after))
        parts.append(f"held-out drawings read right {right}")
    return f"Switched off: {', '.join(parts)}." if parts else "Switched off."


def effect_of_switching_off(inspection: Inspection, held_out: Labelled, pinned: Floats) -> Effect:
    """Return what the units that are off were for: with all units, and without them."""
    layers, off = inspection.layers, inspection.off
    whole = Inspection(layers, inspection.x)
    none: Units = frozenset()
    return Effect(
        (whole.probability, inspection.probability),
        (accuracy(layers, held_out, none), accuracy(layers, held_out, off)),
        (probabilities(layers, pinned, none), probabilities(layers, pinned, off)),
        len(held_out.X[:_MOST]),
    )


class Why(NamedTuple):
    """What the ink said to the answer.

    shares : (400,), ∂z/∂x ⊙ x: how much each pixel raised z, to first order
    total : their sum; z : the logit, which for a network that bends is another number
    """

    shares: Floats
    total: float
    z: float


def why(inspection: Inspection) -> Why | None:
    """Return gradient × input of the output's logit; None without a drawing.

    With hidden layers the network bends: the shares tell what each bit of ink does near this
    drawing, and need not add up to z. Without them, shares and bias are z exactly.
    """
    if inspection.x is None:
        return None
    shares = inspection.sensitivity(len(inspection.layers) - 1, 0) * inspection.x
    return Why(shares, float(shares.sum()), float(inspection.values[-1].z[0, 0]))


def shifted(x: Floats, right: int, down: int) -> Floats:
    """Move a drawing (400,) by whole pixels; ink that leaves the picture is lost."""
    image, moved = x.reshape(SIZE, SIZE), np.zeros((SIZE, SIZE), np.float32)
    to_rows, from_rows = _overlap(down)
    to_columns, from_columns = _overlap(right)
    moved[to_rows, to_columns] = image[from_rows, from_columns]
    return moved.reshape(-1)


def _overlap(by: int) -> tuple[slice, slice]:
    """Return the places after and before a move that stay in the picture."""
    by = int(np.clip(by, -SIZE, SIZE))
    return slice(max(by, 0), SIZE + min(by, 0)), slice(max(-by, 0), SIZE - max(by, 0))


def shift_map(inspection: Inspection, reach: int = 6) -> Floats | None:
    """Return P where the drawing is moved without being centred again; None without a drawing.

    Returns (2·reach + 1, 2·reach + 1): row 0 is moved up by `reach` pixels, column 0 to the left.
    """
    if inspection.x is None:
        return None
    steps = range(-reach, reach + 1)
    X = np.array([shifted(inspection.x, right, down) for down in steps for right in steps])
    side = 2 * reach + 1
    return probabilities(inspection.layers, X, inspection.off).reshape(side, side)


@dataclass(frozen=True)
class PaintStroke:
    """Where a pen went, in (row, column) of the map, and whether it raises or lowers weights."""

    raises: bool
    points: tuple[tuple[float, float], ...] = ()


class Paint(NamedTuple):
    """What is painted on the map of a unit (layer, unit), from 0; None while the pen is away."""

    unit: tuple[int, int] | None
    strokes: tuple[PaintStroke, ...] = ()


# shows what was painted before, and returns what is there now; None where that unit is gone
ExchangePaint = Callable[[Paint], Paint | None]


def paint_of(strokes: Sequence[PaintStroke], largest: float) -> Floats:
    """Return what strokes add to a map of weights, whose largest is given: (400,)."""
    paint = np.zeros(SIZE * SIZE, np.float32)
    for each in strokes:
        amount = _STRENGTH * (largest or 1.0)
        paint += stroke(each.points, amount if each.raises else -amount, _BRUSH)
    return paint


def loss_with_paint(trace: StepTrace, unit: int, paint: Floats) -> float:
    """Return the loss of a step's batch, were a first-layer unit's weights painted."""
    arrays = [array.copy() for array in arrays_of(trace.update.w, trace.layers)]
    arrays[0][:, unit] += paint
    return loss_of(
        trace.layers, arrays, trace.loss_function, trace.X, trace.targets, trace.sample_weight
    )


def stroke(points: Sequence[tuple[float, float]], amount: float, radius: float) -> Floats:
    """Return what a stroke of a soft round brush adds to a map of weights: (400,).

    points : (row, column) that the middle of the brush went through, in pixels
    amount : in the middle of the brush; radius : in pixels, where it ends

        amount · max(0, 1 − distance to the nearest point / radius)
    """
    rows, columns = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    nearest = np.full((SIZE, SIZE), np.inf)
    for row, column in points:
        nearest = np.minimum(nearest, np.hypot(rows - row, columns - column))
    paint: Floats = (amount * np.maximum(0, 1 - nearest / radius)).astype(np.float32)
    return paint.reshape(-1)
