# ruff: noqa: E501  (a call and its sentence stand in one line)
"""Mistakes at every public door get one sentence of ours; Python's own words never come through."""

import re

import numpy as np
import pytest

import digitapp.nn as keras

from .small_model import X, Y, new_model

PYTHONS_OWN = re.compile(
    r"NoneType|object is not|has no len|positional argument|unexpected keyword|dtype|\.\.|KeyError"
    r"|__init__|subscriptable|not supported between|could not convert|float\(\)|iterable|Errno"
    r"|has no attribute|unpack|invalid literal|cannot be interpreted|JSON|Expecting|<class|<function"
    r"|object at|broadcast|unsupported operand|out of range|must be str|PathLike"
)
# what is called with the names below, and a word that the sentence must hold
MISTAKES = {
    "model.fit(X)": "fit needs y",
    "model.fit(X, None)": "y must be an array of numbers, got None",
    "model.fit(X, y, epoch=3)": "Did you mean epochs",
    "model.fit(X, y, epochs='3')": "epochs must be a whole number",
    "model.fit(X, y, steps_per_epoch=3)": "no argument steps_per_epoch",
    "model.fit(X, y, 32, 1, 0, None, 0, None, True, None, None, 0, 1)": "12 arguments in order, got 13",
    "model.fit(X, y, x=X)": "got x twice",
    "model.fit(X, y, validation_data=(X, None))": "y must be an array",
    "model.fit(X, y, callbacks=5)": "callbacks must be a list of Callback objects",
    "model.fit(X, y, callbacks=[callbacks.EarlyStopping])": "got the class EarlyStopping",
    "model.fit(X, y, class_weight={0: None})": "The weight of class 0 must be 0 or more",
    "model.fit(X, y, sample_weight='a')": "sample_weight must have shape",
    "model.fit({'a': X}, y)": "x must",
    "model.fit(X, [None] * 70)": "y must hold numbers, got objects",
    "model.fit(X.astype(complex), y)": "got complex numbers",
    "model.predict()": "predict needs x",
    "model.predict(None)": "got None",
    "model.predict(X[0])": "x.reshape(1, -1)",
    "model.predict(X[0].reshape(2, 3))": "x.reshape(1, -1)",
    "model.predict(X, batchsize=3)": "Did you mean batch_size",
    "model.evaluate(X)": "evaluate needs y",
    "model.compile(None)": "optimizer must be a name",
    "model.compile('adam', 5)": "loss must be a name",
    "model.compile('adam', 'bce', ['accuracy'])": "write metrics=",
    "model.compile('adam', 'bce', metrics=5)": "metrics must be a list",
    "model.compile('adam', 'bce', metrics=[keras.metrics.Precision(thresholds=[0.2]) ])": "one number",
    "model.compile(lr=0.1)": "no argument lr",
    "keras.Sequential(layers.Dense(3))": "layers must be a list such as",
    "keras.Sequential([layers.Dense])": "got the class Dense",
    "keras.Sequential(seed='a')": "seed must be a whole number",
    "model.add()": "add needs layer",
    "layers.Dense()": "Dense needs units",
    "layers.Dense(None)": "units must be a whole number",
    "layers.Dense(3, activaton='relu')": "Did you mean activation",
    "layers.Dense(3, input_shape=6)": "Input shape must be (n,)",
    "layers.Dense(3)(None)": "x must be an array",
    "layers.Dense(3).build(5)": "whole number",
    "layers.Dense.from_config({})": "as get_config returns it",
    "keras.Input()": "Input needs shape",
    "model.build(())": "whole number",
    "model.set_weights(None)": "got no list of arrays",
    "model.save()": "save needs filepath",
    "model.save(None)": "name of a file",
    "model.save('/no/such/folder/x.keras')": "could not be written",
    "model.load_weights('nothing.weights.h5')": "There is no file",
    "keras.models.load_model('nothing.keras')": "There is no file",
    "keras.models.load_model('/')": "not an ordinary file",
    "keras.models.load_model(5)": "name of a file",
    "keras.models.model_from_json('{')": "to_json",
    "keras.models.clone_model(None)": "needs a Sequential",
    "keras.Sequential.from_config({'layers': [{}]})": "as get_config returns it",
    "optimizers.Adam('a')": "learning_rate must be",
    "optimizers.Adam(beta_1=None)": "beta_1 must be",
    "optimizers.Adam(lr=0.1)": "no argument lr",
    "optimizers.Adam(clipnorm=1.0)": "no argument clipnorm",
    "optimizers.RMSprop(0.1, 0.9, 0.0)": "2 arguments in order, got 3",
    "optimizers.schedules.ExponentialDecay()": "needs initial_learning_rate and decay_steps",
    "optimizers.schedules.ExponentialDecay(0.1, 0, 0.5)": "decay_steps must be",
    "optimizers.schedules.PiecewiseConstantDecay(1, 2)": "one more of values",
    "keras.losses.BinaryCrossentropy(label_smoothing=None)": "label_smoothing must be",
    "keras.losses.BinaryCrossentropy()([0, 1])": "needs y_pred",
    "keras.losses.BinaryCrossentropy()(0, 0.5)": "same shape",
    "keras.metrics.AUC(curve='PR')": 'curve must be "ROC"',
    "keras.binary_accuracy([], [])": "at least one example",
    "keras.regularizers.L2('a')": "l2 must be 0 or more",
    "keras.initializers.RandomNormal(stddev=-1)": "stddev must be",
    "keras.initializers.HeNormal(seed='a')": "seed must be",
    "keras.activations.sigmoid('a')": "z of sigmoid must hold numbers, got text",
    "keras.utils.set_random_seed(-1)": "seed must be",
    "callbacks.EarlyStopping(min_delta='a')": "min_delta must be",
    "callbacks.EarlyStopping(montor='loss')": "Did you mean monitor",
    "model.fit(X, y, callbacks=[callbacks.EarlyStopping('val_los')])": "Did you mean 'val_loss'",
    "callbacks.ModelCheckpoint('x.h5')": "must end with .keras",
    "model.fit(X, y, callbacks=[callbacks.ModelCheckpoint('{epch}.keras')])": "can hold {epoch} and",
    "model.fit(X, y, callbacks=[callbacks.CSVLogger('/no/such/folder/a.csv')])": "could not be written",
    "callbacks.CSVLogger('a.csv', separator='ab')": "one character",
    "callbacks.LambdaCallback(on_epoch=print)": "no hook on_epoch",
    "model.fit(X, y, callbacks=[callbacks.LearningRateScheduler(lambda e: None)])": "learning_rate must",
    "callbacks.ReduceLROnPlateau(factor=2)": "factor must be",
    "setattr(model.optimizer, 'learning_rate', None)": "learning_rate must be",
    "setattr(model.layers[0], 'activation', 5)": "Unknown activation 5",
    "setattr(model.layers[0], 'units', 5)": "units can't change",
    "model.gradients_of(X)": "gradients_of needs y",
    "model()": "Sequential needs x",
    "model.summary(line_length=80)": "summary has no argument line_length",
    "model.summary(print_fn=5)": "print_fn must be a function",
    "model.build()": "build needs input_shape",
    "model.set_weights([], 1)": "set_weights takes 1 argument in order, got 2",
    "model.set_weights([[[1, 2], [3]]] + model.get_weights()[1:])": "every row needs as many numbers",
    "model.set_weights([w * 1j for w in model.get_weights()])": "got complex numbers",
    "model.set_weights(['a'] * 4)": "got text",
    "keras.Sequential([layers.Dense(1)]).save('a.keras')": "has no weights yet",
    "keras.Sequential(name=5)": "name must be text",
    "layers.Dense(3, use_bias='no')": "use_bias must be True or False",
    "model.fit(X, y, shuffle='batch')": "shuffle must be True or False",
    "model.fit(X, y, verbose=[1])": "verbose must be",
    "model.predict(X, steps=3)": "steps must be None",
    "model.predict(X, batch_size=0)": "batch_size must be a whole number",
    "model.evaluate(X, y, verbose='x')": "verbose must be",
    "model.save('a.keras', overwrite='no')": "overwrite must be True or False",
    "model.save('a\\0.keras')": "one with a zero in it",
    "model.load_weights(model.get_weights())": "name of a file, got a list",
    "keras.load_model(model)": "got a Sequential",
    "optimizers.SGD(learning_rate=lambda: 0.1)": "got lambda",
    "keras.check_gradients(X, y, model)": "got a ndarray",
    "keras.metrics.BinaryAccuracy(0.5)": "name must be text",
    "keras.binary_accuracy([0, 1], [0, 1], 'a')": "threshold must be a number",
    "keras.sigmoid()": "Activation needs Z",
    "keras.sigmoid([1, [2]])": "every row needs as many numbers",
    "keras.initializers.Zeros(1)": "Zeros takes no arguments",
    "keras.initializers.GlorotUniform()(5)": "shape must be such as (400, 25), got 5",
    "keras.initializers.VarianceScaling(mode='x')": "mode must be",
    "keras.regularizers.L2(l1=1)": "L2 has no argument l1",
    "callbacks.ModelCheckpoint('a.keras', initial_value_threshold='a')": "must be a number",
    "model.fit(X, y, callbacks=[callbacks.ModelCheckpoint('{epoch.a}.keras')])": "can hold {epoch} and",
    "model.fit(X, y, callbacks=[callbacks.LambdaCallback(on_epoch_end=lambda epoch: 1)])": (
        "lambda takes 1 argument in order, got 2"
    ),
    "model.fit(X, y, callbacks=[callbacks.LearningRateScheduler(lambda a, b, c: 1)])": "lambda needs",
    'keras.models.model_from_json(\'{"class_name": "Functional", "config": {}}\')': "only Sequential",
    "keras.Sequential.from_config({'layers': 5})": "layers must be a list",
    "setattr(model, 'metrics', ['accuracy']) or model.fit(X, y)": "Set metrics by model.compile",
    "setattr(model.layers[0], 'name', model.layers[1].name) or model.save('a.keras')": "the same name",
    "model.predict(X, y)": "batch_size must be a whole number",
    "model.evaluate(X, y, return_dict='yes')": "return_dict must be True or False",
    "model.count_params(1)": "count_params takes 0 arguments in order, got 1",
    "keras.load_model('a' * 300)": "There is no file",
    "keras.models.save_model(5, 'a.keras')": "save_model needs a Sequential, got 5",
    "keras.check_gradients(model, X, y, 0)": "epsilon must be a finite number above 0",
    "keras.Sequential([keras.Input((3,)), layers.Dense(1, input_shape=(7,))])": "leave input_shape out",
    "keras.optimizers.schedules.PolynomialDecay(0.1, 5)": "take CosineDecay",
    "callbacks.EarlyStopping().patienc": "Did you mean patience?",
    "model.loss.logits": "Did you mean from_logits?",
    "keras.losses.binary_crossentropy([0])": "needs y_pred. binary_crossentropy takes y_true, y_pred",
    "keras.metrics.AUC().reslt": "Did you mean result?",
    "model.compile('sgd', 'mse', metrics=[lambda y, p: None]) or model.evaluate(X, y)": (
        "What the metric lambda returns must be an array of numbers, got None"
    ),
    "model.layers[0].build((None, 5))": "has 6 inputs already, got 5",
    "model.fit(X, y, callbacks=[callbacks.LambdaCallback(on_batch_end=lambda batch: 1)])": (
        "lambda takes 1 argument in order, got 2"
    ),
    "keras.saving.foo": "has no foo",
    "model.weigths": "Sequential has no weigths here. Did you mean weights?",
    "model.layers[0].kernal": "Did you mean kernel?",
    "model.optimizer.learningrate": "Did you mean learning_rate?",
    "model.predict_classes(X)": "above 0.5 it means 1",
    "keras.check_gradients(None, X, y)": "needs a Sequential",
}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_gets_a_sentence_that_says_what_to_do(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = new_model()
    model.build((None, 6))
    names = {"model": model, "X": X, "y": Y, "keras": keras, "layers": keras.layers}
    names |= {"callbacks": keras.callbacks, "optimizers": keras.optimizers}
    with pytest.raises((TypeError, ValueError, OSError, AttributeError, ImportError)) as refusal:
        eval(code, names)
    sentence = str(refusal.value)
    assert MISTAKES[code] in sentence
    assert not PYTHONS_OWN.search(sentence)
    assert re.search(r"[^.][.?]$", sentence)


def test_a_callback_whose_hook_lacks_an_argument_is_told_so():
    class NoLogs(keras.callbacks.Callback):
        def on_epoch_end(self, epoch):
            pass

    class NoBatch(keras.callbacks.Callback):
        def on_train_batch_end(self, logs=None):
            pass

    for callback, sentence in (
        (NoLogs(), "on_epoch_end takes 1 argument in order, got 2. on_epoch_end takes epoch."),
        (NoBatch(), "on_train_batch_end takes 1 argument in order, got 2."),
    ):
        with pytest.raises(TypeError, match=re.escape(sentence)):
            new_model().fit(X, Y, verbose=0, callbacks=[callback])


def test_an_optimizer_that_is_set_by_name_after_compile_is_refused():
    model = new_model()
    model.optimizer = "adam"
    with pytest.raises(TypeError, match=r"model\.compile"):
        model.fit(X, Y, verbose=0)


def test_the_error_of_a_function_inside_is_not_taken_for_a_wrong_call():
    def broken(y, p):
        return np.mean(1, 2, 3, 4, 5, 6, 7, 8)

    model = new_model()
    model.compile("adam", "bce", metrics=[broken])
    with pytest.raises(TypeError, match="mean"):
        model.fit(X, Y, verbose=0)
