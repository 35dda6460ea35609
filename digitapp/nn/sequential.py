"""Sequential: the lecture's three steps. 1 specify, 2 compile, 3 fit; then evaluate and predict.

numpy only; knows nothing of drawings or windows. What a layer computes stands in layers.py, how
wrong it is in losses.py, how it learns in optimizers.py, the loop behind fit in training_loop.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt

from .array_checks import (
    Examples,
    as_inputs,
    as_targets,
    as_validation_data,
    as_weights,
    refuse_nan,
    split_tail,
    weigh_classes,
    whole_number,
)
from .arrays import Array, aligned_zeros, copies, one_blas_thread, replace_all
from .callbacks import Callback, CallbackList, History
from .layers import Dense, Input
from .losses import Loss, get_loss
from .metrics import Metric, get_metric
from .optimizers import Optimizer, get_optimizer
from .progress_bar import progress
from .training_loop import train
from .workspace import LayerValues, Workspace, make_predictor, split_vector

_CHUNK_ROWS = 48  # at a time when predicting: products of more rows take longer by the row


class Sequential:
    """Dense layers, each fed with the output of the one before, that learn from examples.

    layers : Dense layers; the first entry may be Input((n_in,)), else the first data tells n_in
    seed : gives the same first weights and the same shuffles again; None is different each time

    All weights lie in one vector, `parameters`, and their gradients in another, `gradients`, so
    that an optimizer is a handful of calls for the whole network. Only one thread at a time may
    use a model.

    >>> model = Sequential([Dense(3, activation="sigmoid"), Dense(1, activation="sigmoid")])
    >>> model.compile(loss="binary_crossentropy", optimizer="adam")
    >>> history = model.fit(np.eye(4), [0, 1, 1, 0], epochs=5, verbose=0)
    >>> model.predict(np.eye(4)).shape
    (4, 1)
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
        self.optimizer: Optimizer | None = None
        self.loss: Loss | None = None
        self.metrics: dict[str, Metric] = {}
        self.history: History | None = None
        self.stop_training = False
        self._n_in: int | None = None
        self._weights_rng, self.shuffle_rng = np.random.default_rng(seed).spawn(2)
        for layer in layers:
            self._append(layer)
        self._make_parameters()

    # 1 specify

    def add(self, layer: Dense | Input) -> None:
        """Append a layer; with a known input it gets its weights at once, others keep theirs."""
        self._append(layer)
        self._make_parameters()

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
            self._make_parameters()

    def _make_parameters(self) -> None:
        """Make the two vectors and give each layer its part, once input and a layer are known."""
        if self._n_in is None or not self.layers:
            return
        self.built = True
        n_parameters = sum((n_in + 1) * units for n_in, units in self._shapes())
        self.parameters = aligned_zeros((n_parameters,), self.dtype)
        self.gradients = aligned_zeros((n_parameters,), self.dtype)
        self._build_layers()

    def _build_layers(self) -> None:
        weights, gradients = self.views(self.parameters), self.views(self.gradients)
        for number, layer in enumerate(self.layers):
            own = slice(2 * number, 2 * number + 2)
            layer.build(weights[own], gradients[own], self._weights_rng)
        self._workspaces: dict[int, Workspace] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """After copy or pickle give the layers views again: a copied view is a copy."""
        self.__dict__ |= state
        if self.built:
            self._build_layers()

    def _shapes(self) -> list[tuple[int, int]]:
        units = [layer.units for layer in self.layers]
        return list(zip([self._n_in or 0, *units], units, strict=False))

    def views(self, vector: Array) -> list[Array]:
        """Return views of a vector that is laid out like `parameters`, as get_weights has them."""
        return split_vector(vector, self._shapes())

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
        return sum(array.size for array in self.weights)

    def summary(self) -> None:
        """Print a table of the layers, their outputs and their numbers of parameters."""
        print(f'Model: "{self.name}"')
        print(f"{'Layer (type)':<28}{'Output shape':<20}{'Activation':<12}{'Params':>8}")
        for layer in self.layers:
            title, shape = f"{layer.name} (Dense)", f"(None, {layer.units})"
            params = f"{layer.count_params():,}" if layer.built else "unbuilt"
            print(f"{title:<28}{shape:<20}{layer.activation.name:<12}{params:>8}")
        if self.built:
            size = self.count_params() * np.dtype(self.dtype).itemsize / 1024
            print(f"Total params: {self.count_params():,} ({size:.2f} KB)")

    # 2 compile

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss | None = None,
        metrics: str | Sequence[str | Metric] | None = None,
    ) -> None:
        """Set the optimizer, the loss to minimise, and the metrics to report.

        optimizer : "rmsprop", "sgd", "adam" or an Optimizer; one by name starts afresh
        loss : "binary_crossentropy", "mean_squared_error" or a Loss
        metrics : "accuracy", "precision", "recall" or functions of (y_true, y_pred)
        """
        self.optimizer = get_optimizer(optimizer)
        self.loss = None if loss is None else get_loss(loss)
        wanted = [metrics] if isinstance(metrics, str) else metrics or ()
        self.metrics = dict(get_metric(metric) for metric in wanted)

    def compiled(self) -> tuple[Optimizer, Loss]:
        """Return optimizer and loss; raises ValueError before compile."""
        if self.optimizer is None or self.loss is None:
            raise ValueError(
                "The model has no loss yet. Call model.compile(loss=BinaryCrossentropy()) first."
            )
        return self.optimizer, self.loss

    # 3 fit

    def fit(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = 1,
        callbacks: Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[npt.ArrayLike] | None = None,
        shuffle: bool = True,
        initial_epoch: int = 0,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: Mapping[int, float] | None = None,
    ) -> History:
        """Fit the weights to examples x (m, n_in) and labels y (m,) or (m, units).

        batch_size : examples in a step; the last batch of an epoch may be smaller
        epochs : the epoch to end before; counting starts at `initial_epoch`
        verbose : 0 silent, 1 a progress bar if in a terminal, 2 a line an epoch
        validation_split : the share of examples, from the end and unshuffled, to hold out
        validation_data : (x, y) or (x, y, sample_weight) to hold out instead
        sample_weight : (m,), what each example counts in the loss; or class_weight by label

        Returns the History, also as `model.history`. Raises ValueError for data that don't fit the
        model or the loss. A fit whose loss becomes NaN or infinite ends with a RuntimeWarning and
        the weights from before that epoch. See training_loop.py for what happens inside.
        """
        data = self._examples(x, y, sample_weight)
        if validation_data is None:
            data, held_out = split_tail(data, validation_split)
        else:
            held_out = self._examples(*as_validation_data(validation_data))
        data = weigh_classes(data, class_weight)
        batch_size = whole_number("batch_size", 32 if batch_size is None else batch_size, 1)
        first = whole_number("initial_epoch", initial_epoch, 0)
        planned = range(first, whole_number("epochs", epochs, 0))
        steps = -(-len(data.X) // batch_size)
        history = History()
        self.history, self.stop_training = history, False
        calls = CallbackList(
            [*(callbacks or ()), *progress(verbose), history],
            self,
            {"epochs": epochs, "steps": steps, "verbose": verbose},
        )
        train(self, data, held_out, planned, batch_size, shuffle, calls)
        self.history = history  # also when a callback has called fit
        return history

    def train_on_batch(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Train one step with all of x as the batch; return loss and metrics from before it."""
        optimizer, _ = self.compiled()
        data = weigh_classes(self._examples(x, y, sample_weight), class_weight)
        optimizer.bind(self.parameters, self.gradients)
        workspace = self._backpropagate(data)
        logs = self.logs_of(data.y, workspace.output.Z, data.weights, self.penalty())
        optimizer.update()
        return _results(logs, return_dict)

    def evaluate(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = None,
        verbose: int | str = 0,
        sample_weight: npt.ArrayLike | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Return the loss, or [loss, metric, …], on examples x and labels y.

        batch_size and verbose are there for Keras's sake; they change nothing.
        """
        return _results(self.logs(self._examples(x, y, sample_weight)), return_dict)

    def gradients_of(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> list[Array]:
        """Return the gradients of the mean loss on x, y, in the order and shapes of get_weights."""
        self._backpropagate(self._examples(x, y, sample_weight))
        return copies(self.views(self.gradients))

    def _backpropagate(self, data: Examples) -> Workspace:
        """Compute `gradients` with all examples as one batch."""
        _, loss = self.compiled()
        workspace = self.workspace(len(data.X))
        with one_blas_thread():
            workspace.forward(data.X.astype(self.dtype, copy=False))
            workspace.loss_gradient(loss, data.y, data.weights)
            workspace.backward()
        return workspace

    def logs(self, data: Examples) -> dict[str, float]:
        """Return loss and metrics on checked examples, by name."""
        return self.logs_of(data.y, self._logits(data.X), data.weights, self.penalty())

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
            logs |= {name: float(metric(y, A)) for name, metric in self.metrics.items()}
        return logs

    def penalty(self) -> float:
        """Return what the layers' regularizers add to the loss."""
        return sum(
            layer.kernel_regularizer.penalty(layer.kernel)
            for layer in self.layers
            if layer.kernel_regularizer is not None
        )

    # predict

    def predict(
        self, x: npt.ArrayLike, batch_size: int | None = None, verbose: int | str = 0
    ) -> Array:
        """Return the output for examples x (m, n_in): (m, units), for the lecture P(y = 1).

        batch_size and verbose are there for Keras's sake; they change nothing. A sigmoid is exact
        to 6e-8, so that less than that is told as 0.
        """
        self._require_built()
        X = as_inputs(x, self._n_in)
        if len(X) <= _CHUNK_ROWS:
            prediction = self.workspace(len(X)).forward(X).copy()
        else:
            prediction = self.layers[-1].activation(self._logits(X))
        if not np.isfinite(prediction).all():
            refuse_nan(X)
        return prediction

    __call__ = predict

    def predictor(self) -> Callable[[Array], Array]:
        """Return a quick function for one example at a time, with the weights as they are now.

        It takes x (n_in,) float32, unchecked, and returns the output (units,) in a third of the
        time of predict, for a prediction at every move of a pen.
        """
        self._require_built()
        return make_predictor(self.layers)

    def forward(self, x: npt.ArrayLike) -> list[LayerValues]:
        """Return every layer's z and a for examples x (m, n_in), as the lecture computes them.

        >>> model = Sequential([Input((4,)), Dense(3), Dense(1)])
        >>> [values.a.shape for values in model.forward(np.eye(4))]
        [(4, 3), (4, 1)]
        """
        self._require_built()
        X = as_inputs(x, self._n_in)
        refuse_nan(X)
        workspace = Workspace(self.layers, len(X))
        with one_blas_thread():
            workspace.forward(X)
        return [LayerValues(layer.Z, layer.A) for layer in workspace.layers]

    def workspace(self, n: int) -> Workspace:
        """Return the buffers for batches of n examples; small ones are kept for the next time."""
        workspace = self._workspaces.get(n)
        if workspace is None:
            workspace = Workspace(self.layers, n)
            if n <= _CHUNK_ROWS:
                self._workspaces[n] = workspace
        return workspace

    def _logits(self, X: Array) -> Array:
        """Return the z of the output layer for checked examples: (m, units)."""
        Z = np.empty((len(X), self.layers[-1].units), self.dtype)
        with one_blas_thread():
            for start in range(0, len(X), _CHUNK_ROWS):
                batch = X[start : start + _CHUNK_ROWS]
                workspace = self.workspace(len(batch))
                workspace.forward(batch)
                Z[start : start + _CHUNK_ROWS] = workspace.output.Z
        return Z

    def save(self, path: str | PathLike[str]) -> None:
        """Write the model to a .keras or .npz file (see saving/writer.py)."""
        from .saving.writer import save_model  # here, since what it imports takes long

        save_model(self, path)

    def _examples(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> Examples:
        """Check x, y and weights; then build the model for them, if it isn't yet."""
        _, loss = self.compiled()
        X = as_inputs(x, self._n_in)
        refuse_nan(X)
        if not self.layers:
            raise ValueError("The model has no layers. Add Dense layers first.")
        targets = as_targets(y, len(X), self.layers[-1].units)
        loss.check_labels(targets)
        data = Examples(X, targets, as_weights(sample_weight, len(X)))
        if not self.built:
            self.build((None, X.shape[1]))
        return data

    def _require_built(self) -> None:
        if not self.built:
            raise ValueError(
                "The model has no weights yet. Start it with Input((n_in,)), call "
                "model.build((None, n_in)), or fit it to data first."
            )


def _results(logs: dict[str, float], as_dict: bool) -> float | list[float] | dict[str, float]:
    """Return logs as Keras does: a dict if asked for, else the loss or [loss, metric, …]."""
    values = list(logs.values())
    return logs if as_dict else values[0] if len(values) == 1 else values
