"""Network: step 1, specify. Layers, the vector that holds their weights, and their output.

numpy only; knows nothing of losses, labels or training. X (m, n_in) holds examples as rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .activations import sigmoid, tanh
from .array_checks import as_inputs, refuse_nan, whole_number
from .arrays import Array, aligned_zeros, copies, one_blas_thread, replace_all
from .layers import Dense, Input
from .workspace import Workspace

_CHUNK = 48  # rows at a time when predicting: products of more rows take longer by the row


class LayerValues(NamedTuple):
    """What one layer computed: logits z and activations a = g(z), both (m, units)."""

    z: Array
    a: Array


class Network:
    """Dense layers, each fed with the output of the one before: what Sequential trains.

    All weights lie in one vector, `parameters`, and their gradients in another, `gradients`, so
    that an optimizer is a handful of calls for the whole network.
    """

    dtype: npt.DTypeLike = np.float32

    def __init__(
        self,
        layers: Iterable[Dense | Input] = (),
        name: str | None = None,
        seed: int | None = None,
    ):
        self.name = name or "sequential"
        self.layers: list[Dense] = []
        self.built = False
        self._n_in: int | None = None
        self._weights_rng, self.shuffle_rng = np.random.default_rng(seed).spawn(2)
        for layer in layers:
            self._append(layer)
        self._lay_out()

    def add(self, layer: Dense | Input) -> None:
        """Append a layer; with a known input it gets its weights at once, others keep theirs."""
        self._append(layer)
        self._lay_out()

    def _append(self, layer: Dense | Input) -> None:
        if isinstance(layer, Input):
            if self.layers or self._n_in is not None:
                raise ValueError("Input must be the first entry of a model.")
            self._n_in = layer.shape[0]
            return
        if not isinstance(layer, Dense):
            raise TypeError(f"layers must be Dense, or Input at the start, got {layer!r}.")
        if layer.in_model:
            raise ValueError(f"{layer.name} is in a model already: make a new Dense.")
        taken = {other.name for other in self.layers}
        if layer.name is None:
            numbered = ("dense", *(f"dense_{n}" for n in range(1, len(taken) + 1)))
            layer.name = next(name for name in numbered if name not in taken)
        elif layer.name in taken:
            raise ValueError(f'There is a layer named "{layer.name}" already.')
        layer.in_model = True
        self.layers.append(layer)

    def build(self, input_shape: int | Sequence[int | None]) -> None:
        """Make the weights for inputs of shape (None, n_in), (n_in,) or n_in."""
        last = input_shape[-1] if isinstance(input_shape, Sequence) else input_shape
        n_in = whole_number("The last number of input_shape", last, 1)
        if not self.layers:
            raise ValueError("The model has no layers. Add Dense layers first.")
        if self._n_in not in (None, n_in):
            raise ValueError(f"The model has {self._n_in} inputs already, got {n_in}.")
        self._n_in = n_in
        if not self.built:
            self._lay_out()

    def _lay_out(self) -> None:
        """Assign each layer its slice of one vector of parameters and one of gradients.

        Does nothing as long as the input isn't known, or there is no layer.
        """
        if self._n_in is None or not self.layers:
            return
        self.built = True
        n_parameters = sum(fan * layer.units + layer.units for fan, layer in self._fans())
        self.parameters = aligned_zeros((n_parameters,), self.dtype)
        self.gradients = aligned_zeros((n_parameters,), self.dtype)
        self._build_layers()

    def _build_layers(self) -> None:
        weights, gradients = self.views(self.parameters), self.views(self.gradients)
        for number, layer in enumerate(self.layers):
            own = slice(2 * number, 2 * number + 2)
            layer.build(weights[own], gradients[own], self._weights_rng)
        self._passes: dict[int, Workspace] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """After copy or pickle let the layers see into the vector again: a copied view is none."""
        self.__dict__ |= state
        if self.built:
            self._build_layers()

    def _fans(self) -> Iterator[tuple[int, Dense]]:
        """Return each layer with the number of its inputs."""
        fan = self._n_in or 0
        for layer in self.layers:
            yield fan, layer
            fan = layer.units

    def views(self, vector: Array) -> list[Array]:
        """See a vector that is laid out like `parameters` as the arrays of get_weights.

        Each kernel (n_in, units) lies there unit by unit (Fortran order), since the products of
        forward and backward are a third quicker that way; then comes its bias.
        """
        views, start = [], 0
        for fan, layer in self._fans():
            middle, end = start + fan * layer.units, start + (fan + 1) * layer.units
            views += [vector[start:middle].reshape((fan, layer.units), order="F")]
            views += [vector[middle:end]]
            start = end
        return views

    @property
    def weights(self) -> list[Array]:
        """The arrays themselves: kernel (n_in, units) and bias (units,) of each layer in turn."""
        self._require_built()
        return [array for layer in self.layers for array in layer.weights]

    def get_weights(self) -> list[Array]:
        """Return copies of `weights`."""
        return copies(self.weights)

    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Replace all weights; raises ValueError, and changes nothing, where shapes differ."""
        replace_all(self.weights, weights, "weights must have the shapes")

    def get_layer(self, name: str | None = None, index: int | None = None) -> Dense:
        """Return the layer of that name, or at that place."""
        names = [layer.name for layer in self.layers]
        if index is None and name in names:
            index = names.index(name)
        if index is None or not -len(names) <= index < len(names):
            raise ValueError(f"There is no layer {name or index!r}. Known are {names}.")
        return self.layers[index]

    def count_params(self) -> int:
        """Return the number of all weights and biases."""
        self._require_built()
        return self.parameters.size

    def summary(self) -> None:
        """Print a table of the layers, their outputs and their numbers of parameters."""
        print(f'Model: "{self.name}"')
        print(f"{'Layer (type)':<28}{'Output shape':<20}{'Activation':<12}{'Params':>8}")
        for layer in self.layers:
            shape, params = f"(None, {layer.units})", "unbuilt"
            if layer.built:
                params = f"{layer.count_params():,}"
            told = f"{layer.name} (Dense)"
            print(f"{told:<28}{shape:<20}{layer.activation.name:<12}{params:>8}")
        if self.built:
            size = self.parameters.nbytes / 1024
            print(f"Total params: {self.count_params():,} ({size:.2f} KB)")

    def predict(
        self, x: npt.ArrayLike, batch_size: int | None = None, verbose: int | str = 0
    ) -> Array:
        """Return the output for examples x (m, n_in): (m, units), for the lecture P(y = 1).

        batch_size and verbose are there for Keras's sake; they change nothing. A sigmoid is exact
        to 6e-8, so that less than that is told as 0.
        """
        self._require_built()
        X = as_inputs(x, self._n_in)
        if len(X) <= _CHUNK:
            prediction = self.workspace(len(X)).forward(X).copy()
        else:
            prediction = self.layers[-1].activation(self.logits(X))
        if not np.isfinite(prediction).all():
            refuse_nan(X)
        return prediction

    def predictor(self) -> Callable[[Array], Array]:
        """Return a quick function for one example at a time, with the weights as they are now.

        It takes x (n_in,) float32, unchecked, and gives the output (units,): a third of the time of
        predict, for a prediction at every move of a pen. A sigmoid is ½ + ½ tanh(z / 2); its halves
        are worked into the weights around it, so that of each layer a = scale · h + shift.
        """
        steps, scale, shift = [], 1.0, 0.0
        for layer in self.layers:
            W, b = scale * layer.kernel, layer.bias + shift * layer.kernel.sum(axis=0)
            activate, scale, shift = layer.activation.value, 1.0, 0.0
            if layer.activation is sigmoid:
                W, b, activate, scale, shift = W / 2, b / 2, tanh.value, 0.5, 0.5
            steps.append((W.T.copy(), b, np.empty_like(b), np.empty_like(b), activate))

        def predict_one(h: Array) -> Array:
            for W, b, z, z_plus_b, activate in steps:
                W.dot(h, z)
                np.add(z, b, z_plus_b)
                activate(z_plus_b, z)
                h = z
            return scale * h + shift

        return predict_one

    def __call__(self, x: npt.ArrayLike) -> Array:
        """Return the same as predict."""
        return self.predict(x)

    def forward(self, x: npt.ArrayLike) -> list[LayerValues]:
        """Return every layer's z and a for examples x (m, n_in), as the lecture computes them.

        >>> network = Network([Input((4,)), Dense(3), Dense(1)])
        >>> [values.a.shape for values in network.forward(np.eye(4))]
        [(4, 3), (4, 1)]
        """
        self._require_built()
        X = as_inputs(x, self._n_in)
        refuse_nan(X)
        network = Workspace(self.layers, len(X))
        with one_blas_thread():
            network.forward(X)
        return [LayerValues(layer.Z, layer.A) for layer in network.passes]

    def workspace(self, n: int) -> Workspace:
        """Return the pass for batches of n examples; small ones are kept for the next time."""
        network = self._passes.get(n)
        if network is None:
            network = Workspace(self.layers, n)
            if n <= _CHUNK:
                self._passes[n] = network
        return network

    def logits(self, X: Array) -> Array:
        """Return the z of the output layer for checked examples: (m, units)."""
        Z = np.empty((len(X), self.layers[-1].units), self.dtype)
        with one_blas_thread():
            for start in range(0, len(X), _CHUNK):
                batch = X[start : start + _CHUNK]
                network = self.workspace(len(batch))
                network.forward(batch)
                Z[start : start + _CHUNK] = network.output.Z
        return Z

    def penalty(self) -> float:
        """Return what the layers' regularizers add to the loss."""
        return sum(
            layer.kernel_regularizer.penalty(layer.kernel)
            for layer in self.layers
            if layer.kernel_regularizer is not None
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write the model to a .keras or .npz file (see saving.py)."""
        from digitapp.nn.saving.api import save_model  # here, since saving knows models

        save_model(self, path)

    def _require_built(self) -> None:
        if not self.built:
            raise ValueError(
                "The model has no weights yet. Start it with Input((n_in,)), call "
                "model.build((None, n_in)), or fit it to data first."
            )
