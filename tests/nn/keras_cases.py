"""The fits that digitapp.nn and Keras must agree on: the same data, first weights and settings.

numpy only, so that both the tests and the script that asks Keras can use it.
"""

import numpy as np

RNG = np.random.default_rng(20261123)


def _examples(m):
    """Return m noisy images, those of class 1 with a brighter upper half, and their labels."""
    y = RNG.integers(0, 2, (m, 1)).astype(np.float32)
    X = RNG.random((m, 400), dtype=np.float32) * np.float32(0.75)
    X[:, :200] += y * np.float32(0.25)
    return X, y


X, Y = _examples(100)
X_VAL, Y_VAL = _examples(40)
WEIGHTS = [
    RNG.normal(0, 0.1, shape).astype(np.float32)
    for shape in [(400, 25), (25,), (25, 15), (15,), (15, 1), (1,)]
]
SAMPLE_WEIGHT = RNG.random(100, dtype=np.float32) * 2
EPOCHS, BATCH_SIZE = 5, 32  # 100 examples: the last batch of an epoch has 4

LECTURE = ("sigmoid", "sigmoid", "sigmoid")
BCE = ("BinaryCrossentropy", {})
ADAM = ("Adam", {"learning_rate": 0.01})

# name: activations, loss, optimizer, more arguments of fit. Classes are given by name, since each
# library has its own; None is the default optimizer of compile.
CASES = {
    "default_compile": (LECTURE, BCE, None, {}),
    "sgd": (LECTURE, BCE, ("SGD", {"learning_rate": 0.5}), {}),
    "momentum": (LECTURE, BCE, ("SGD", {"learning_rate": 0.1, "momentum": 0.9}), {}),
    "nesterov": (
        LECTURE,
        BCE,
        ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
        {},
    ),
    "rmsprop": (LECTURE, BCE, ("RMSprop", {"learning_rate": 0.01, "rho": 0.8}), {}),
    "adam": (LECTURE, BCE, ADAM, {}),
    "adam_betas": (
        LECTURE,
        BCE,
        ("Adam", {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-4}),
        {},
    ),
    "label_smoothing": (LECTURE, ("BinaryCrossentropy", {"label_smoothing": 0.2}), ADAM, {}),
    "from_logits": (
        ("sigmoid", "sigmoid", "linear"),
        ("BinaryCrossentropy", {"from_logits": True}),
        ("Adam", {"learning_rate": 0.003}),
        {},
    ),
    "relu": (("relu", "relu", "sigmoid"), BCE, ADAM, {}),
    "tanh": (("tanh", "tanh", "sigmoid"), BCE, ("Adam", {"learning_rate": 0.003}), {}),
    "linear": (
        ("linear", "linear", "linear"),
        ("MeanSquaredError", {}),
        ("Adam", {"learning_rate": 0.001}),
        {},
    ),
    "mse_sigmoid": (LECTURE, ("MeanSquaredError", {}), ADAM, {}),
    "bce_of_tanh": (("sigmoid", "tanh", "relu"), BCE, ("SGD", {"learning_rate": 0.01}), {}),
    "sample_weight": (LECTURE, BCE, ADAM, {"sample_weight": SAMPLE_WEIGHT}),
    "class_weight": (LECTURE, BCE, ADAM, {"class_weight": {0: 1.0, 1: 5.0}}),
    "l2": (LECTURE, BCE, ADAM, {"l2": 0.01}),
    "validation_split": (LECTURE, BCE, ADAM, {"validation_split": 0.3}),
    "full_batch": (LECTURE, BCE, ADAM, {"batch_size": 100}),
}


def build(library, name):
    """Build and compile the case's model with that library: keras, or digitapp.nn as its twin."""
    activations, (loss, loss_options), optimizer, fit_options = CASES[name]
    l2 = fit_options.get("l2")
    regularizer = None if l2 is None else library.L2(l2)
    model = library.Sequential(
        [
            library.Input((400,)),
            *(
                library.Dense(units, activation=activation, kernel_regularizer=regularizer)
                for units, activation in zip((25, 15, 1), activations, strict=True)
            ),
        ]
    )
    model.set_weights(WEIGHTS)
    options = {} if optimizer is None else {"optimizer": _make(library, *optimizer)}
    model.compile(loss=_make(library, loss, loss_options), metrics=["accuracy"], **options)
    return model


def run(library, name):
    """Run the case; give its history, evaluate and predict as plain lists."""
    model = build(library, name)
    options = {"batch_size": BATCH_SIZE, "validation_data": (X_VAL, Y_VAL), **CASES[name][3]}
    options.pop("l2", None)
    if "validation_split" in options:
        del options["validation_data"]
    history = model.fit(X, Y, epochs=EPOCHS, shuffle=False, verbose=0, **options).history
    return {
        "history": {key: [float(value) for value in values] for key, values in history.items()},
        "evaluate": [float(value) for value in model.evaluate(X_VAL, Y_VAL, verbose=0)],
        "predict": model.predict(X_VAL, verbose=0).ravel().astype(float).tolist(),
    }


def _make(library, class_name, options):
    return getattr(library, class_name)(**options)
