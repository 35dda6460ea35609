"""Step links: which lines of a step a line takes its numbers from, and which take its own.

Reads the symbols of the formulas: Z₁ on the right comes from the line that has it on the left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .figures import subscript
from .step_lines import Line

_SYMBOL = re.compile(
    r"∂ℓ/∂a|g′\(Z[₀-₉]+\)|velocity|d?[ZAWb][₀-₉]+|α′|Δ[wL]"
    r"|(?<![a-z])(?:[ℓLXyavmw]|g(?![′(]))(?![a-z′])"  # not of log, exp or g(Z₁)
)
_DEFINES = re.compile("[=←≈]")
_MEAN = re.compile(r"/ m\b")  # where m is the size of the batch, not Adam's mean


class Links(NamedTuple):
    """Places of lines, counted from 0."""

    sources: frozenset[int]  # where the numbers of a line come from
    users: frozenset[int]  # where its result goes


def links(lines: Sequence[Line], place: int) -> Links:
    """Return the links of one of all lines of a step.

    A symbol is that of the last line before that defines it; an update's g is the gradient of its
    layer, a lower-case a is the output's activation, or in g′ that of its layer.
    """
    n_layers = 1 + max((line.layer or 0) for line in lines)
    users = (k for k in range(place + 1, len(lines)) if place in _sources(lines, k, n_layers))
    return Links(_sources(lines, place, n_layers), frozenset(users))


def _sources(lines: Sequence[Line], place: int, n_layers: int) -> frozenset[int]:
    found = set()
    for symbol in _used(lines[place], n_layers):
        definitions = (k for k in reversed(range(place)) if symbol in _defined(lines[k]))
        found.update(list(definitions)[:1])
    return frozenset(found)


def _defined(line: Line) -> set[str]:
    """Return the symbols left of the first sign; those of a batch are all of its formula."""
    symbols = set(_SYMBOL.findall(_DEFINES.split(line.formula)[0]))
    if symbols == {"Δw"}:  # of plain SGD, which is not what was done
        return set()
    return symbols | {"Δw"} if symbols == {"w"} else symbols


def _used(line: Line, n_layers: int) -> set[str]:
    """Return the symbols right of the first sign, by the names they are defined with."""
    parts = _DEFINES.split(_MEAN.sub("", line.formula), maxsplit=1)
    symbols = set(_SYMBOL.findall(parts[-1])) if len(parts) > 1 else set()
    if "a" in symbols:
        layer = n_layers - 1 if line.layer is None else line.layer
        symbols |= {f"A{subscript(layer + 1)}"}
    if "g" in symbols and line.layer is not None:
        n = subscript(line.layer + 1)
        symbols |= {f"dW{n}", f"db{n}"}
    if line.part == 6 and "ℓ" in symbols:  # of the weights that the update made
        symbols = {"w"}
    return symbols - {"a", "g"}
