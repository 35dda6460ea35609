"""Backward lines: the slopes of the loss, from the last layer to the first, with numbers put in.

Goes on where forward_lines.py ends; knows nothing of windows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from digitapp.nn.losses import BinaryCrossentropy
from digitapp.nn.workspace import LayerWorkspace, Workspace

from .figures import factor, figure, subscript, sum_of, sum_of_products
from .step_lines import Line, Path, source_of
from .step_trace import LayerTrace, StepTrace


def backward_lines(trace: StepTrace, path: Path) -> list[Line]:
    """Return the lines of part 4."""
    return [*_output_backward(trace, path), *_backward(trace, path)]


def _output_backward(trace: StepTrace, path: Path) -> Iterator[Line]:
    """Return ∂ℓ/∂a, g'(z) and their product dZ of the last layer."""
    number, output, k = len(trace.layers) - 1, trace.layers[-1], path.example
    n, unit, m = subscript(number + 1), path.units[-1], trace.m
    shape = (m, output.A.shape[1])
    a, y = figure(float(output.A[k, unit])), figure(float(trace.targets[k, unit]))
    dA, dZ = figure(float(output.dA[k, unit])), figure(float(output.dZ[k, unit]))
    formula, numbers = _loss_slope(trace, a, y, k, unit)
    counted = ""
    if trace.sample_weight is not None:
        counted = f" × weight {figure(float(trace.sample_weight[k]))}"
        formula = f"dA{n} = weight × ({formula.partition(' = ')[2]})"
        numbers = f"({numbers})"
    source = type(trace.loss_function).gradient
    yield Line(
        4,
        number,
        "slope of the loss",
        formula,
        f"{numbers}{counted} = {dA}",
        f"{shape} → {shape}",
        source,
        _shortened(trace),
    )
    yield _slope_line(trace, path, number)
    is_difference = _is_difference(trace)
    yield Line(
        4,
        number,
        f"slope by Z{n}",
        f"dZ{n} = ∂ℓ/∂a × {_slope_formula(output)}" + (" = a − y" if is_difference else ""),
        f"{factor(float(output.dA[k, unit]))} × {factor(float(output.slope[k, unit]))}"
        + (f" = {_difference(a, y, counted)}" if is_difference else "")
        + f" = {dZ}",
        f"{shape} ⊙ {shape} → {shape}",
        Workspace.loss_gradient,
        (
            "One factor grows as the other falls, and a − y is left: the code computes that at "
            "once, since where a is 0 or 1 the product would be ∞ × 0. "
            if is_difference
            else ""
        )
        + f"The code divides dZ{n} by m = {m} here already, so that it needn't at dW and db: its "
        f"own dZ{n} is {m} times smaller.",
    )


def _difference(a: str, y: str, counted: str) -> str:
    return f"({a} − {y}){counted}" if counted else f"{a} − {y}"


def _is_difference(trace: StepTrace) -> bool:
    """Return whether dZ of the last layer is a − y: cross-entropy behind a sigmoid."""
    loss = trace.loss_function
    sigmoid = trace.layers[-1].activation.name == "sigmoid"
    return isinstance(loss, BinaryCrossentropy) and sigmoid and not loss.from_logits


def _shortened(trace: StepTrace) -> str:
    if _is_difference(trace):
        return "The code never computes this factor by itself: see the line after the next."
    return ""


def _loss_slope(trace: StepTrace, a: str, y: str, k: int, unit: int) -> tuple[str, str]:
    if not isinstance(trace.loss_function, BinaryCrossentropy):
        return "∂ℓ/∂a = 2·(a − y)", f"2·({a} − {y})"
    if trace.probabilities is not None:
        return "∂ℓ/∂a = p − y", f"{figure(float(trace.probabilities[k, unit]))} − {y}"
    return "∂ℓ/∂a = (a − y) / (a·(1 − a))", f"({a} − {y}) / ({a}·(1 − {a}))"


def _slope_formula(layer: LayerTrace) -> str:
    return {"sigmoid": "a·(1 − a)", "tanh": "(1 − a²)", "relu": "[z > 0]"}.get(
        layer.activation.name, "1"
    )


def _slope_line(trace: StepTrace, path: Path, number: int) -> Line:
    layer, unit = trace.layers[number], path.units[number]
    a, slope = float(layer.A[path.example, unit]), figure(float(layer.slope[path.example, unit]))
    put_in = {
        "sigmoid": f"{figure(a)}·(1 − {figure(a)})",
        "tanh": f"1 − {factor(a)}²",
        "relu": f"1 where z > 0, else 0; z = {figure(float(layer.Z[path.example, unit]))}",
    }.get(layer.activation.name, "a straight line")
    shape = layer.Z.shape
    return Line(
        4,
        number,
        f"slope of g in layer {number + 1}",
        f"g′(Z{subscript(number + 1)}) = {_slope_formula(layer)}",
        f"unit {unit + 1}: {put_in} = {slope}",
        f"{shape} → {shape}",
        source_of(layer.activation.derivative),
    )


def _backward(trace: StepTrace, path: Path) -> Iterator[Line]:
    for number in reversed(range(len(trace.layers))):
        yield _dW(trace, path, number)
        yield _db(trace, path, number)
        if number:
            yield _dA_below(trace, path, number)
            yield _slope_line(trace, path, number - 1)
            yield _dZ_below(trace, path, number - 1)


def _dW(trace: StepTrace, path: Path, number: int) -> Line:
    layer, (input_, unit) = trace.layers[number], path.weight(number)
    n, below = subscript(number + 1), f"A{subscript(number)}" if number else "X"
    m, (n_in, units) = trace.m, layer.W.shape
    formula = f"dW{n} = {below}ᵀ·dZ{n} / m"
    terms = sum_of_products(layer.A_prev[:, input_], layer.dZ[:, unit], in_order=True)
    numbers = f"{path.weight_name(number)}: ({terms}) / {m}"
    if layer.decay is not None:
        formula += f" + 2·l2·W{n}"
        numbers += f" + {factor(float(layer.decay[input_, unit]))}"
    return Line(
        4,
        number,
        f"gradient of the weights of layer {number + 1}",
        formula,
        f"{numbers} = {figure(float(layer.dW[input_, unit]))}",
        f"{(n_in, m)}·{(m, units)} → {(n_in, units)}",
        LayerWorkspace.backward,
        f"{_alike(trace, number)}The code computes it transposed, dW{n}ᵀ = dZ{n}ᵀ·{below}, as "
        f"W{n} lies in memory.",
    )


def _alike(trace: StepTrace, number: int) -> str:
    """Return a sentence where all units get the same gradient, or none gets any."""
    layer = trace.layers[number]
    units = layer.W.shape[1]
    if not layer.dW.any():
        above = trace.layers[number + 1 :]
        n = subscript(number + 2)
        why = f", for W{n} is all 0 and lets no slope through" if _is_blank(above) else ""
        return f"All of these gradients are 0: no weight of this layer moves{why}. "
    spread = np.ptp(layer.dW, axis=1).max() if units > 1 else np.inf
    if spread <= 1e-9 * np.abs(layer.dW).max():
        return (
            f"All {units} columns are equal: every unit gets the same gradient, so units that are "
            "alike before the step are alike after it. "
        )
    return ""


def _is_blank(above: Sequence[LayerTrace]) -> bool:
    return bool(above) and not above[0].W.any()


def _db(trace: StepTrace, path: Path, number: int) -> Line:
    layer, unit = trace.layers[number], path.units[number]
    n, (m, units) = subscript(number + 1), layer.Z.shape
    return Line(
        4,
        number,
        f"gradient of the biases of layer {number + 1}",
        f"db{n} = Σ dZ{n} / m",
        f"unit {unit + 1}: ({sum_of(layer.dZ[:, unit])}) / {m} = {figure(float(layer.db[unit]))}",
        f"{(m, units)} → ({units},)",
        LayerWorkspace.backward,
        "A bias belongs to all rows of the batch at once, so their slopes are added up. The code "
        + (
            f"gets it with dW{n}, as b{n} is the weights of a unit that is always 1."
            if number
            else "does it as a product with a row of ones."
        ),
    )


def _dA_below(trace: StepTrace, path: Path, number: int) -> Line:
    layer, unit = trace.layers[number], path.units[number - 1]
    n, below = subscript(number + 1), subscript(number)
    terms = sum_of_products(layer.dZ[path.example], layer.W[unit])
    value = figure(float(trace.layers[number - 1].dA[path.example, unit]))
    m, (n_in, units) = trace.m, layer.W.shape
    return Line(
        4,
        number - 1,
        f"slope by the activations of layer {number}",
        f"dA{below} = dZ{n}·W{n}ᵀ",
        f"unit {unit + 1}: {terms} = {value}",
        f"{(m, units)}·{(units, n_in)} → {(m, n_in)}",
        LayerWorkspace.backward,
        "Nobody gives a hidden unit a target: what it should have done comes from the units that "
        "it feeds, each by its weight.",
    )


def _dZ_below(trace: StepTrace, path: Path, number: int) -> Line:
    layer, unit, k = trace.layers[number], path.units[number], path.example
    n, shape = subscript(number + 1), layer.Z.shape
    dA, slope = float(layer.dA[k, unit]), float(layer.slope[k, unit])
    return Line(
        4,
        number,
        f"slope by Z{n}",
        f"dZ{n} = dA{n} ⊙ g′(Z{n})",
        f"unit {unit + 1}: {factor(dA)} × {factor(slope)} = {figure(float(layer.dZ[k, unit]))}",
        f"{shape} ⊙ {shape} → {shape}",
        LayerWorkspace.backward,
    )
