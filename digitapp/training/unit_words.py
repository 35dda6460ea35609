"""Unit words: what is to be said of a unit, an answer and the number of parameters, with figures.

Says what inspection.py has computed; knows nothing of windows. Layers and units count from 1 here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from digitapp.digits.example import SIZE

from .figures import activation_formula, factor, figure, signed, subscript, sum_of_products
from .inspection import Inspection, Layer

_PLACES = (
    ("at the upper left", "at the top", "at the upper right"),
    ("at the left", "in the middle", "at the right"),
    ("at the lower left", "at the bottom", "at the lower right"),
)


def unit_sentence(inspection: Inspection, layer: int, unit: int) -> str:
    """Return what a person who cannot see the picture should know of a unit."""
    name = unit_name(inspection, layer, unit)
    if (layer, unit) in inspection.off:
        return f"{name}: switched off, its a counts as 0."
    numbers = inspection.unit(layer, unit)
    if numbers is None:
        return f"{name}: nothing is drawn."
    sentence = f"{name}: z {figure(numbers.z, 3)}, a {figure(numbers.a, 3)}."
    if layer + 1 < len(inspection.layers):
        products = inspection.layers[layer + 1].W[unit] * numbers.a
        strongest = int(np.abs(products).argmax())
        push = "raises" if products[strongest] > 0 else "lowers"
        goal = unit_name(inspection, layer + 1, strongest)
        sentence += f" It {push} {_uncapped(goal)} by {figure(abs(float(products[strongest])), 3)}."
    return sentence


def unit_name(inspection: Inspection, layer: int, unit: int) -> str:
    """Return how a unit is called: by layer and number, the last one "The output"."""
    if layer == len(inspection.layers) - 1:
        return "The output"
    return f"Layer {layer + 1}, unit {unit + 1}"


def _uncapped(name: str) -> str:
    return name[0].lower() + name[1:]


def unit_formula(inspection: Inspection, layer: int, unit: int) -> list[str]:
    """Return the lines of a unit's formula with its numbers: Σ, + b and z, a."""
    numbers = inspection.unit(layer, unit)
    if numbers is None:
        return ["Draw something, and its numbers stand here."]
    n, below = subscript(layer + 1), "x" if layer == 0 else f"a{subscript(layer)}"
    total, z = figure(numbers.total), figure(numbers.z)
    computed = activation_formula(numbers.activation.name, numbers.z)
    a = figure(numbers.a)
    if (layer, unit) in inspection.off:
        a = "switched off, so 0"
    return [
        f"Σ w·{below} = {sum_of_products(numbers.inputs, numbers.weights)} = {total}",
        f"z{n} = Σ + b = {total} + {factor(numbers.bias)} = {z}",
        f"a{n} = g(z) = {computed} = {a}",
    ]


def main_reason(inspection: Inspection) -> str:
    """Return in words which unit, or pixel, did most for the answer."""
    last = len(inspection.layers) - 1
    contributions, inputs = inspection.contributions(last), inspection.inputs(last)
    if contributions is None or inputs is None or inspection.probability is None:
        return "Draw a 0 or a 1: here stands which unit made the network answer as it does."
    probability, products = inspection.probability, contributions[:, 0]
    if np.isnan(probability):
        return "The weights are not numbers: press Reset and train again."
    says = int(probability >= 0.5)
    most = int((products if says else -products).argmax())
    z = float(inspection.values[-1].z[0, 0])
    a, weight = float(inputs[most]), float(inspection.layers[-1].W[most, 0])
    if last == 0:
        what = f"pixel in row {most // SIZE + 1}, column {most % SIZE + 1}: ink"
    else:
        what = f"unit {most + 1} of layer {last}: a"
    near_one = probability >= 0.9995  # rounded it would be 1, and no network is certain
    answer = "P(1) > 0.999" if near_one else f"P(1) = {figure(probability, 3)}"
    if products[most] == 0 or (products[most] > 0) != bool(says):
        bias = figure(float(inspection.layers[-1].b[0]), 3)
        return f"{answer}. Nothing speaks for a {says} but the bias {bias}."
    return (
        f"{answer}. Most for {says} speaks the {what} {figure(a, 3)} × "
        f"w {figure(weight, 3)} = {signed(float(products[most]), 3)}, of z = {figure(z, 3)}."
    )


def looks_for(weights: npt.NDArray[np.floating]) -> str:
    """Return in words where ink raises a unit most, and where it lowers it, by its map (400,)."""
    image = np.asarray(weights, np.float64).reshape(SIZE, SIZE)
    if not np.isfinite(image).all() or not image.any():
        return "All its weights are alike: it looks for nothing yet."
    thirds = np.array_split(np.arange(SIZE), 3)
    means = np.array(
        [[image[np.ix_(rows, columns)].mean() for columns in thirds] for rows in thirds]
    )
    high = np.unravel_index(int(means.argmax()), means.shape)
    low = np.unravel_index(int(means.argmin()), means.shape)
    raises = f"Ink {_PLACES[high[0]][high[1]]} raises it most" if means.max() > 0 else ""
    lowers = f"ink {_PLACES[low[0]][low[1]]} lowers it most" if means.min() < 0 else ""
    both = ", ".join(part for part in (raises, lowers) if part)
    return f"{both[0].upper()}{both[1:]}." if both else "Ink changes it nowhere in particular."


def count_lines(layers: Sequence[Layer]) -> list[str]:
    """Return where the number of parameters comes from: a line for each layer, and their sum.

    >>> from digitapp.training.inspection import layers_of
    >>> count_lines(layers_of(TrainingConfig(), np.zeros(10431, np.float32)))[0]
    'Layer 1: 400 inputs · 25 units + 25 biases = 10,025'
    """
    lines, total = [], 0
    for number, layer in enumerate(layers):
        n_in, units = layer.W.shape
        total += n_in * units + units
        kind = "inputs" if number == 0 else "units before"
        lines.append(
            f"Layer {number + 1}: {n_in} {kind} · {units} unit{'s' * (units > 1)} + "
            f"{units} bias{'es' * (units > 1)} = {n_in * units + units:,}"
        )
    return [*lines, f"Together {total:,} parameters"]
