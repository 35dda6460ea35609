"""Write keras_numbers.json: what real Keras makes of every case in keras_cases.py.

Run by hand, in an environment with Keras 3 and a backend:  python tests/nn/ask_keras.py
"""

import inspect
import json
from operator import attrgetter
from pathlib import Path

import keras
import keras_cases
from keras import initializers
from keras_cases import CASES, run

SCALED = (
    *("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal"),
    *("VarianceScaling", "TruncatedNormal"),
)


def spread(name):
    """Return the standard deviation and largest size of Keras's draws for a large kernel."""
    values = getattr(initializers, name)(seed=1)((400, 300))
    values = keras.ops.convert_to_numpy(values)
    return [float(values.std()), float(abs(values).max())]


def arguments():
    """Return the arguments that Keras knows for each class that a file may name."""
    found = {}
    for module, names in keras_cases.CONFIGURABLE.items():
        place = attrgetter(module)(keras)
        for name in names:
            signature = inspect.signature(getattr(place, name))
            found[f"{module}.{name}"] = list(signature.parameters)
    return found


def defaults():
    """Return the defaults of those arguments, and of other calls, that JSON can say."""
    found = {}
    for path in [*arguments(), *keras_cases.WITH_DEFAULTS]:
        parameters = inspect.signature(attrgetter(path)(keras)).parameters.values()
        found[path] = {
            each.name: each.default
            for each in parameters
            if each.default is None or isinstance(each.default, bool | int | float | str)
        }
    return found


if __name__ == "__main__":
    numbers = {
        "keras": f"{keras.__version__} on {keras.backend.backend()}",
        "cases": {name: run(keras, name) for name in CASES},
        "arguments": arguments(),
        "defaults": defaults(),
        "initializers": {name: spread(name) for name in SCALED},
    }
    path = Path(__file__).with_name("keras_numbers.json")
    path.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
