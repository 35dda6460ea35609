"""Sequential: the lecture's three steps. 1 specify, 2 compile, 3 fit; then evaluate and predict.

numpy only; knows nothing of drawings or windows. Here are the checks of what a caller passes; the
layers and their weights stand in network.py, the loop behind fit in training_loop.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

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
)
from .arrays import Array, copies, one_blas_thread
from .callback import Callback, CallbackList, History
from .keras_methods import KerasMethods, results
from .layers import Dense, Input
from .losses import Loss, get_loss
from .metrics import get_metrics
from .network import Network
from .optimizers import Optimizer, get_optimizer
from .progress_bar import progress
from .settings import true_or_false, whole_number
from .training_loop import evaluate, predict, train
from .workspace import LayerValues, Workspace, make_predictor


class Sequential(Network, KerasMethods):
    """Dense layers, each fed with the output of the one before, that learn from examples.

    layers : Dense layers; the first entry may be Input((n_in,)), else the first data tells n_in
    seed : gives the same first weights and the same shuffles again; None is different each time

    Only one thread at a time may use a model.

    >>> model = Sequential([Dense(3, activation="sigmoid"), Dense(1, activation="sigmoid")])
    >>> model.compile(loss="binary_crossentropy", optimizer="adam")
    >>> history = model.fit(np.eye(4), [0, 1, 1, 0], epochs=5, verbose=0)
    >>> model.predict(np.eye(4)).shape
    (4, 1)
    """

    @plain_errors
    def __init__(
        self,
        layers: Iterable[Dense | Input] | None = None,
        trainable: bool = True,
        name: str | None = None,
        *,
        seed: int | None = None,
    ):
        super().__init__(layers, trainable, name, seed)
        self.history: History | None = None

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
        ends_in_sigmoid = self.layers and self.layers[-1].activation is sigmoid
        if ends_in_sigmoid and getattr(self.loss, "from_logits", False):
            warnings.warn(
                "The loss has from_logits=True, but the last layer is a sigmoid, whose output is "
                "no logit. The z before that sigmoid is taken, as Keras does. Leave out "
                "from_logits, or make the last layer linear.",
                stacklevel=3,
            )

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
        steps, shuffled = -(-len(data.X) // batch_size), true_or_false("shuffle", shuffle)
        history = History()
        self.history, self.stop_training = history, False
        params = {"epochs": epochs, "steps": steps, "verbose": verbose}
        calls = CallbackList(callbacks, self, params)
        calls.add(*progress(verbose), history)
        train(self, data, held_out, planned, batch_size, shuffled, calls)
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

        batch_size and verbose are there for Keras's sake: only callbacks see batches.
        """
        data = self.examples(x, y, sample_weight)
        batch_size, calls = self._calls(callbacks, len(data.X), batch_size, verbose, steps)
        return results(evaluate(self, data, batch_size, calls), return_dict)

    def _calls(
        self, callbacks: Any, m: int, batch_size: int | None, verbose: int | str, steps: None
    ) -> tuple[int, CallbackList]:
        progress(verbose)  # refuses what is none of its values
        if steps is not None:
            raise ValueError(f"steps must be None, got {described(steps)}: pass fewer examples.")
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

        batch_size and verbose are there for Keras's sake: only callbacks see batches.
        """
        self.require_built()
        X = as_inputs(x, self.n_in)
        if not (batch_size is steps is callbacks is None and verbose == 0):
            calls = self._calls(callbacks, len(X), batch_size, verbose, steps)
            if callbacks is not None:
                return predict(self, X, *calls)
        return self.output(X)

    @plain_errors
    def __call__(self, x: npt.ArrayLike, training: bool = False) -> Array:
        """Return what predict does, of a new model with its first weights."""
        if not self.built:
            self.build(as_inputs(x).shape)
        return self.predict(x)

    @plain_errors
    def predictor(self) -> Callable[[Array], Array]:
        """Return a quick function for one example at a time, with the weights as they are now.

        It takes x (n_in,) float32, unchecked, and returns the output (units,) in a third of the
        time of predict, for a prediction at every move of a pen.
        """
        self.require_built()
        return make_predictor(self.layers)

    @plain_errors
    def forward(self, x: npt.ArrayLike) -> list[LayerValues]:
        """Return every layer's z and a for examples x (m, n_in), as the lecture computes them.

        >>> model = Sequential([Input((4,)), Dense(3), Dense(1)])
        >>> [values.a.shape for values in model.forward(np.eye(4))]
        [(4, 3), (4, 1)]
        """
        self.require_built()
        X = as_inputs(x, self.n_in)
        refuse_nan(X)
        workspace = Workspace(self.layers, self.parameters, self.gradients, len(X))
        workspace.X[...] = X
        with one_blas_thread():
            workspace.forward()
        return [LayerValues(each.Z, each.layer.activation(each.Z)) for each in workspace.layers]

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
