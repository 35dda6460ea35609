"""Methods of Keras's Sequential beside the lecture's: one batch, tables, configs, files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from .arguments import described, plain_errors
from .array_checks import weigh_classes
from .arrays import Array
from .layers import Dense, layer_from_dict
from .serialization import check_config, named
from .settings import true_or_false


class KerasMethods:
    """What Sequential has since Keras's users expect it. `self` is a Sequential."""

    @plain_errors
    def get_layer(self: Any, name: str | None = None, index: int | None = None) -> Dense:
        """Return the layer of that name, or at that place."""
        names = [layer.name for layer in self.layers]
        if index is None and name in names:
            index = names.index(name)
        if not isinstance(index, int) or not -len(names) <= index < len(names):
            wanted = described(index if name is None else name)
            raise ValueError(f"There is no layer {wanted}. Known are {names}.")
        layer: Dense = self.layers[index]
        return layer

    @plain_errors
    def pop(self: Any) -> Dense:
        """Remove the last layer and return it; the others keep their weights."""
        if not self.layers:
            raise ValueError("The model has no layers to remove.")
        *rest, last = self.layers
        self.layers, last.workspaces, self.built = tuple(rest), None, False
        self._make_parameters()
        layer: Dense = last
        return layer

    @property
    def input_shape(self: Any) -> tuple[None, int]:
        """(None, n_in), with None for any number of examples."""
        self.require_built()
        return None, self.n_in

    @property
    def output_shape(self: Any) -> tuple[None, int]:
        """(None, units of the last layer)."""
        self.require_built()
        return None, self.layers[-1].units

    @property
    def losses(self: Any) -> list[float]:
        """What the regularizer of each layer adds to the loss."""
        regularized = [layer for layer in self.layers if layer.kernel_regularizer]
        return [layer.kernel_regularizer.penalty(layer.kernel) for layer in regularized]

    @property
    def metrics_names(self: Any) -> list[str]:
        """The names of what evaluate returns, in its order."""
        return ["loss", *self.metrics]

    @plain_errors
    def summary(self: Any, print_fn: Callable[[str], object] | None = None) -> None:
        """Print a table of the layers, their outputs and their numbers of parameters."""
        print_fn = print if print_fn is None else print_fn
        if not callable(print_fn):
            raise TypeError(f"print_fn must be a function of a line, got {described(print_fn)}.")
        print_fn(f'Model: "{self.name}"')
        print_fn(f"{'Layer (type)':<28}{'Output shape':<20}{'Activation':<12}{'Params':>8}")
        for layer in self.layers:
            title, shape = f"{layer.name} (Dense)", f"(None, {layer.units})"
            params = f"{layer.count_params():,}" if layer.built else "unbuilt"
            print_fn(f"{title:<28}{shape:<20}{layer.activation.name:<12}{params:>8}")
        if self.built:
            size = self.count_params() * np.dtype(self.dtype).itemsize / 1024
            print_fn(f"Total params: {self.count_params():,} ({size:.2f} KB)")

    @classmethod
    @plain_errors
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Return a new model of a config, with first weights of its own."""
        check_config(config, "layers")
        name = config.get("name")
        if not isinstance(config["layers"], list | tuple):
            raise ValueError(f"layers must be a list, got {described(config['layers'])}.")
        layers = [layer_from_dict(entry) for entry in config["layers"]]
        return cls(layers, name=name)  # type: ignore[call-arg]

    def to_json(self: Any) -> str:
        """Return the layers as text, for models.model_from_json."""
        return json.dumps(named("keras", "Sequential", self.get_config()))

    @plain_errors
    def train_on_batch(
        self: Any,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Train one step with all of x as the batch; return loss and metrics from before it."""
        optimizer, _ = self.compiled()
        data = weigh_classes(self.examples(x, y, sample_weight), class_weight)
        self.bind_optimizer()
        workspace = self.backpropagate(data)
        logs = self.logs_of(data.y, workspace.output.Z, data.weights, self.penalty())
        optimizer.step()
        return results(logs, return_dict)

    @plain_errors
    def test_on_batch(
        self: Any,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
        return_dict: bool = False,
    ) -> float | list[float] | dict[str, float]:
        """Return what evaluate does: Keras's name for it on one batch."""
        return results(self.logs(self.examples(x, y, sample_weight)), return_dict)

    @plain_errors
    def predict_on_batch(self: Any, x: npt.ArrayLike) -> Array:
        """Return what predict does: Keras's name for it on one batch."""
        prediction: Array = self.predict(x)
        return prediction

    @plain_errors
    def save(self: Any, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write the model to a .keras or .npz file (see saving/writer.py)."""
        from .saving.writer import save_model  # here, since what it imports takes long

        save_model(self, filepath, overwrite)

    @plain_errors
    def save_weights(self: Any, filepath: str | PathLike[str], overwrite: bool = True) -> None:
        """Write the weights alone to a .weights.h5 file, as Keras does."""
        from .saving.writer import save_weights

        save_weights(self, filepath, overwrite)

    @plain_errors
    def load_weights(self: Any, filepath: str | PathLike[str]) -> None:
        """Read the weights from a .weights.h5 or .keras file of a model of the same layers."""
        from .saving.keras_weights import load_weights

        load_weights(self, filepath)


def results(logs: dict[str, float], as_dict: bool) -> float | list[float] | dict[str, float]:
    """Return logs as Keras does: a dict if asked for, else the loss or [loss, metric, …]."""
    values = list(logs.values())
    return (
        logs if true_or_false("return_dict", as_dict) else values[0] if len(values) == 1 else values
    )
