"""The fits that digitapp.nn and Keras must agree on: the same data, first weights and settings.

numpy only, so that both the tests and the script that asks Keras can use it.
"""

from typing import Any

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
CASES: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
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
    "soft_labels": (LECTURE, BCE, ADAM, {"soft": True}),
    "sigmoid_from_logits": (LECTURE, ("BinaryCrossentropy", {"from_logits": True}), ADAM, {}),
    "frozen_last": (LECTURE, BCE, ADAM, {"frozen": [2]}),
    "frozen_middle": (LECTURE, BCE, ("SGD", {"learning_rate": 0.5}), {"frozen": [1], "l2": 0.01}),
    "no_bias": (LECTURE, BCE, ADAM, {"use_bias": False}),
    "mean_absolute_error": (LECTURE, ("MeanAbsoluteError", {}), ADAM, {}),
    "exponential_decay": (LECTURE, BCE, ("Adam", ("ExponentialDecay", (0.02, 5, 0.5))), {}),
    "inverse_time_decay": (LECTURE, BCE, ("SGD", ("InverseTimeDecay", (0.5, 3, 0.5, True))), {}),
    "piecewise_decay": (
        LECTURE,
        BCE,
        ("SGD", ("PiecewiseConstantDecay", ([4, 9], [0.5, 0.1, 0.01]))),
        {},
    ),
    "cosine_decay": (LECTURE, BCE, ("Adam", ("CosineDecay", (0.01, 15))), {}),
    "metrics": (LECTURE, BCE, ADAM, {"metrics": True}),
    "metrics_of_soft_labels": (LECTURE, BCE, ADAM, {"metrics": True, "soft": True}),
    "three_units": (LECTURE, BCE, ADAM, {"units": 3}),
    "reduce_on_plateau": (LECTURE, BCE, ("SGD", {"learning_rate": 0.1}), {"plateau": True}),
}
CONFIGURABLE = {  # what may stand in a .keras file of ours, by module
    "layers": ["Dense"],
    "losses": ["BinaryCrossentropy", "MeanSquaredError", "MeanAbsoluteError"],
    "metrics": [
        *("BinaryAccuracy", "Precision", "Recall", "AUC"),
        *("MeanSquaredError", "MeanAbsoluteError", "BinaryCrossentropy"),
        *("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives"),
    ],
    "optimizers": ["SGD", "RMSprop", "Adam"],
    "optimizers.schedules": [
        *("ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay", "CosineDecay"),
    ],
    "regularizers": ["L2"],
    "initializers": [
        *("Zeros", "Ones", "Constant", "RandomNormal", "RandomUniform"),
        *("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal"),
        *("VarianceScaling", "TruncatedNormal"),
    ],
}
WITH_DEFAULTS = [  # further things whose arguments have Keras's defaults
    *("callbacks.EarlyStopping", "callbacks.ModelCheckpoint", "callbacks.ReduceLROnPlateau"),
    *("callbacks.LearningRateScheduler", "callbacks.CSVLogger"),
    *("Sequential", "Sequential.compile", "Sequential.fit", "Sequential.evaluate"),
    *("Sequential.predict", "Sequential.train_on_batch", "Sequential.test_on_batch"),
    *("Sequential.get_layer", "Sequential.save"),
]
FIT_OPTIONS = {"batch_size", "sample_weight", "class_weight", "validation_split"}


def build(keras, name):
    """Build and compile the case's model with keras, or with digitapp.nn in its place."""
    activations, (loss, loss_options), optimizer, extra = CASES[name]
    l2, use_bias, units = extra.get("l2"), extra.get("use_bias", True), extra.get("units", 1)
    layers = [
        keras.layers.Dense(
            n,
            activation=activation,
            use_bias=use_bias,
            kernel_regularizer=None if l2 is None else keras.regularizers.L2(l2),
        )
        for n, activation in zip((25, 15, units), activations, strict=True)
    ]
    model = keras.Sequential([keras.Input((400,)), *layers])
    last = [np.repeat(weights, units, axis=-1) for weights in WEIGHTS[-2:]]
    model.set_weights([w for w in (*WEIGHTS[:-2], *last) if use_bias or w.ndim == 2])
    for number in extra.get("frozen", ()):
        model.layers[number].trainable = False
    options = {} if optimizer is None else {"optimizer": _optimizer(keras, *optimizer)}
    metrics = _metrics(keras.metrics) if extra.get("metrics") else ["accuracy"]
    model.compile(loss=getattr(keras.losses, loss)(**loss_options), metrics=metrics, **options)
    return model


def _optimizer(keras, class_name, options):
    """Make an optimizer of a dict of options, or of a schedule and its arguments."""
    if isinstance(options, tuple):
        schedule, arguments = options
        options = {"learning_rate": getattr(keras.optimizers.schedules, schedule)(*arguments)}
    return getattr(keras.optimizers, class_name)(**options)


def _metrics(metrics):
    return [
        "acc",
        "binary_accuracy",
        metrics.Precision(thresholds=0.55, name="p55"),
        metrics.Precision(name="precision"),
        metrics.Recall(name="recall"),
        metrics.AUC(name="auc"),
        "mse",
        "mae",
    ]


def labels(y, extra):
    """Return the labels of a case: as they are, as probabilities, or for three units."""
    if extra.get("soft"):
        return y * np.float32(0.6) + np.float32(0.2)
    return np.hstack([y, 1 - y, y]) if extra.get("units") == 3 else y


def run(keras, name):
    """Run the case; give its history, evaluate and predict as plain lists."""
    model, extra = build(keras, name), CASES[name][3]
    y, y_val = (labels(each, extra) for each in (Y, Y_VAL))
    options = {"batch_size": BATCH_SIZE, "validation_data": (X_VAL, y_val)}
    options |= {key: value for key, value in extra.items() if key in FIT_OPTIONS}
    if "validation_split" in options:
        del options["validation_data"]
    if extra.get("plateau"):
        reduce = keras.callbacks.ReduceLROnPlateau
        options["callbacks"] = [reduce("loss", factor=0.5, patience=1, min_delta=0.01)]
    history = model.fit(X, y, epochs=EPOCHS, shuffle=False, verbose=0, **options).history
    return {
        "history": {key: [float(value) for value in values] for key, values in history.items()},
        "evaluate": [float(value) for value in model.evaluate(X_VAL, y_val, verbose=0)],
        "predict": model.predict(X_VAL, verbose=0).ravel().astype(float).tolist(),
    }
