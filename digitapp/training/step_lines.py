"""Step lines: a step of gradient descent in formulas, with the numbers of chosen units put in.

Says in words and figures what step_trace.py has computed; knows nothing of windows. The optimizers'
lines stand in update_lines.py.

    1 batch ─▶ 2 forward ─▶ 3 loss ─▶ 4 backward ─▶ 5 update ─▶ 6 after
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digitapp.nn.activations import Activation
from digitapp.nn.losses import BinaryCrossentropy
from digitapp.nn.sequential import Sequential
from digitapp.nn.training_loop import train
from digitapp.nn.workspace import LayerWorkspace, Workspace

from .figures import factor, figure, subscript, sum_of, sum_of_products
from .step_trace import LayerTrace, StepTrace

PARTS = ("the batch", "forward", "loss", "backward", "update", "the same batch afterwards")


@dataclass(frozen=True)
class Path:
    """Whose numbers are put in: a way through the network, from a pixel to the output.

    example : of the batch; pixel : of its input
    units : one of each layer; all count from 0 here, and from 1 in what is said
    layer : whose weight is chosen: the one between the units of the path that it joins
    """

    example: int
    pixel: int
    units: tuple[int, ...]
    layer: int = 0

    def weight(self, layer: int) -> tuple[int, int]:
        """Return the weight of the path in a layer: its input and its unit."""
        return (self.units[layer - 1] if layer else self.pixel), self.units[layer]

    def fits(self, trace: StepTrace) -> bool:
        """Return whether there are such an example and such units."""
        widths = [layer.W.shape[1] for layer in trace.layers]
        return (
            len(widths) == len(self.units)
            and all(unit < width for unit, width in zip(self.units, widths, strict=True))
            and self.example < trace.m
            and self.pixel < trace.X.shape[1]
            and self.layer < len(widths)
        )


def strongest_path(trace: StepTrace, example: int = 0, layer: int = 0) -> Path:
    """Return the way by which an example moves the weights most: from the output downwards."""
    units = [int(np.abs(trace.layers[-1].dZ[example]).argmax())]
    for below in reversed(trace.layers[:-1]):
        units.insert(0, int(np.abs(below.dZ[example]).argmax()))
    slopes = np.abs(trace.layers[0].dW[:, units[0]])
    pixel = int((slopes * np.abs(trace.X[example])).argmax())  # one where this example has ink
    return Path(example, pixel, tuple(units), layer)


@dataclass(frozen=True)
class Line:
    """One line of a step.

    part : 1 to 6, see PARTS; layer : counted from 0, or None
    name : what is computed; formula : in the lecture's letters
    numbers : those of the path put in, up to the result
    shapes : of what goes in and comes out
    source : the function of digitapp.nn that computes it; None where none does
    remark : where the program's code takes another order or scale, and what else is to be seen
    """

    part: int
    layer: int | None
    name: str
    formula: str
    numbers: str
    shapes: str
    source: Callable[..., object] | None = None
    remark: str = ""

    @property
    def result(self) -> str:
        """What comes out for the path: what stands behind the last equals sign."""
        return self.numbers.rpartition(" = ")[2]


def forward_backward_lines(trace: StepTrace, path: Path) -> list[Line]:
    """Return the lines of parts 1 to 4: the batch, forward, loss, backward."""
    return [
        *_batch(trace, path),
        *_forward(trace, path),
        *_loss(trace, path),
        *_output_backward(trace, path),
        *_backward(trace, path),
    ]


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
        f"X {_shape(m, n_in)}, y {_shape(m, trace.y.shape[1])}",
        train,
        "Each row of X is a drawing, each column a pixel: 0 is paper, 1 is ink.",
    )


def _forward(trace: StepTrace, path: Path) -> Iterator[Line]:
    for number, layer in enumerate(trace.layers):
        n, below = subscript(number + 1), f"A{subscript(number)}" if number else "X"
        unit, (m, n_in), units = path.units[number], layer.A_prev.shape, len(layer.b)
        z = figure(float(layer.Z[path.example, unit]))
        terms = sum_of_products(layer.A_prev[path.example], layer.W[:, unit])
        yield Line(
            2,
            number,
            f"weighted sums of layer {number + 1}",
            f"Z{n} = {below}·W{n} + b{n}",
            f"z of unit {unit + 1}: {terms} + b {factor(float(layer.b[unit]))} = {z}",
            f"{_shape(m, n_in)}·{_shape(n_in, units)} + ({units},) → {_shape(m, units)}",
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
            f"a of unit {unit + 1}: {activation_put_in(layer, path.example, unit)}",
            f"{_shape(m, units)} → {_shape(m, units)}",
            _source_of_value(layer.activation),
        )


def activation_put_in(layer: LayerTrace, example: int, unit: int) -> str:
    """Return a = g(z) of a unit with its numbers put in."""
    z, a = factor(float(layer.Z[example, unit])), figure(float(layer.A[example, unit]))
    return f"{activation_formula(layer.activation.name, z)} = {a}"


def activation_formula(name: str, z: str = "z") -> str:
    """Return what an activation of that name computes of z."""
    power = z[2:-1] if z.startswith("(−") else f"−{z}"
    return {
        "sigmoid": f"1 / (1 + e^{power})",
        "tanh": f"tanh({z.strip('()')})",
        "relu": f"max({z.strip('()')}, 0)",
    }.get(name, z.strip("()"))


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
    shapes = f"{_shape(m, units)}, {_shape(m, units)} → ({m},)"
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


def _output_backward(trace: StepTrace, path: Path) -> Iterator[Line]:
    """Return ∂ℓ/∂a, g'(z) and their product dZ of the last layer."""
    number, output, k = len(trace.layers) - 1, trace.layers[-1], path.example
    n, unit, m = subscript(number + 1), path.units[-1], trace.m
    shape = _shape(m, output.A.shape[1])
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
    shape = _shape(*layer.Z.shape)
    return Line(
        4,
        number,
        f"slope of g in layer {number + 1}",
        f"g′(Z{subscript(number + 1)}) = {_slope_formula(layer)}",
        f"unit {unit + 1}: {put_in} = {slope}",
        f"{shape} → {shape}",
        _source_of(layer.activation.derivative),
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
    numbers = f"{_weight_name(number, input_, unit)}: ({terms}) / {m}"
    if layer.decay is not None:
        formula += f" + 2·l2·W{n}"
        numbers += f" + {factor(float(layer.decay[input_, unit]))}"
    return Line(
        4,
        number,
        f"gradient of the weights of layer {number + 1}",
        formula,
        f"{numbers} = {figure(float(layer.dW[input_, unit]))}",
        f"{_shape(n_in, m)}·{_shape(m, units)} → {_shape(n_in, units)}",
        LayerWorkspace.backward,
        f"{_alike(trace, number)}The code computes it transposed, dW{n}ᵀ = dZ{n}ᵀ·{below}, as "
        f"W{n} lies in memory.",
    )


def _alike(trace: StepTrace, number: int) -> str:
    """Say so where all units get the same gradient, or none gets any."""
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


def _weight_name(number: int, input_: int, unit: int) -> str:
    return f"W{subscript(number + 1)}[{input_ + 1}, {unit + 1}]"


def _db(trace: StepTrace, path: Path, number: int) -> Line:
    layer, unit = trace.layers[number], path.units[number]
    n, (m, units) = subscript(number + 1), layer.Z.shape
    return Line(
        4,
        number,
        f"gradient of the biases of layer {number + 1}",
        f"db{n} = Σ dZ{n} / m",
        f"unit {unit + 1}: ({sum_of(layer.dZ[:, unit])}) / {m} = {figure(float(layer.db[unit]))}",
        f"{_shape(m, units)} → ({units},)",
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
        f"{_shape(m, units)}·{_shape(units, n_in)} → {_shape(m, n_in)}",
        LayerWorkspace.backward,
        "Nobody gives a hidden unit a target: what it should have done comes from the units that "
        "it feeds, each by its weight.",
    )


def _dZ_below(trace: StepTrace, path: Path, number: int) -> Line:
    layer, unit, k = trace.layers[number], path.units[number], path.example
    n, shape = subscript(number + 1), _shape(*layer.Z.shape)
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


def _shape(*sizes: int) -> str:
    return f"({', '.join(map(str, sizes))})"


def _source_of_value(activation: Activation) -> Callable[..., object]:
    return _source_of(activation.value)


def _source_of(function: Callable[..., object]) -> Callable[..., object]:
    """Return a function of ours; where numpy's own does the work, the one that calls it."""
    is_ours = getattr(function, "__module__", "").startswith("digitapp.")
    return function if is_ours else Activation.__call__
