"""An error says what was needed, what came and what to do, and leaves the model as it was."""

import numpy as np
import pytest

from digitapp.nn import (
    L2,
    SGD,
    Adam,
    BinaryCrossentropy,
    Dense,
    EarlyStopping,
    Input,
    MeanSquaredError,
    RMSprop,
    Sequential,
    confusion_matrix,
)

X = np.random.default_rng(10).random((10, 6), dtype=np.float32)
Y = np.arange(10) % 2


def compiled(loss="binary_crossentropy", **options):
    model = Sequential([Input((6,)), Dense(3, "sigmoid"), Dense(1, "sigmoid")])
    model.compile(loss=loss, **options)
    return model


def nan_in_row(row, value=np.nan):
    x = X.copy()
    x[row, 2] = value
    return x


BAD_FITS = {
    "one row": ({"x": X[0], "y": [1]}, r"x must have shape \(m, 6\), got \(6,\).*reshape\(1, -1\)"),
    "images": ({"x": X.reshape(10, 2, 3)}, r"shape \(m, 6\), got \(10, 2, 3\).*Flatten"),
    "other width": ({"x": X[:, :4]}, r"shape \(m, 6\), got \(10, 4\)"),
    "no example": ({"x": X[:0], "y": []}, r"got \(0, 6\).*at least one example"),
    "words": ({"x": [["a"] * 6] * 10}, "x must hold numbers, got text"),
    "ragged objects": ({"x": np.full((10, 6), None)}, "x must hold numbers, got objects"),
    "nan": ({"x": nan_in_row(7)}, "example 7 has NaN, infinity"),
    "infinity": ({"x": nan_in_row(3, -np.inf)}, "example 3 has NaN, infinity"),
    "lengths": ({"y": Y[:9]}, "same length, got 10 and 9"),
    "two columns": ({"y": np.stack([Y, Y], 1)}, r"y must have shape \(10, 1\).*got \(10, 2\)"),
    "nan label": ({"y": np.where(Y == 1, np.nan, 0)}, "y must hold finite numbers"),
    "third class": ({"y": Y + 1}, "labels that are 0 or 1, got 2"),
    "negative label": ({"y": Y * 2 - 1}, "labels that are 0 or 1, got -1"),
    "labels in words": ({"y": ["one", "two"] * 5}, "y must hold numbers, got text"),
    "batch size": ({"batch_size": 0}, "batch_size must be a whole number ≥ 1, got 0"),
    "part of a batch": ({"batch_size": 2.5}, "batch_size must be a whole number"),
    "negative epochs": ({"epochs": -1}, "epochs must be a whole number ≥ 0, got -1"),
    "initial epoch": ({"initial_epoch": -1}, "initial_epoch must be a whole number"),
    "split": ({"validation_split": 1.0}, "validation_split must be at least 0 and below 1"),
    "empty split": ({"validation_split": 0.95}, "leaves one part empty"),
    "validation data": ({"validation_data": (X,)}, r"validation_data must be \(x, y\)"),
    "verbose": ({"verbose": 3}, "verbose must be 0, 1, 2"),
    "weights": ({"sample_weight": [1, 2]}, r"sample_weight must have shape \(10,\).*got \(2,\)"),
    "negative weight": ({"sample_weight": -np.ones(10)}, "finite numbers of 0 or more"),
    "class weight by text": ({"class_weight": {"0": 5}}, "must be a dict such as"),
    "balanced": ({"class_weight": "balanced"}, "must be a dict such as .* got 'balanced'"),
    "a split in words": ({"validation_split": "a"}, "validation_split must be at least 0"),
    "a number to validate on": ({"validation_data": 5}, r"must be \(x, y\).*got int"),
    "a ragged table": ({"x": [[1, 2], [3]]}, "x must be a table"),
    "too large for float32": ({"x": X.astype(float) * 1e39}, "more than float32 can hold"),
    "both weights": ({"sample_weight": np.ones(10), "class_weight": {0: 2}}, "not both"),
}


@pytest.mark.parametrize("name", BAD_FITS)
def test_fit_refuses(name):
    arguments, sentence = BAD_FITS[name]
    model = compiled()
    before = model.parameters.copy()
    with pytest.raises(ValueError, match=f"(?s){sentence}"):
        model.fit(**{"x": X, "y": Y, "verbose": 0, **arguments})
    assert (model.parameters == before).all()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Dense(0), "units must be a whole number ≥ 1, got 0"),
        (lambda: Dense(2.5), "units must be a whole number"),
        (lambda: Dense(3, "softmax"), "activation 'softmax'. Known are sigmoid, relu"),
        (lambda: Dense(3, activation=np.tanh), "Unknown activation tanh. Known are"),
        (
            lambda: Dense(3, kernel_initializer="x"),
            "initializer 'x'. Known are Constant, Zeros, .*GlorotUniform, GlorotNormal",
        ),
        (lambda: Dense(3, kernel_regularizer="l1"), "regularizer 'l1'. Known are L2"),
        (lambda: L2(-1), "l2 must be 0 or more"),
        (lambda: Input((20, 20)), r"\(n,\), got \(20, 20\).*\(400,\)"),
        (lambda: SGD(-1), "learning_rate must be a finite number ≥ 0, got -1"),
        (lambda: Adam(float("nan")), "learning_rate must be a finite number"),
        (lambda: SGD(momentum=1), "momentum must be at least 0 and below 1"),
        (lambda: Adam(beta_2=1.5), "beta_2 must be at least 0 and below 1"),
        (lambda: RMSprop(epsilon=0), "epsilon must be a finite number above 0"),
        (
            lambda: BinaryCrossentropy(label_smoothing=2),
            "label_smoothing must be one number between 0 and 1",
        ),
        (lambda: EarlyStopping(mode="best"), 'mode must be "auto" or "min" or "max"'),
        (lambda: compiled("hinge"), "loss 'hinge'. Known are BinaryCrossentropy"),
        (lambda: compiled(optimizer="adamw"), "optimizer 'adamw'. Known are SGD, RMSprop, Adam"),
        (lambda: compiled(metrics=["f1"]), "metric 'f1'. Known are .*Precision.* Or accuracy"),
        (
            lambda: confusion_matrix([0, 1], [0.5]),
            r"same shape and at least one example, got \(2,\) and \(1,\)",
        ),
        (lambda: confusion_matrix([0, 2], [0.5, 0.5]), "labels that are 0 or 1"),
        (lambda: MeanSquaredError()([1, 2], [1]), "same shape"),
        (lambda: Sequential([Dense(1), Input((3,))]), "Input must be the first"),
        (lambda: Sequential([Dense(1, name="a"), Dense(1, name="a")]), 'named "a" already'),
        (lambda: Sequential().build((None, 3)), "no layers"),
        (lambda: compiled().build((None, 7)), "6 inputs already, got 7"),
        (lambda: compiled().set_weights([]), "weights must have the shapes"),
        (lambda: compiled().layers[0].set_weights([X, Y]), "dense: weights must have shapes"),
        (lambda: compiled().save("model.h5"), r"saved as .keras or .npz, got 'model.h5'"),
        (lambda: compiled().predict(X[:, :3]), r"shape \(m, 6\), got \(10, 3\)"),
        (lambda: compiled().predict(nan_in_row(4)), "example 4 has NaN"),
        (lambda: compiled().forward(nan_in_row(4)), "example 4 has NaN"),
        (lambda: compiled().evaluate(X, Y[:3]), "same length, got 10 and 3"),
        (lambda: compiled(None).fit(X, Y), r"no loss yet. Call model.compile\("),
        (lambda: Sequential([Dense(1)]).fit(X, Y), r"no loss yet. Call model.compile\("),
        (lambda: Sequential([Dense(1)]).predict(X), "no weights yet"),
        (lambda: Sequential([Dense(1)]).get_weights(), "no weights yet"),
        (lambda: Input(400), r"\(n,\), got 400"),
        (lambda: Input((0,)), "whole number ≥ 1, got 0"),
        (lambda: Dense(1, name="a/b"), "text without a slash, got 'a/b'"),
        (lambda: Dense(1, ["relu"]), r"Unknown activation \['relu'\]"),
        (lambda: SGD("fast"), "learning_rate must be a finite number ≥ 0, got 'fast'"),
        (lambda: EarlyStopping(patience="a"), "patience must be a whole number"),
        (lambda: compiled().get_layer("x"), r"no layer 'x'. Known are \['dense', 'dense_1'\]"),
        (lambda: compiled().build(None), "whole number ≥ 1, got None"),
        (lambda: Sequential().predict(X), "no weights yet"),
        (lambda: Dense(1).get_weights(), "no weights yet"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(make, sentence):
    with pytest.raises(ValueError, match=f"(?s){sentence}"):
        make()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: compiled(optimizer=0.1), "optimizer must be a name or an object of ours"),
        (lambda: compiled(loss=np.mean), "loss must be a name or an object of ours"),
        (lambda: Sequential(["dense"]), "layers must be Dense"),
        (lambda: compiled().fit(X, Y, callbacks=[print], verbose=0), "Callback objects"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused(make, sentence):
    with pytest.raises(TypeError, match=sentence):
        make()


def test_a_layer_cannot_be_in_two_models():
    model = compiled()
    with pytest.raises(ValueError, match="in a model already"):
        Sequential(model.layers)


@pytest.mark.parametrize(("x", "y"), [(nan_in_row(0), Y), (X, Y + 4), (X, Y[:3])])
def test_a_refused_fit_does_not_build_the_model(x, y):
    model = Sequential([Dense(1, "sigmoid")])
    model.compile(loss="binary_crossentropy")
    with pytest.raises(ValueError, match=r"must h|needs labels"):
        model.fit(x, y)
    assert not model.built


def test_an_optimizer_serves_one_model():
    optimizer = Adam()
    compiled(optimizer=optimizer).fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match="belongs to other weights"):
        compiled(optimizer=optimizer).fit(X, Y, verbose=0)


def test_a_class_of_the_user_takes_nobodys_name():
    class Focal(BinaryCrossentropy):
        pass

    with pytest.raises(ValueError, match="Unknown loss 'focal'"):
        compiled("focal")
    assert compiled(Focal()).fit(X, Y, verbose=0).epoch == [0]
