"""The network by itself: layers, weights, predictions and their shapes."""

import numpy as np
import pytest

from digitapp.nn import Dense, Input, Sequential, binary_accuracy

from .small_model import X, Y, new_model


@pytest.mark.parametrize("convert", [np.float64, np.float16, np.ndarray.tolist, np.asfortranarray])
def test_inputs_of_any_kind_of_number_are_taken(convert):
    rounded = X.astype(np.float16).astype(np.float32)
    take = convert if convert in (np.ndarray.tolist, np.asfortranarray) else rounded.astype
    given = take(rounded) if take is convert else rounded.astype(convert)
    losses = new_model().fit(given, Y, verbose=0).history
    assert losses == new_model().fit(rounded, Y, verbose=0).history


def test_data_are_neither_changed_nor_copied():
    x, y = X.copy(), Y.copy()
    x.flags.writeable = y.flags.writeable = False
    model = new_model()
    model.fit(x, y, verbose=0)
    model.evaluate(x, y)
    model.predict(x)


def test_predict_gives_the_same_for_many_as_for_one():
    model = new_model()
    model.fit(X, Y, verbose=0)
    together = model.predict(X)
    assert together.shape == (70, 1)
    alone = np.concatenate([model.predict(x.reshape(1, -1)) for x in X])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert (model(X) == together).all()


def test_a_prediction_is_the_callers_own():
    model = new_model()
    model.build((None, 6))
    first = model.predict(X[:1])
    kept = first.copy()
    model.predict(X[1:2])
    assert (first == kept).all()


def test_layers_added_one_by_one_are_the_same_network():
    at_once = Sequential([Input((6,)), Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=9)
    one_by_one = Sequential(seed=9)
    for layer in (Input((6,)), Dense(4, "sigmoid"), Dense(1, "sigmoid")):
        one_by_one.add(layer)
    assert (at_once.parameters == one_by_one.parameters).all()
    assert [layer.name for layer in one_by_one.layers] == ["dense", "dense_1"]


def test_weights_have_the_order_and_shapes_of_keras():
    model = Sequential([Input((6,)), Dense(4), Dense(1)])
    assert [w.shape for w in model.get_weights()] == [(6, 4), (4,), (4, 1), (1,)]
    assert model.count_params() == 33
    new = [np.full(w.shape, number) for number, w in enumerate(model.get_weights())]
    model.set_weights(new)
    assert all((a == b).all() for a, b in zip(model.get_weights(), new, strict=True))
    assert (model.layers[1].get_weights()[0] == 2).all()


def test_summary_tells_layers_shapes_and_numbers(capsys):
    model = Sequential(
        [Input((400,)), Dense(25, "sigmoid", name="layer1"), Dense(15, "sigmoid"), Dense(1)]
    )
    model.summary()
    told = capsys.readouterr().out
    for part in ("layer1 (Dense)", "(None, 25)", "10,025", "390", "16", "10,431"):
        assert part in told


@pytest.mark.parametrize("units", [1, 3])
def test_the_predictor_gives_what_predict_gave_when_it_was_made(units):
    hidden = [Dense(n, g) for n, g in ((5, "relu"), (4, "tanh"), (3, "sigmoid"), (1, "sigmoid"))]
    model = Sequential([Input((6,)), *hidden, Dense(units, "sigmoid")])
    rng = np.random.default_rng(0)  # for biases that are not 0
    model.set_weights([rng.normal(size=weights.shape) for weights in model.get_weights()])
    expected, predict_one = model.predict(X), model.predictor()
    model.set_weights([weights + 1 for weights in model.get_weights()])
    for x, wanted in zip(X, expected, strict=True):
        np.testing.assert_allclose(predict_one(x), wanted, atol=1e-6)


def test_a_layer_by_itself_computes_as_the_lecture_does():
    layer_1, layer_2 = Dense(units=3, activation="sigmoid"), Dense(1, "sigmoid")
    a2 = layer_2(layer_1(X))
    assert a2.shape == (70, 1)
    model = Sequential([layer_1, layer_2])
    model.build((None, 6))
    np.testing.assert_allclose(model.predict(X), a2, atol=1e-6)
    assert model.get_layer("dense") is layer_1
    assert model.get_layer(index=-1) is layer_2


def test_names_given_and_made_do_not_meet():
    model = Sequential([Dense(2, name="dense_1"), Dense(2), Dense(1)])
    assert [layer.name for layer in model.layers] == ["dense_1", "dense", "dense_2"]


def test_an_unbuilt_model_is_summarised_as_such(capsys):
    Sequential([Dense(3, "relu")]).summary()
    assert "unbuilt" in capsys.readouterr().out


def test_accuracy_of_labels_in_a_row_and_predictions_in_a_column():
    assert binary_accuracy([0, 1, 0, 1], [[0.2], [0.7], [0.1], [0.9]]) == 1.0
