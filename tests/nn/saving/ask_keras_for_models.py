"""Write models/*.keras by real Keras, and beside each what Keras predicts and how it trains on.

Run by hand, for each version of Keras to be read:  python tests/nn/saving/ask_keras_for_models.py
"""

import json
import sys
from pathlib import Path

import keras
from keras import layers, optimizers

sys.path.append(str(Path(__file__).parents[1]))
from keras_cases import X, Y

FOLDER = Path(__file__).with_name("models")
OPTIMIZERS = {
    "adam": lambda: optimizers.Adam(0.01),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9),
    "rmsprop": lambda: "rmsprop",
}


def write(name, optimizer):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4, activation="relu", name="first"),
            layers.Dense(1, activation="sigmoid", kernel_regularizer=keras.regularizers.L2(0.01)),
        ],
        name="by_keras",
    )
    model.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    x = X[:96, :6]  # three whole batches: Keras 3.0 weighs a smaller last one like the others
    model.fit(x, Y[:96], epochs=2, shuffle=False, verbose=0)
    path = FOLDER / f"keras_{keras.__version__}_{name}.keras"
    model.save(path)
    expected = {"predict": model.predict(x, verbose=0).ravel().astype(float).tolist()}
    history = model.fit(x, Y[:96], epochs=3, shuffle=False, verbose=0).history
    expected["loss"] = [float(loss) for loss in history["loss"]]
    path.with_suffix(".json").write_text(json.dumps(expected) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name, make in OPTIMIZERS.items():
        write(name, make())
