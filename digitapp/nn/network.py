"""Network: Dense layers in a row, their weights in one vector, and what they make of examples.

numpy only. What stands behind Sequential, for the training loop and for the writers of files: it
expects examples that are checked. How things lie in memory is workspace.py's business.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .arguments import described, plain_errors
from .array_checks import Examples, refuse_nan, replace_all
from .arrays import Array, aligned_zeros, copies, new_rng, one_blas_thread
from .layers import Dense, Input
from .losses import Loss
from .metrics import Metric
from .optimizers import Optimizer
from .outside import NamesWhatIsMeant
from .serialization import Config, named, to_dict
from .settings import checked, text, true_or_false, whole_number
from .workspace import QUICK_ROWS, Workspace, logits_of_many, split_vector


class Network(NamesWhatIsMeant):
    """Layers, each fed with the output of the one before; with optimizer and loss once compiled.

    All weights lie in one vector, `parameters`, and their gradients in another, `gradients`, so
    that an optimizer is a handful of calls for the whole network.
    """

    parameters: Array
    gradients: Array
    dtype: npt.DTypeLike = np.float32
    name: str = checked(text)

    def __init__(
        self,
        layers: Iterable[Dense | Input] | None,
        trainable: bool,
        name: str | None,
        seed: int | None,
    ):
        self.name = "sequential" if name is None else name
        self.layers: tuple[Dense, ...] = ()
        self.built = False
        self.optimizer: Optimizer | None = None
        self.loss: Loss | None = None
        self.metrics: dict[str, Metric] = {}
        self.stop_training = False
        self.n_in: int | None = None
        self._workspaces: dict[int, Workspace] = {}  # by the number of examples
        self._weights_rng, self.shuffle_rng = new_rng(seed).spawn(2)
        if not isinstance(layers, Iterable | None):
            raise TypeError(f"layers must be a list such as [Dense(1)], got {described(layers)}.")
        for layer in layers or ():
            self._append(layer)
        self._make_parameters()
        if not true_or_false("trainable", trainable):
            self.trainable = False

    @plain_errors
    def add(self, layer: Dense | Input) -> None:
        """Append a layer; with a known input it gets its weights at once, others keep theirs."""
        self._append(layer)
        self._make_parameters()

    def _append(self, layer: Dense | Input) -> None:
        if isinstance(layer, Input):
            if self.layers or self.n_in is not None:
                raise ValueError("Input must be the first entry of a model.")
            self.n_in = layer.shape[0]
            return
        if not isinstance(layer, Dense):
            raise TypeError(f"layers must be Dense, or Input at the start, got {described(layer)}.")
        if layer.input is not None:
            n_in = self.layers[-1].units if self.layers else self.n_in
            if n_in not in (None, layer.input.shape[0]):
                raise ValueError(
                    f"A layer of input_shape {layer.input.shape} follows {n_in} outputs: leave "
                    "input_shape out, it is for the first layer."
                )
            self.n_in = self.n_in or layer.input.shape[0]
        if layer.workspaces is not None:
            raise ValueError(f"{layer.name} is in a model already: make a new Dense.")
        taken = {other.name for other in self.layers}
        if layer.name is None:
            numbered = ("dense", *(f"dense_{n}" for n in range(1, len(taken) + 1)))
            layer.name = next(name for name in numbered if name not in taken)
        elif layer.name in taken:
            raise ValueError(f'There is a layer named "{layer.name}" already.')
        layer.workspaces = self._workspaces
        self.layers += (layer,)

    @plain_errors
    def build(self, input_shape: int | Sequence[int | None]) -> None:
        """Make the weights for inputs of shape (None, n_in), (n_in,) or n_in."""
        last = input_shape[-1] if isinstance(input_shape, tuple | list) and input_shape else None
        last = input_shape if isinstance(input_shape, int) else last
        n_in = whole_number("The last number of input_shape", last, 1)
        if not self.layers:
            raise ValueError("The model has no layers. Add Dense layers first.")
        if self.n_in not in (None, n_in):
            raise ValueError(f"The model has {self.n_in} inputs already, got {n_in}.")
        self.n_in = n_in
        if not self.built:
            self._make_parameters()

    def _make_parameters(self) -> None:
        """Make the two vectors and give each layer its part, once input and a layer are known."""
        if self.n_in is None or not self.layers:
            return
        self.built = True
        n_parameters = sum((n_in + 1) * units for n_in, units in self._shapes())
        self.parameters = aligned_zeros((n_parameters,), self.dtype)
        self.gradients = aligned_zeros((n_parameters,), self.dtype)
        self._build_layers()

    def _build_layers(self) -> None:
        shapes = self._shapes()
        weights = split_vector(self.parameters, shapes)
        gradients = split_vector(self.gradients, shapes)
        for number, layer in enumerate(self.layers):
            own = slice(2 * number, 2 * number + 2)
            layer.build_in(weights[own], gradients[own], self._weights_rng)
        self._workspaces.clear()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """After copy or pickle give the layers views again: a copied view is a copy."""
        self.__dict__ |= state
        if self.built:
            self._build_layers()

    def _shapes(self) -> list[tuple[int, int]]:
        units = [layer.units for layer in self.layers]
        return list(zip([self.n_in or 0, *units], units, strict=False))

    @property
    def trainable(self) -> bool:
        """Whether a fit changes any layer; setting it sets that of every layer."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = value

    def views(self, vector: Array) -> list[Array]:
        """Return views of a vector that is laid out like `parameters`, as get_weights has them."""
        views = split_vector(vector, self._shapes())
        without = {2 * n + 1 for n, layer in enumerate(self.layers) if not layer.use_bias}
        return [view for number, view in enumerate(views) if number not in without]

    @property
    def trainable_weights(self) -> list[Array]:
        """Those of the arrays that a fit changes."""
        return [array for layer in self.layers if layer.trainable for array in layer.weights]

    @property
    def non_trainable_weights(self) -> list[Array]:
        """Those of the arrays that a fit leaves as they are."""
        return [array for layer in self.layers if not layer.trainable for array in layer.weights]

    @property
    def weights(self) -> list[Array]:
        """The arrays themselves: kernel (n_in, units) and bias (units,) of each layer in turn."""
        self.require_built()
        return [array for layer in self.layers for array in layer.weights]

    variables, trainable_variables = weights, trainable_weights  # Keras's other names

    @plain_errors
    def get_weights(self) -> list[Array]:
        """Return copies of `weights`."""
        return copies(self.weights)

    @plain_errors
    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Replace all weights; raises ValueError, and changes nothing, where shapes differ."""
        replace_all(self.weights, weights, "weights must have the shapes")

    @plain_errors
    def count_params(self) -> int:
        """Return the number of all weights and biases."""
        return sum(array.size for array in self.weights)

    def get_config(self) -> Config:
        """Return name and layers as Keras writes them."""
        config: Config = {"name": self.name, "layers": []}
        if self.n_in is not None:
            shape = [None, self.n_in]
            first = {"batch_shape": shape, "dtype": "float32", "name": "input_layer"}
            config["layers"] = [named("keras.layers", "InputLayer", first)]
            config["build_input_shape"] = shape
        config["layers"] += [to_dict("layers", layer) for layer in self.layers]
        return config

    def compiled(self) -> tuple[Optimizer, Loss]:
        """Return optimizer and loss; raises ValueError before compile."""
        if self.optimizer is None or self.loss is None:
            raise ValueError(
                "The model has no loss yet. Call model.compile(loss=BinaryCrossentropy()) first."
            )
        if not (isinstance(self.optimizer, Optimizer) and isinstance(self.loss, Loss)):
            raise TypeError("Set optimizer and loss by model.compile(optimizer, loss).")
        metrics = self.metrics.values() if isinstance(self.metrics, dict) else [None]
        if not all(isinstance(metric, Metric) for metric in metrics):
            raise TypeError("Set metrics by model.compile(optimizer, loss, metrics=[…]).")
        return self.optimizer, self.loss

    def bind_optimizer(self) -> None:
        """Bind the optimizer to the vectors to work on, and what of them is frozen."""
        optimizer, _ = self.compiled()
        frozen = [array for layer in self.layers for array in layer.frozen()]
        optimizer.bind(self.parameters, self.gradients, frozen)

    def workspace(self, n: int) -> Workspace:
        """Return the buffers for batches of n examples; small ones are kept for the next time."""
        workspace = self._workspaces.get(n)
        if workspace is None:
            workspace = Workspace(self.layers, self.parameters, self.gradients, n)
            if n <= QUICK_ROWS:
                self._workspaces[n] = workspace
        return workspace

    def logits(self, X: Array) -> Array:
        """Return the z of the output layer for checked examples: (m, units)."""
        with one_blas_thread():
            return logits_of_many(self.layers, X)

    def output(self, X: Array) -> Array:
        """Return the a of the output layer: (m, units); raises ValueError for NaN in X."""
        if len(X) <= QUICK_ROWS:  # at once: to set the threads of BLAS would take longer
            workspace = self.workspace(len(X))
            workspace.X[...] = X
            logits = workspace.logits()
        else:
            logits = self.logits(X)
        output = self.layers[-1].activation.new_array(logits)
        if not math.isfinite(np.vdot(output, output)):  # quicker than np.isfinite
            refuse_nan(X)
        return output

    def backpropagate(self, data: Examples) -> Workspace:
        """Compute `gradients` with all examples as one batch."""
        _, loss = self.compiled()
        workspace = self.workspace(len(data.X))
        with one_blas_thread():
            workspace.X[...] = data.X
            workspace.forward()
            workspace.loss_gradient(loss, data.y, data.weights)
            workspace.backward()
        return workspace

    def logs(self, data: Examples) -> dict[str, float]:
        """Return loss and metrics on checked examples, by name."""
        return self.logs_of(data.y, self.logits(data.X), data.weights, self.penalty())

    def logs_of(
        self, y: Array, Z: Array, weights: Array | None, penalty: float
    ) -> dict[str, float]:
        """Return loss and metrics, by name, of output logits Z (m, units) for labels y."""
        _, loss = self.compiled()
        activation = self.layers[-1].activation
        losses = loss.values(y, Z, activation)
        if weights is not None:
            losses = losses * weights[:, 0]
        logs = {"loss": float(losses.mean()) + penalty}
        if self.metrics:
            A = activation(Z)
            logs |= {name: float(metric.value(y, A)) for name, metric in self.metrics.items()}
        return logs

    def penalty(self) -> float:
        """Return what the regularizers of the layers that are trained add to the loss."""
        return sum(
            layer.kernel_regularizer.penalty(layer.kernel)
            for layer in self.layers
            if layer.kernel_regularizer is not None and layer.trainable
        )

    def require_built(self) -> None:
        """Raise ValueError where there are no weights yet."""
        if not self.built:
            raise ValueError(
                "The model has no weights yet. Start it with Input((n_in,)), call "
                "model.build((None, n_in)), or fit it to data first."
            )
