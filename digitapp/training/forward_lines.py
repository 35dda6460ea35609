"""Forward lines: the batch, its way through the layers, and its loss, with numbers put in.

Knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from digitapp.nn.losses import BinaryCrossentropy
from digitapp.nn.sequential import Sequential
from digitapp.nn.training_loop import train
from digitapp.nn.workspace import LayerWorkspace

from .figures import activation_formula, factor, figure, subscript, sum_of, sum_of_products
from .step_lines import Line, Path, source_of
from .step_trace import StepTrace


def forward_lines(trace: StepTrace, path: Path) -> list[Line]:
    """Return the lines of parts 1 to 3: the batch, forward, loss."""
    return [*_batch(trace, path), *_forward(trace, path), *_loss(trace, path)]


def _batch(trace: StepTrace, path: Path) -> Iterator[Line]:
    label = figure(float(trace.y[path.example, 0]))
    weights = ""
    if trace.sample_weight is not None:
        weights = f", which counts {figure(float(trace.sample_weight[path.example]))} times"
    ink = int(np.count_nonzero(trace.X[path.example]))
    m, n_in = trace.X.shape
    yield Line(
        1,
        None,
        f"{m:,} drawings" if m > 1 else "one drawing",
        "X, y",
        f"drawing {path.example + 1}: {ink} of {n_in} pixels have ink{weights}; label y = {label}",
        f"X {(m, n_in)}, y {(m, trace.y.shape[1])}",
        train,
        "Each row of X is a drawing, each column a pixel: 0 is paper, 1 is ink.",
    )


def _forward(trace: StepTrace, path: Path) -> Iterator[Line]:
    for number, layer in enumerate(trace.layers):
        n, below = subscript(number + 1), f"A{subscript(number)}" if number else "X"
        unit, (m, n_in), units = path.units[number], layer.A_prev.shape, len(layer.b)
        z = float(layer.Z[path.example, unit])
        computed = activation_formula(layer.activation.name, z)
        terms = sum_of_products(layer.A_prev[path.example], layer.W[:, unit])
        yield Line(
            2,
            number,
            f"weighted sums of layer {number + 1}",
            f"Z{n} = {below}·W{n} + b{n}",
            f"z of unit {unit + 1}: {terms} + b {factor(float(layer.b[unit]))} = {figure(z)}",
            f"{(m, n_in)}·{(n_in, units)} + ({units},) → {(m, units)}",
            LayerWorkspace.forward,
            "The code first lays b out in m rows, which is quicker than adding it to each row."
            if number == 0
            else f"The code has b{n} as the weights of one more unit below, which is always 1.",
        )
        yield Line(
            2,
            number,
            f"activations of layer {number + 1}",
            f"A{n} = g(Z{n})",
            f"a of unit {unit + 1}: {computed} = {figure(float(layer.A[path.example, unit]))}",
            f"{(m, units)} → {(m, units)}",
            source_of(layer.activation.value),
        )


def _loss(trace: StepTrace, path: Path) -> Iterator[Line]:
    output, k = trace.layers[-1], path.example
    n, m = subscript(len(trace.layers)), trace.m
    each = figure(float(trace.losses[k]))
    if isinstance(trace.loss_function, BinaryCrossentropy):
        p = "p" if trace.probabilities is not None else "a"
        formula = f"ℓ = −y·log {p} − (1 − y)·log(1 − {p})"
        numbers = f"{_cross_entropy(trace, k)} = {each}"
        remark = (
            "" if p == "a" else f"p = 1 / (1 + e^−a), for the loss is told that A{n} is logits. "
        )
        if p == "p" or output.activation.name == "sigmoid":
            remark += (
                "The code writes it in z, which is exact also where the answer is all but 0 or 1: "
                "max(z, 0) − z·y + log(1 + e^−|z|)."
            )
    else:
        formula, remark = "ℓ = (a − y)²", ""
        a, y = figure(float(output.A[k, 0])), figure(float(trace.targets[k, 0]))
        numbers = f"({a} − {y})² = {each}"
    units = output.A.shape[1]
    source = type(trace.loss_function).values
    shapes = f"{(m, units)}, {(m, units)} → ({m},)"
    yield Line(3, None, "loss of each drawing", formula, numbers, shapes, source, remark)
    yield _mean_loss(trace)


def _cross_entropy(trace: StepTrace, k: int) -> str:
    p = trace.layers[-1].A if trace.probabilities is None else trace.probabilities
    probability, y = figure(float(p[k, 0])), float(trace.targets[k, 0])
    one, zero = f"log({probability})", f"log(1 − {probability})"
    if y in (0, 1):
        return f"y = 1: −{one}" if y else f"y = 0: −{zero}"
    return f"−{figure(y)}·{one} − {figure(1 - y)}·{zero}"


def loss_formula(trace: StepTrace) -> str:
    """Return how the loss of the batch is computed, in the lecture's letters."""
    formula = "L = Σ ℓ / m" if trace.sample_weight is None else "L = Σ weight·ℓ / m"
    return f"{formula} + Σ l2·W²" if trace.penalty else formula


def _mean_loss(trace: StepTrace) -> Line:
    m, counts = trace.m, trace.sample_weight
    terms = sum_of(trace.losses)
    if counts is not None:
        terms = sum_of_products(counts, trace.losses, 8, in_order=True)
    numbers, remark = f"({terms}) / {m}", ""
    if trace.penalty:
        numbers += f" + {figure(trace.penalty)}"
        remark = "The penalty on large weights is part of the loss, so the step makes it small too."
    if counts is not None:
        remark += " The weights have a mean of 1 over all drawings, so L is a weighted mean."
    return Line(
        3,
        None,
        "loss of the batch",
        loss_formula(trace),
        f"{numbers} = {figure(trace.loss)}",
        f"({m},) → one number",
        Sequential.logs_of,
        remark.strip(),
    )
