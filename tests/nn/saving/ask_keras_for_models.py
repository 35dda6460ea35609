"""Write models/*.keras by real Keras, and beside each what Keras predicts and how it trains on.

Run by hand, for each version of Keras to be read:  python ask_keras_for_models.py [VARIANT]
"""

import json
import sys
from pathlib import Path

import keras
from keras import layers, metrics, optimizers

sys.path.append(str(Path(__file__).parents[1]))
from keras_cases import X, Y

FOLDER = Path(__file__).with_name("models")


def variants():
    """Return what each file differs in: optimizer, metrics, epochs before saving, layers, loss."""
    schedule = optimizers.schedules.ExponentialDecay(0.02, 3, 0.5)
    settings = [
        "accuracy",
        metrics.BinaryAccuracy(name="at_30", threshold=0.3),
        metrics.Precision(thresholds=0.55, name="p55"),
        metrics.AUC(name="auc"),
        "mse",
    ]
    return {
        "adam": {"optimizer": optimizers.Adam(0.01)},
        "momentum": {"optimizer": optimizers.SGD(0.1, momentum=0.9)},
        "rmsprop": {"optimizer": "rmsprop"},
        "unfitted": {"optimizer": optimizers.Adam(0.01), "epochs": 0},
        "unfitted_sgd": {"optimizer": optimizers.SGD(0.1), "epochs": 0},
        "schedule": {"optimizer": optimizers.Adam(schedule)},
        "metrics": {"optimizer": "adam", "metrics": settings},
        "frozen": {"optimizer": optimizers.Adam(0.01), "frozen": True},
        "no_bias": {"optimizer": optimizers.Adam(0.01), "use_bias": False},
        "hinge": {"optimizer": "adam", "loss": "hinge"},
        "frozen_later": {"optimizer": optimizers.Adam(0.01), "frozen_later": True},
        "functions": {
            "optimizer": "adam",
            "loss": keras.losses.binary_crossentropy,
            "metrics": [keras.metrics.binary_accuracy],
        },
        "lecun": {"optimizer": "sgd", "kernel_initializer": "lecun_normal"},
    }


def write(name, optimizer, metrics=("accuracy",), epochs=2, frozen=False, **options):
    use_bias, frozen_later = options.pop("use_bias", True), options.pop("frozen_later", False)
    initializer = options.pop("kernel_initializer", "glorot_uniform")
    first = {"name": "first", "use_bias": use_bias, "kernel_initializer": initializer}
    keras.utils.set_random_seed(1)
    penalty = keras.regularizers.L2(0.01)
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4, activation="relu", **first),
            layers.Dense(1, activation="sigmoid", kernel_regularizer=penalty, trainable=not frozen),
        ],
        name="by_keras",
    )
    options = {"loss": "binary_crossentropy", **options}
    model.compile(optimizer=optimizer, metrics=list(metrics), **options)
    x = X[:96, :6]  # three whole batches: Keras 3.0 weighs a smaller last one like the others
    model.fit(x, Y[:96], epochs=epochs, shuffle=False, verbose=0)
    model.layers[0].trainable = not frozen_later
    path = FOLDER / f"keras_{keras.__version__}_{name}.keras"
    model.save(path)
    if frozen_later:  # then the optimizer starts anew
        model = keras.models.load_model(path)
    predicted = model.predict(x, verbose=0).ravel()
    expected = {"predict": [float(p) for p in predicted]}
    history = model.fit(x, Y[:96], epochs=3, shuffle=False, verbose=0).history
    expected |= {key: [float(value) for value in values] for key, values in history.items()}
    path.with_suffix(".json").write_text(json.dumps(expected) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name, options in variants().items():
        if sys.argv[1:] in ([], [name]):
            write(name, **options)
