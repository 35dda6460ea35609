"""Sequential: the lecture's three steps. 1 specify, 2 compile, 3 fit; then evaluate and predict.

numpy only; knows nothing of drawings or windows. What a layer computes stands in layers.py, how
wrong it is in losses.py, how it learns in optimizers.py, the loop behind fit in training_loop.py.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .activations import sigmoid
from .arguments import described, plain_errors
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
from .arrays import Array, aligned_zeros, copies, new_rng, one_blas_thread, replace_all
from .callback import Callback, CallbackList, History
from .keras_methods import KerasMethods, results
from .layers import Dense, Input
from .losses import Loss, get_loss
from .metrics import Metric, get_metrics
from .optimizers import Optimizer, get_optimizer
from .progress_bar import progress
from .training_loop import evaluate, predict, train
from .workspace import (
    QUICK_ROWS,
    LayerValues,
    Workspace,
    logits_of_many,
    make_predictor,
    split_vector,
)


class Sequential(KerasMethods):
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

    @plain_errors
    def __init__(
        self,
        layers: Iterable[Dense | Input] | None = None,
        trainable: bool = True,
        name: str | None = None,
        *,
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
        self.n_in: int | None = None
        self._workspaces: dict[int, Workspace] = {}  # by the number of examples
        self._weights_rng, self.shuffle_rng = new_rng(seed).spawn(2)
        if not isinstance(layers, Iterable | None):
            raise TypeError(f"layers must be a list such as [Dense(1)], got {described(layers)}.")
        for layer in layers or ():
            self._append(layer)
        self._make_parameters()
        if not trainable:
            self.trainable = False

    # 1 specify

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
        if layer.input is not None and not self.layers:
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
        self.layers.append(layer)

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
            layer.trainable = bool(value)

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

    def count_params(self) -> int:
        """Return the number of all weights and biases."""
        return sum(array.size for array in self.weights)

    # 2 compile

    @plain_errors
    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss | None = None,
        loss_weights: None = None,
        metrics: Sequence[Any] | str | None = None,
    ) -> None:
        """Set the optimizer, the loss to minimise, and the metrics to report.

        optimizer : "rmsprop", "sgd", "adam" or an Optimizer; one by name starts afresh
        loss : "binary_crossentropy", "mean_squared_error" or a Loss
        loss_weights : of Keras, for models of several outputs; only None
        metrics : "accuracy", "precision", "recall" …, Metrics or functions of (y_true, y_pred)
        """
        if loss_weights is not None:
            raise ValueError("loss_weights are for several outputs. For metrics write metrics=[…].")
        self.optimizer = get_optimizer(optimizer)
        self.loss = None if loss is None else get_loss(loss)
        self.metrics = get_metrics(metrics)
        if getattr(self.loss, "from_logits", False) and self._ends_in_sigmoid():
            warnings.warn(
                "The loss has from_logits=True, but the last layer is a sigmoid, whose output is "
                "no logit. The z before that sigmoid is taken, as Keras does. Leave out "
                "from_logits, or make the last layer linear.",
                stacklevel=3,
            )

    def compiled(self) -> tuple[Optimizer, Loss]:
        """Return optimizer and loss; raises ValueError before compile."""
        if self.optimizer is None or self.loss is None:
            raise ValueError(
                "The model has no loss yet. Call model.compile(loss=BinaryCrossentropy()) first."
            )
        if not (isinstance(self.optimizer, Optimizer) and isinstance(self.loss, Loss)):
            raise TypeError("Set optimizer and loss by model.compile(optimizer, loss).")
        return self.optimizer, self.loss

    def bind_optimizer(self) -> None:
        """Bind the optimizer to the vectors to work on, and what of them is frozen."""
        optimizer, _ = self.compiled()
        frozen = [array for layer in self.layers for array in layer.frozen()]
        optimizer.bind(self.parameters, self.gradients, frozen)

    # 3 fit

    @plain_errors
    def fit(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = 1,
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[npt.ArrayLike] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: npt.ArrayLike | None = None,
        initial_epoch: int = 0,
    ) -> History:
        """Fit the weights to examples x (m, n_in) and labels y (m,) or (m, units).

        batch_size : examples in a step; the last batch of an epoch may be smaller
        epochs : the epoch to end before; counting starts at `initial_epoch`
        verbose : 0 silent, 1 a progress bar if in a terminal, 2 a line an epoch
        validation_split : the share of examples, from the end and unshuffled, to hold out
        validation_data : (x, y) or (x, y, sample_weight) to hold out instead
        sample_weight : (m,), the weight of each example in the loss; or class_weight by label

        Returns the History, also as `model.history`. Raises ValueError for data that don't fit the
        model or the loss. A fit whose loss becomes NaN or infinite ends with a RuntimeWarning and
        the weights from before that epoch. See training_loop.py for what happens inside.
        """
        data = self.examples(x, y, sample_weight)
        if validation_data is None:
            data, held_out = split_tail(data, validation_split)
        else:
            held_out = self.examples(*as_validation_data(validation_data))
        data = weigh_classes(data, class_weight)
        batch_size = whole_number("batch_size", 32 if batch_size is None else batch_size, 1)
        first = whole_number("initial_epoch", initial_epoch, 0)
        planned = range(first, whole_number("epochs", epochs, 0))
        steps = -(-len(data.X) // batch_size)
        history = History()
        self.history, self.stop_training = history, False
        params = {"epochs": epochs, "steps": steps, "verbose": verbose}
        calls = CallbackList(callbacks, self, params)
        calls.add(*progress(verbose), history)
        train(self, data, held_out, planned, batch_size, shuffle, calls)
        self.history = history  # also when a callback has called fit
        return history

    @plain_errors
    def evaluate(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = None,
        verbose: int | str = 0,
        sample_weight: npt.ArrayLike | None = None,
        steps: None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Return the loss, or [loss, metric, …], on examples x and labels y.

        batch_size, verbose and steps are there for Keras's sake: only callbacks see batches.
        """
        data = self.examples(x, y, sample_weight)
        batch_size, calls = self._calls(callbacks, len(data.X), batch_size, verbose)
        return results(evaluate(self, data, batch_size, calls), return_dict)

    def _calls(
        self, callbacks: Any, m: int, batch_size: int | None, verbose: int | str
    ) -> tuple[int, CallbackList]:
        size = whole_number("batch_size", 32 if batch_size is None else batch_size, 1)
        params = {"epochs": 1, "steps": -(-m // size), "verbose": verbose}
        return size, CallbackList(callbacks, self, params)

    @plain_errors
    def gradients_of(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> list[Array]:
        """Return the gradients of the mean loss on x, y, in the order and shapes of get_weights."""
        self.backpropagate(self.examples(x, y, sample_weight))
        return copies(self.views(self.gradients))

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

    # predict

    @plain_errors
    def predict(
        self,
        x: npt.ArrayLike,
        batch_size: int | None = None,
        verbose: int | str = 0,
        steps: None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
    ) -> Array:
        """Return the output for examples x (m, n_in): (m, units), for the lecture P(y = 1).

        batch_size, verbose and steps are there for Keras's sake: only callbacks see batches.
        """
        self._require_built()
        X = as_inputs(x, self.n_in)
        if callbacks is not None:
            return predict(self, X, *self._calls(callbacks, len(X), batch_size, verbose))
        if len(X) <= QUICK_ROWS:  # at once: to set the threads of BLAS would take longer
            workspace = self.workspace(len(X))
            workspace.X[...] = X
            prediction = self.layers[-1].activation.new_array(workspace.logits())
        else:
            prediction = self.layers[-1].activation.new_array(self.logits(X))
        if not math.isfinite(np.vdot(prediction, prediction)):  # quicker than np.isfinite
            refuse_nan(X)
        return prediction

    @plain_errors
    def __call__(self, x: npt.ArrayLike, training: bool = False) -> Array:
        """Return what predict does, of a new model with its first weights."""
        if not self.built:
            self.build(as_inputs(x).shape)
        return self.predict(x)

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
        X = as_inputs(x, self.n_in)
        refuse_nan(X)
        workspace = Workspace(self.layers, self.parameters, self.gradients, len(X))
        workspace.X[...] = X
        with one_blas_thread():
            workspace.forward()
        return [LayerValues(each.Z, each.layer.activation(each.Z)) for each in workspace.layers]

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

    def examples(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> Examples:
        """Check x, y and weights; then build the model for them, if it isn't yet."""
        _, loss = self.compiled()
        X = as_inputs(x, self.n_in)
        refuse_nan(X)
        if not self.layers:
            raise ValueError("The model has no layers. Add Dense layers first.")
        targets = as_targets(y, len(X), self.layers[-1].units)
        loss.check_labels(targets)
        data = Examples(X, targets, as_weights(sample_weight, len(X)))
        if not self.built:
            self.build((None, X.shape[1]))
        return data

    def _ends_in_sigmoid(self) -> bool:
        return bool(self.layers) and self.layers[-1].activation is sigmoid

    def _require_built(self) -> None:
        if not self.built:
            raise ValueError(
                "The model has no weights yet. Start it with Input((n_in,)), call "
                "model.build((None, n_in)), or fit it to data first."
            )
