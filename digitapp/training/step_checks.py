"""Step checks: whether a gradient is the slope of the loss, and whose examples moved an answer.

numpy and nn only; works on a StepTrace, knows nothing of windows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .step_trace import Floats, LayerTrace, StepTrace, arrays_of, loss_of


class GradientCheck(NamedTuple):
    """A gradient beside the slope that was measured: the loss at w + ε and w − ε.

    error : |gradient − slope| / (|gradient| + |slope|); 0 where both are 0
    """

    gradient: float
    slope: float
    above: float
    below: float
    epsilon: float
    error: float


def check_gradient(
    trace: StepTrace, layer: int, unit: int, input_: int | None, epsilon: float = 1e-5
) -> GradientCheck:
    """Compare one gradient with (L(w + ε) − L(w − ε)) / 2ε; input_ None is the unit's bias."""
    place = trace.place(layer, unit, input_)
    above = _loss_at(trace, place, epsilon)
    below = _loss_at(trace, place, -epsilon)
    gradient, slope = float(trace.update.g[place]), (above - below) / (2 * epsilon)
    size = abs(gradient) + abs(slope)
    error = abs(gradient - slope) / size if size else 0.0
    return GradientCheck(gradient, slope, above, below, epsilon, error)


def _loss_at(trace: StepTrace, place: int, shift: float) -> float:
    w = trace.update.w.copy()
    w[place] += shift
    return loss_of(
        trace.layers,
        arrays_of(w, trace.layers),
        trace.loss_function,
        trace.X,
        trace.targets,
        trace.sample_weight,
    )


class Pushes(NamedTuple):
    """Who moved the logit z of a drawing in a step of plain SGD.

    before, after : z of the drawing
    shares : (m,), what each example of the batch contributed: −α ∇z · ∇ℓᵢ / m
    penalty : what the penalty on large weights contributed
    rest : what no single one contributed, for z is not linear in the weights
    """

    before: float
    after: float
    shares: Floats
    penalty: float
    rest: float


def pushes(trace: StepTrace, x: npt.ArrayLike) -> Pushes:
    """Share out the change of the logit of a drawing x (n_in,) over the examples of the batch.

    For a step w ← w − α ∇L from the trace's weights, to first order in α:

        Δz ≈ ∇z · Δw = −α/m Σᵢ ∇z · ∇ℓᵢ − α ∇z · ∇penalty

    Where the optimizer is plain SGD that is the step itself; of another it is the step that SGD
    would make, since what Adam and RMSprop divide by belongs to no example.
    """
    x = np.asarray(x, np.float64).reshape(1, -1)
    inputs, deltas, before = _logit_gradient(trace.layers, x)
    dots, penalty = np.zeros(trace.m), 0.0
    for layer, a, delta in zip(trace.layers, inputs, deltas, strict=True):
        along = layer.dZ @ delta  # (m,)
        if not layer.frozen:
            dots += along * (layer.A_prev @ a)
        if not layer.bias_frozen:
            dots += along
        if layer.decay is not None:
            penalty += float(a @ layer.decay @ delta)
    rate = trace.learning_rate
    frozen = [still for layer in trace.layers for still in (layer.frozen, layer.bias_frozen)]
    moved = [
        array if still else array - rate * gradient
        for array, gradient, still in zip(
            arrays_of(trace.update.w, trace.layers),
            arrays_of(trace.update.g, trace.layers),
            frozen,
            strict=True,
        )
    ]
    after = _logit(trace.layers, moved, x)
    shares = -rate * dots / trace.m
    rest = after - before - float(shares.sum()) + rate * penalty
    return Pushes(before, after, shares, -rate * penalty, rest)


def _logit_gradient(
    layers: tuple[LayerTrace, ...], x: Floats
) -> tuple[list[Floats], list[Floats], float]:
    """Return each layer's input (n_in,) and ∂z/∂Z (units,), and z, the first unit's, of one x."""
    inputs, slopes, A = [], [], x
    Z = x
    for layer in layers:
        inputs.append(A[0])
        Z = A @ layer.W + layer.b
        A = layer.activation(Z)
        slopes.append(layer.activation.slope(A)[0])
    delta = np.zeros(len(slopes[-1]))
    delta[0] = 1
    deltas = [delta]
    for layer, slope in zip(layers[:0:-1], slopes[-2::-1], strict=True):
        deltas.insert(0, (layer.W @ deltas[0]) * slope)
    return inputs, deltas, float(Z[0, 0])


def _logit(layers: tuple[LayerTrace, ...], arrays: list[Floats], x: Floats) -> float:
    A = Z = x
    for layer, W, b in zip(layers, arrays[::2], arrays[1::2], strict=True):
        Z = A @ W + b
        A = layer.activation(Z)
    return float(Z[0, 0])
