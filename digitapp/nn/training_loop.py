"""The training loop: epochs of shuffled batches, each a step downhill.

numpy only. This is what stands behind `model.fit`: forward, loss, backward, update. It is the only
training loop in the program; whatever else is to happen at a step happens in a callback. The two
lesser loops, behind evaluate and predict, are there for callbacks alone.
"""

from __future__ import annotations

import math
import warnings

import numpy as np

from .array_checks import Examples
from .arrays import Array, one_blas_thread
from .callback import CallbackList
from .network import Network
from .workspace import Workspace


def train(
    model: Network,
    data: Examples,
    held_out: Examples | None,
    epochs: range,
    batch_size: int,
    shuffle: bool,
    calls: CallbackList,
) -> None:
    """Train on all data once an epoch, until the last epoch or `model.stop_training`.

    The logs of an epoch are means over its batches, each as it was before its update, as in Keras.
    """
    m, (optimizer, loss) = len(data.X), model.compiled()
    model.bind_optimizer()
    record = EpochRecord(model, data, batch_size)
    logs: dict[str, float] = {}
    with one_blas_thread(), np.errstate(over="ignore", invalid="ignore"):
        calls.call("on_train_begin", {})
        for epoch in epochs:
            if model.stop_training:
                break
            calls.call("on_epoch_begin", epoch, {})
            shuffled = shuffle and m > batch_size
            order = model.shuffle_rng.permutation(m) if shuffled else np.arange(m)
            record.begin(order)
            for batch, (rows, y, weights, logits, workspace) in enumerate(record.batches):
                if model.stop_training:
                    break
                if calls.begin_batches:
                    calls.batch_begin(batch)
                    if model.stop_training:  # asked for while a callback waited there
                        break
                data.X.take(rows, 0, workspace.X, "clip")
                workspace.forward()
                workspace.loss_gradient(loss, y, weights)
                workspace.backward()
                logits[...] = workspace.output.Z
                record.count(workspace.n)
                optimizer.step()
                if calls.end_batches:
                    calls.batch_end(batch, record.logs)
            if record.done > 0:
                logs = record.logs()
                if held_out is not None:
                    val_logs = evaluate(model, held_out, batch_size, calls)
                    logs |= {f"val_{key}": value for key, value in val_logs.items()}
                record.refuse_divergence(epoch, logs["loss"], calls)
                calls.call("on_epoch_end", epoch, logs)
        calls.call("on_train_end", logs)


def evaluate(
    model: Network, data: Examples, batch_size: int, calls: CallbackList
) -> dict[str, float]:
    """Return loss and metrics on data; batch by batch where a callback watches that."""
    calls.call("on_test_begin", {})
    if calls.watch("on_test_batch_begin", "on_test_batch_end"):
        Z = np.empty_like(data.y)
        for batch, start in enumerate(range(0, len(data.X), batch_size)):
            stop = min(start + batch_size, len(data.X))
            calls.call("on_test_batch_begin", batch, {})
            Z[start:stop] = model.logits(data.X[start:stop])
            so_far = data.part(slice(stop))
            logs = model.logs_of(so_far.y, Z[:stop], so_far.weights, model.penalty())
            calls.call("on_test_batch_end", batch, logs)
    else:
        logs = model.logs(data)
    calls.call("on_test_end", logs)
    return logs


def predict(model: Network, X: Array, batch_size: int, calls: CallbackList) -> Array:
    """Return the output for checked examples, computed batch by batch."""
    calls.call("on_predict_begin", {})
    outputs = []
    for batch, start in enumerate(range(0, len(X), batch_size)):
        calls.call("on_predict_batch_begin", batch, {})
        outputs.append(model.output(X[start : start + batch_size]))
        calls.call("on_predict_batch_end", batch, {"outputs": outputs[-1]})
    calls.call("on_predict_end", {})
    return np.concatenate(outputs)


class EpochRecord:
    """What is kept of a running epoch: its order, its logits, and the weights before it.

    batches : of each batch its rows among the examples, their labels, weights and logits, all four
        views of what `begin` fills anew, and the workspace of that size
    """

    def __init__(self, model: Network, data: Examples, batch_size: int):
        self._model, self._data, m = model, data, len(data.X)
        self._optimizer, _ = model.compiled()
        self._order, self._y, self._Z = np.arange(m), data.y.copy(), data.y.copy()
        self._weights = weights = None if data.weights is None else data.weights.copy()
        self._regularized = any(layer.kernel_regularizer for layer in model.layers)
        workspaces = {n: model.workspace(n) for n in {min(batch_size, m), m % batch_size} - {0}}
        self.batches: list[tuple[Array, Array, Array | None, Array, Workspace]] = []
        for start in range(0, m, batch_size):
            part = slice(start, min(start + batch_size, m))
            own = None if weights is None else weights[part]
            workspace = workspaces[part.stop - start]
            rows, y, logits = self._order[part], self._y[part], self._Z[part]
            self.batches.append((rows, y, own, logits, workspace))

    def begin(self, order: Array) -> None:
        """Start an epoch that takes the examples in that order."""
        self._order[...] = order
        self._data.y.take(order, 0, self._y, "clip")
        if self._weights is not None and self._data.weights is not None:
            self._data.weights.take(order, 0, self._weights, "clip")
        self.done, self._penalty = 0, 0.0
        self._first_parameters = self._model.parameters.copy()

    def count(self, n: int) -> None:
        """Count the n examples of a batch, whose logits are written, and its penalty."""
        self.done += n
        if self._regularized:
            self._penalty += n * self._model.penalty()

    def logs(self) -> dict[str, float]:
        """Return loss and metrics over the batches done so far."""
        done = self.done
        weights = None if self._weights is None else self._weights[:done]
        return self._model.logs_of(self._y[:done], self._Z[:done], weights, self._penalty / done)

    def refuse_divergence(self, epoch: int, loss: float, calls: CallbackList) -> None:
        """Restore the epoch's first weights, and stop, where loss or weights aren't finite."""
        parameters = self._model.parameters
        if math.isfinite(loss) and np.isfinite(parameters).all():
            return
        parameters[...] = self._first_parameters
        self._optimizer.reset()
        self._model.stop_training = True
        message = (
            f"Training diverged in epoch {epoch + 1}: the loss became {loss}. The weights from "
            "before that epoch are kept. Try a learning_rate smaller than "
            f"{self._optimizer.learning_rate:g}."
        )
        if not calls.divergence(epoch, message):
            warnings.warn(message, RuntimeWarning, stacklevel=4)
