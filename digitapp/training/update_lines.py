"""Update lines: what the optimizer makes of a gradient, and what came of the step, with numbers.

Goes on where backward_lines.py ends; knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from digitapp.nn import SGD, Adam, RMSprop
from digitapp.nn.optimizers import Optimizer
from digitapp.nn.sequential import Sequential

from .backward_lines import backward_lines
from .figures import factor, figure, signed
from .forward_lines import forward_lines, loss_formula
from .step_lines import Line, Path
from .step_trace import StepTrace, bias_correction


def lines_of(trace: StepTrace, path: Path) -> list[Line]:
    """Return all lines of a step, in their order.

    >>> from digitapp.nn import Dense, Input
    >>> from .step_lines import strongest_path
    >>> from .step_trace import Batch, trace_step
    >>> model = Sequential([Input((2,)), Dense(1, activation="sigmoid")], seed=0)
    >>> model.compile(optimizer="sgd", loss="binary_crossentropy")
    >>> trace = trace_step(model, Batch(np.eye(2), np.array([[0.0], [1.0]])))
    >>> lines_of(trace, strongest_path(trace))[3].formula
    'ℓ = −y·log a − (1 − y)·log(1 − a)'
    """
    before = [*forward_lines(trace, path), *backward_lines(trace, path)]
    return [*before, *_update(trace, path), *_after(trace)]


class _Weight(NamedTuple):
    """The chosen weight: its place among all, its name, and its numbers."""

    place: int
    name: str
    w: float
    g: float
    change: float


def _chosen(trace: StepTrace, path: Path) -> _Weight:
    input_, unit = path.weight(path.layer)
    place = trace.place(path.layer, unit, input_)
    name, update = path.weight_name(path.layer), trace.update
    return _Weight(
        place, name, float(update.w[place]), float(update.g[place]), float(update.change[place])
    )


class _Told(NamedTuple):
    """One formula of an optimizer, its numbers, and a remark."""

    name: str
    formula: str
    numbers: str
    remark: str = ""


def _update(trace: StepTrace, path: Path) -> Iterator[Line]:
    weight, optimizer = _chosen(trace, path), trace.optimizer
    (n_parameters,), source = trace.update.w.shape, type(optimizer).update
    shapes = f"({n_parameters},) → ({n_parameters},)"
    if trace.layers[path.layer].frozen:
        numbers = f"{weight.name} = {figure(weight.w)}"
        yield Line(5, path.layer, "the layer is frozen", "w ← w", numbers, shapes, source)
        return
    for told in _FORMULAS[type(optimizer)](trace, optimizer, weight):
        yield Line(
            5, path.layer, told.name, told.formula, told.numbers, shapes, source, told.remark
        )
    if not isinstance(optimizer, SGD) or optimizer.momentum:
        yield _beside_sgd(trace, path, weight, shapes)


def _new_weight(weight: _Weight, put_in: str) -> str:
    return f"{weight.name} ← {figure(weight.w, 6)} {put_in} = {figure(weight.w + weight.change, 6)}"


def _sgd(trace: StepTrace, optimizer: SGD, weight: _Weight) -> Iterator[_Told]:
    rate, g, mu = figure(trace.learning_rate), factor(weight.g), figure(optimizer.momentum)
    if not optimizer.momentum:
        put_in = _new_weight(weight, f"− {rate}·{g}")
        yield _Told("new weights", "w ← w − α·g", put_in, "One formula for all weights and biases.")
        return
    before, after = _slot(trace, "momentum", weight)
    yield _Told(
        "velocity",
        "velocity ← μ·velocity − α·g",
        f"{mu}·{factor(before)} − {rate}·{g} = {figure(after)}",
        _begins(trace, "velocity"),
    )
    if optimizer.nesterov:
        put_in = _new_weight(weight, f"+ {mu}·{factor(after)} − {rate}·{g}")
        remark = "Nesterov: the new velocity is used once more, as if the next step had begun."
        yield _Told("new weights", "w ← w + μ·velocity − α·g", put_in, remark)
    else:
        put_in = _new_weight(weight, f"+ {factor(after)}")
        yield _Told("new weights", "w ← w + velocity", put_in)


def _rmsprop(trace: StepTrace, optimizer: RMSprop, weight: _Weight) -> Iterator[_Told]:
    rho, g, rate = optimizer.rho, factor(weight.g), figure(trace.learning_rate)
    before, after = _slot(trace, "velocity", weight)
    yield _Told(
        "mean square of the gradients",
        "v ← ρ·v + (1 − ρ)·g²",
        f"{figure(rho)}·{figure(before)} + {figure(1 - rho)}·{g}² = {figure(after)}",
        _begins(trace, "v"),
    )
    put_in = f"− {rate}·{g} / √({figure(after)} + {figure(optimizer.epsilon)})"
    yield _Told("new weights", "w ← w − α·g / √(v + ε)", _new_weight(weight, put_in))


def _adam(trace: StepTrace, optimizer: Adam, weight: _Weight) -> Iterator[_Told]:
    t, g = trace.t, factor(weight.g)
    beta_1, beta_2 = optimizer.beta_1, optimizer.beta_2
    (m, m_after), (v, v_after) = (_slot(trace, name, weight) for name in ("momentum", "velocity"))
    yield _Told(
        "mean of the gradients",
        "m ← β₁·m + (1 − β₁)·g",
        f"{figure(beta_1)}·{factor(m)} + {figure(1 - beta_1)}·{g} = {figure(m_after)}",
        _begins(trace, "m") + _scaled("m", "M", "(1 − β₁)"),
    )
    yield _Told(
        "mean square of the gradients",
        "v ← β₂·v + (1 − β₂)·g²",
        f"{figure(beta_2)}·{figure(v)} + {figure(1 - beta_2)}·{g}² = {figure(v_after)}",
        _begins(trace, "v") + _scaled("v", "V", "(1 − β₂)"),
    )
    corrected = trace.learning_rate * bias_correction(optimizer, t)
    yield _Told(
        "bias correction",
        "α′ = α·√(1 − β₂ᵗ) / (1 − β₁ᵗ)",
        f"update {t:,}: {figure(trace.learning_rate)}·√(1 − {figure(beta_2)}^{t}) / "
        f"(1 − {figure(beta_1)}^{t}) = {figure(corrected)}",
        "m and v begin at 0 and are too small at first; this makes up for it, and tends to α.",
    )
    divisor = f"(√({figure(v_after)}) + {figure(optimizer.epsilon)})"
    put_in = f"− {figure(corrected)}·{factor(m_after)} / {divisor}"
    yield _Told(
        "new weights",
        "w ← w − α′·m / (√v + ε)",
        _new_weight(weight, put_in),
        "ε stands outside of the bias correction, as in Keras.",
    )


def _slot(trace: StepTrace, name: str, weight: _Weight) -> tuple[float, float]:
    update, k = trace.update, weight.place
    return float(update.slots[name][k]), float(update.slots_after[name][k])


def _begins(trace: StepTrace, name: str) -> str:
    return f"{name} is 0 before the first update. " if trace.t == 1 else ""


def _scaled(name: str, own: str, scale: str) -> str:
    return f"The code keeps {own} = {name} / {scale}, which saves a pass over the weights."


_FORMULAS: Mapping[type[Optimizer], Callable[[StepTrace, Any, _Weight], Iterator[_Told]]] = {
    SGD: _sgd,
    RMSprop: _rmsprop,
    Adam: _adam,
}


def _beside_sgd(trace: StepTrace, path: Path, weight: _Weight, shapes: str) -> Line:
    """Return what plain SGD would have done with the same gradient and rate."""
    name, rate, update = type(trace.optimizer).__name__, trace.learning_rate, trace.update
    plain = -rate * weight.g
    moving = update.g != 0
    own = float(np.median(np.abs(update.change[moving]))) if moving.any() else 0.0
    other = float(np.median(np.abs(rate * update.g[moving]))) if moving.any() else 0.0
    times = f", {figure(own / other, 2)} times as much" if other else ""
    told = {
        Adam: "Adam divides by √v, so that a weight with small gradients moves as far as others, "
        "about α a step; and goes on in the direction of m.",
        RMSprop: "RMSprop divides by √v, so that a weight with small gradients moves as far as "
        "others.",
        SGD: "Momentum goes on in the direction of the steps before.",
    }[type(trace.optimizer)]
    return Line(
        5,
        path.layer,
        "plain SGD would do",
        "Δw = −α·g",
        f"−{figure(rate)}·{factor(weight.g)} = {figure(plain)}",
        shapes,
        SGD.update,
        f"{name} moves it by {signed(weight.change)}. Over all weights with a gradient the median "
        f"move is {figure(own)}; by SGD it would be {figure(other)}{times}. {told}",
    )


def _after(trace: StepTrace) -> Iterator[Line]:
    change, slope = (
        trace.loss_after - trace.loss,
        float((trace.update.g * trace.update.change).sum()),
    )
    word = "fell" if change < 0 else "rose"
    m = trace.m
    yield Line(
        6,
        None,
        "loss of the same batch with the new weights",
        loss_formula(trace),
        f"L with the new weights = {figure(trace.loss_after)}",
        f"({m},) → one number",
        Sequential.logs_of,
        "The fit itself does not compute this: the next batch has other drawings.",
    )
    yield Line(
        6,
        None,
        f"the loss {word}" if change else "the loss did not change",
        "ΔL ≈ Σ g·Δw",
        f"{figure(trace.loss_after, 6)} − {figure(trace.loss, 6)} = {signed(change)}",
        f"({len(trace.update.w)},)·({len(trace.update.w)},) → one number",
        None,
        f"Each weight went against its gradient, and by the slopes alone the loss would change by "
        f"Σ g·Δw = {signed(slope)}. The rest, {signed(change - slope)}, is that the slopes change "
        "on the way.",
    )
