"""Sequential: the lecture's three steps. 1 specify (network.py), 2 compile, 3 fit; then evaluate.

numpy only; knows nothing of drawings or windows. What a layer computes stands in layers.py, how
wrong it is in losses.py, how it learns in optimizers.py, the loop behind fit in training_loop.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy.typing as npt

from .array_checks import (
    Examples,
    as_inputs,
    as_targets,
    as_weights,
    refuse_nan,
    split_tail,
    weigh_classes,
    whole_number,
)
from .arrays import Array, copies, one_blas_thread
from .callbacks import Callback, CallbackList, History
from .layers import Dense, Input
from .losses import Loss, get_loss
from .metrics import Metric, get_metric
from .network import Network
from .optimizers import Optimizer, get_optimizer
from .progress_bar import progress
from .training_loop import train
from .workspace import Workspace


class Sequential(Network):
    """A network that can be compiled with a loss and fitted to examples.

    layers : Dense layers; the first entry may be Input((n_in,)), else the first data tells n_in
    seed : gives the same first weights and the same shuffles again; None is different each time

    Only one thread at a time may use a model.

    >>> model = Sequential([Dense(3, activation="sigmoid"), Dense(1, activation="sigmoid")])
    >>> model.compile(loss="binary_crossentropy", optimizer="adam")
    >>> history = model.fit(np.eye(4), [0, 1, 1, 0], epochs=5, verbose=0)
    >>> model.predict(np.eye(4)).shape
    (4, 1)
    """

    def __init__(
        self,
        layers: Iterable[Dense | Input] = (),
        name: str | None = None,
        seed: int | None = None,
    ):
        super().__init__(layers, name, seed)
        self.optimizer: Optimizer | None = None
        self.loss: Loss | None = None
        self.metrics: dict[str, Metric] = {}
        self.history: History | None = None
        self.stop_training = False

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss | None = None,
        metrics: str | Sequence[str | Metric] | None = None,
    ) -> None:
        """Say how to learn: by which loss, with which optimizer, and which metrics to report.

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

        Gives the History, also as `model.history`. Raises ValueError for data that don't fit the
        model or the loss. A fit whose loss becomes NaN or infinite ends with a RuntimeWarning and
        the weights from before that epoch. See training_loop.py for what happens inside.
        """
        data = self._examples(x, y, sample_weight)
        if validation_data is None:
            data, held_out = split_tail(data, validation_split)
        else:
            held_out = self._examples(*_three(validation_data))
        data = weigh_classes(data, class_weight)
        batch_size = whole_number("batch_size", 32 if batch_size is None else batch_size, 1)
        planned = range(
            whole_number("initial_epoch", initial_epoch, 0), whole_number("epochs", epochs, 0)
        )
        history = History()
        self.history, self.stop_training = history, False
        params = {
            "epochs": epochs,
            "steps": -(-len(data.X) // batch_size),
            "verbose": verbose,
        }
        calls = CallbackList([*(callbacks or ()), *progress(verbose), history], self, params)
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
        """Make one step with all of x as the batch; give loss and metrics from before it."""
        optimizer, _ = self.compiled()
        data = weigh_classes(self._examples(x, y, sample_weight), class_weight)
        optimizer.bind(self.parameters, self.gradients)
        network = self._backpropagate(data)
        logs = self.logs_of(data.y, network.output.Z, data.weights, self.penalty())
        optimizer.update()
        return logs if return_dict else _one_or_list(list(logs.values()))

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
        logs = self.logs(self._examples(x, y, sample_weight))
        return logs if return_dict else _one_or_list(list(logs.values()))

    def gradients_of(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> list[Array]:
        """Return the gradients of the mean loss on x, y, in the order and shapes of get_weights."""
        self._backpropagate(self._examples(x, y, sample_weight))
        return copies(self.views(self.gradients))

    def _backpropagate(self, data: Examples) -> Workspace:
        """Go forward and backward through all examples as one batch; leaves `gradients`."""
        _, loss = self.compiled()
        network = self.workspace(len(data.X))
        with one_blas_thread():
            network.forward(data.X.astype(self.dtype, copy=False))
            network.loss_gradient(loss, data.y, data.weights)
            network.backward()
        return network

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
            logs |= {name: float(metric(y, A)) for name, metric in self.metrics.items()}
        return logs

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


def _three(
    data: Sequence[npt.ArrayLike],
) -> tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike | None]:
    if not isinstance(data, tuple | list) or len(data) not in (2, 3):
        raise ValueError(
            f"validation_data must be (x, y) or (x, y, sample_weight), got a {type(data).__name__}."
        )
    return data[0], data[1], data[2] if len(data) == 3 else None


def _one_or_list(values: list[float]) -> float | list[float]:
    return values[0] if len(values) == 1 else values
