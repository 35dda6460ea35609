"""Step lines: what a line of a step of gradient descent is, and whose numbers are put in.

    1 batch ─▶ 2 forward ─▶ 3 loss      forward_lines.py
    4 backward                          backward_lines.py
    5 update ─▶ 6 after                 update_lines.py

They say in words and figures what step_trace.py has computed. numpy and nn only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digitapp.nn.activations import Activation

from .figures import subscript
from .step_trace import StepTrace

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

    def weight_name(self, layer: int) -> str:
        """Return how its weight in a layer is called: W₁[7, 2]."""
        input_, unit = self.weight(layer)
        return f"W{subscript(layer + 1)}[{input_ + 1}, {unit + 1}]"

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


def source_of(function: Callable[..., object]) -> Callable[..., object]:
    """Return a function of ours; where numpy's own does the work, the one that calls it."""
    is_ours = getattr(function, "__module__", "").startswith("digitapp.")
    return function if is_ours else Activation.__call__
