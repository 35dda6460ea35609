# ruff: noqa: E501  (lines stand here as a course has them)
"""Lines as courses on Keras write them, by topic, each with the names below at hand.

keras, np, X (60, 400), y (60,), X_val, y_val, a compiled `model` of 400-25-15-1, and the current
folder is a temporary one. OUTSIDE are those that digitapp.nn refuses, with a word of its sentence.
"""

RUN = {
    "imports": [
        "from keras import Sequential, Input\nfrom keras.layers import Dense",
        "from keras.models import Sequential\nfrom keras.layers import Dense",
        "from keras import layers, models\nmodels.Sequential([layers.Dense(1)])",
        "import keras\nkeras.models.Sequential([keras.layers.Dense(1)])",
        "from keras.losses import BinaryCrossentropy, MeanSquaredError",
        "from keras.optimizers import Adam, SGD, RMSprop",
        "from keras.metrics import BinaryAccuracy, Precision, Recall, AUC",
        "from keras.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau",
        "from keras.callbacks import History, LambdaCallback, CSVLogger, LearningRateScheduler",
        "from keras.regularizers import L2, l2",
        "from keras.initializers import GlorotUniform, HeNormal, Zeros, RandomNormal, Constant",
        "from keras.activations import sigmoid, relu, tanh, linear",
        "from keras.utils import set_random_seed",
        "from keras.saving import load_model",
        "from keras.models import load_model, clone_model, model_from_json",
        "from keras.optimizers.schedules import ExponentialDecay",
        "from keras.metrics import TruePositives, TrueNegatives, FalsePositives, FalseNegatives",
        "import keras\nprint(keras.__version__)",
    ],
    "specify": [
        "keras.Sequential([keras.Input(shape=(400,)), keras.layers.Dense(25, 'sigmoid')])",
        "keras.Sequential([keras.layers.Input((400,)), keras.layers.Dense(1)], name='my_model')",
        "keras.Sequential([keras.layers.InputLayer(shape=(400,)), keras.layers.Dense(1)])",
        "m = keras.Sequential()\nm.add(keras.Input(shape=(400,)))\nm.add(keras.layers.Dense(25))",
        "m = keras.Sequential()\nm.add(keras.layers.Dense(12, input_shape=(8,), activation='relu'))",
        "m = keras.Sequential()\nm.add(keras.layers.Dense(12, input_dim=8, activation='relu'))",
        "m = keras.Sequential([keras.layers.Dense(units=1, activation='linear')])\nm.build((None, 3))",
        "m = keras.Sequential([keras.layers.Dense(3)])\nm(X)\nassert len(m.weights) == 2",
        "keras.layers.Dense(25, activation=keras.activations.relu)",
        "keras.layers.Dense(25, activation=None, name='hidden')",
        "keras.layers.Dense(25, use_bias=False)",
        "keras.layers.Dense(25, 'relu', True, 'he_normal', 'zeros')",
        "keras.layers.Dense(25, kernel_initializer='he_uniform')",
        "keras.layers.Dense(25, kernel_initializer=keras.initializers.HeNormal(seed=1))",
        "keras.layers.Dense(25, bias_initializer=keras.initializers.Constant(0.1))",
        "keras.layers.Dense(25, kernel_initializer=keras.initializers.RandomNormal(0.0, 0.01))",
        "keras.layers.Dense(25, kernel_regularizer='l2')",
        "keras.layers.Dense(25, kernel_regularizer=keras.regularizers.l2(0.01))",
        "keras.layers.Dense(25, kernel_regularizer=keras.regularizers.L2(l2=0.1))",
        "layer = keras.layers.Dense(3, activation='sigmoid')\na = layer(X)\nassert a.shape == (60, 3)",
        "layer = keras.layers.Dense(1)\nlayer.build((None, 5))\nassert layer.count_params() == 6",
        "keras.layers.Dense(3, kernel_initializer='lecun_normal')",
        "keras.layers.Dense(3, kernel_initializer=keras.initializers.VarianceScaling(2.0, 'fan_avg', 'uniform'))",
        "keras.layers.Dense(3, kernel_initializer=keras.initializers.TruncatedNormal(stddev=0.1))",
    ],
    "look at it": [
        "model.summary()",
        "lines = []\nmodel.summary(print_fn=lambda line, **options: lines.append(line))\nassert lines",
        "assert model.layers[0].name and model.name",
        "W1, b1 = model.layers[0].get_weights()\nassert W1.shape == (400, 25)",
        "[layer1, layer2, layer3] = model.layers",
        "W, b = model.get_layer(index=0).get_weights()",
        "model.get_layer(model.layers[1].name)",
        "for layer in model.layers:\n    print(layer.name, layer.units, layer.activation)",
        "assert model.count_params() == 10431",
        "assert len(model.get_weights()) == 6",
        "print([w.shape for w in model.weights])",
        "assert len(model.trainable_weights) == 6",
        "model.layers[2].get_config()['units']",
        "model.get_config()['layers']",
        "keras.Sequential.from_config(model.get_config())",
        "keras.models.model_from_json(model.to_json())",
        "keras.models.clone_model(model)",
        "keras.layers.Dense.from_config(keras.layers.Dense(3).get_config())",
        "model.layers[0].set_weights([np.zeros((400, 25)), np.zeros(25)])",
        "model.set_weights([w * 0 for w in model.get_weights()])",
        "print(model.built, model.layers[0].trainable)",
        "keras.activations.get('relu')(np.array([-1.0, 1.0]))",
        "keras.activations.sigmoid(np.array([0.0]))",
        "assert model.input_shape == (None, 400) and model.output_shape == (None, 1)",
        "print(len(model.trainable_variables), len(model.non_trainable_weights), len(model.variables))",
        "last = model.pop()\nassert len(model.layers) == 2 and last.units == 1\nmodel.add(keras.layers.Dense(3))\nassert model(X).shape == (60, 3)",
        "m = keras.Sequential([keras.layers.Dense(3, kernel_regularizer='l2')])\nm(X)\nassert len(m.losses) == 1",
        "assert model.layers[0].activation.__name__ == 'sigmoid'",
    ],
    "compile": [
        "model.compile(loss='binary_crossentropy')",
        "model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])",
        "model.compile(optimizer='sgd', loss='mse', metrics=['mae', 'mse'])",
        "model.compile(optimizer='rmsprop', loss='mean_squared_error')",
        "model.compile(loss=keras.losses.BinaryCrossentropy())",
        "model.compile(loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1))",
        "model.compile(loss='mae')",
        "model.compile(loss=keras.losses.MeanSquaredError(), optimizer=keras.optimizers.Adam(1e-3))",
        "model.compile(keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True), 'mse')",
        "model.compile(keras.optimizers.Adam(learning_rate=0.01, beta_1=0.8), 'mse')",
        "model.compile(keras.optimizers.RMSprop(learning_rate=0.01, rho=0.8), 'mse')",
        "model.compile(loss='bce', metrics=['binary_accuracy', 'Precision', 'Recall'])",
        "model.compile(loss='bce', metrics=[keras.metrics.BinaryAccuracy(threshold=0.4)])",
        "model.compile(loss='bce', metrics=[keras.metrics.AUC(name='auc')])",
        "model.compile(loss='bce', metrics=['acc'])",
        "model.compile(loss='bce', metrics=[keras.metrics.Precision(thresholds=0.7, name='p')])",
        "schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)\n"
        "model.compile(keras.optimizers.SGD(schedule), 'mse')\nmodel.fit(X, y, verbose=0)",
        "schedule = keras.optimizers.schedules.InverseTimeDecay(0.1, 100, 0.5, staircase=False)\n"
        "model.compile(keras.optimizers.Adam(learning_rate=schedule), 'mse')",
        "schedule = keras.optimizers.schedules.PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01])\n"
        "model.compile(keras.optimizers.Adam(schedule), 'mse')",
        "keras.optimizers.schedules.CosineDecay(0.1, decay_steps=100)",
        "print(model.optimizer.get_config()['learning_rate'])",
        "keras.optimizers.Adam.from_config(keras.optimizers.Adam(0.1).get_config())",
        "model.optimizer.learning_rate = 0.05",
        "print(float(model.optimizer.learning_rate))",
        "keras.losses.BinaryCrossentropy()([[1.0]], [[0.8]])",
        "keras.losses.BinaryCrossentropy(from_logits=True)([[1.0]], [[0.8]])",
        "keras.losses.MeanSquaredError()([[1.0]], [[0.8]])",
        "model.compile(loss=keras.losses.binary_crossentropy, metrics=[keras.metrics.binary_accuracy])",
        "keras.losses.mean_squared_error([[0.0], [1.0]], [[0.0], [0.5]])[1] == 0.25",
        "model.compile(keras.optimizers.get('adam'), keras.losses.get('mse'), metrics=[keras.metrics.get('mae')])",
        "keras.initializers.get('zeros')((3, 2))\nkeras.regularizers.get('l2')",
        "metrics = [keras.metrics.TruePositives(name='tp'), keras.metrics.FalseNegatives(name='fn')]\nmodel.compile('adam', 'bce', metrics=metrics)\ntp, fn = model.evaluate(X, y, verbose=0)[1:]\nassert tp + fn == y.sum()",
        "keras.losses.binary_crossentropy([[0.0], [1.0]], [[0.1], [0.8]]).shape == (2,)",
    ],
    "fit": [
        "model.fit(X, y, epochs=2)",
        "history = model.fit(X, y, epochs=2, verbose=0)\nprint(history.history['loss'])",
        "history = model.fit(X, y, validation_split=0.2, epochs=2, verbose=0)\n"
        "print(history.history['val_loss'], history.epoch)",
        "model.fit(X, y, validation_data=(X_val, y_val), epochs=1, verbose=0)",
        "model.fit(X, y, 16, 2, 0)",
        "model.fit(x=X, y=y, batch_size=10, epochs=2, verbose=2, shuffle=False)",
        "model.fit(X, y, class_weight={0: 1.0, 1: 2.0}, verbose=0)",
        "model.fit(X, y, sample_weight=np.ones(60), verbose=0)",
        "model.fit(X, y, initial_epoch=1, epochs=3, verbose=0)",
        "model.fit(X, y.reshape(-1, 1), verbose=0)",
        "model.fit(X, y.astype(bool), verbose=0)",
        "model.fit(X, np.clip(y, 0.1, 0.9), verbose=0)",
        "model.fit(X, y, batch_size=len(X), verbose=0)",
        "assert list(model.fit(X, y, verbose=0).params) or True",
        "model.layers[0].trainable = False\nmodel.compile('sgd', 'mse')\nmodel.fit(X, y, verbose=0)",
        "model.trainable = False\nmodel.layers[-1].trainable = True\nmodel.compile('sgd', 'mse')\n"
        "model.fit(X, y, verbose=0)",
        "keras.utils.set_random_seed(1)\nmodel.fit(X, y, verbose=0)",
        "loss, accuracy = model.train_on_batch(X, y)",
        "logs = model.train_on_batch(X[:32], y[:32], return_dict=True)\nassert 'loss' in logs",
        "for epoch in range(2):\n    for i in range(0, 60, 20):\n"
        "        model.train_on_batch(X[i:i + 20], y[i:i + 20])",
        "m = keras.Sequential([keras.layers.Dense(units=1, input_shape=[1])])\nm.compile(optimizer='sgd', loss='mean_squared_error')\nxs = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])\nm.fit(xs, 2 * xs - 1, epochs=500, verbose=0)\nassert abs(m.predict(np.array([10.0]))[0, 0] - 19) < 0.1",
        "import copy\nm = copy.deepcopy(model)\nm.fit(X, y, verbose=0)",
        "W = [layer.get_weights() for layer in model.layers]\na = X\nfor w, b in W:\n    a = 1 / (1 + np.exp(-(a @ w + b)))\nassert np.allclose(a, model.predict(X), atol=1e-5)",
    ],
    "callbacks": [
        "model.fit(X, y, callbacks=[keras.callbacks.EarlyStopping('loss', patience=2)], verbose=0)",
        "stop = keras.callbacks.EarlyStopping(monitor='val_loss', min_delta=0.001, patience=3, "
        "verbose=1, mode='min', baseline=None, restore_best_weights=True)\n"
        "model.fit(X, y, validation_split=0.2, callbacks=[stop], epochs=2, verbose=0)",
        "save = keras.callbacks.ModelCheckpoint('best.keras', monitor='val_accuracy', "
        "save_best_only=True)\nmodel.fit(X, y, validation_split=0.2, callbacks=save, verbose=0)",
        "save = keras.callbacks.ModelCheckpoint('m-{epoch:02d}-{loss:.2f}.keras')\n"
        "model.fit(X, y, epochs=2, callbacks=[save], verbose=0)",
        "save = keras.callbacks.ModelCheckpoint('m.weights.h5', save_weights_only=True)\n"
        "model.fit(X, y, callbacks=[save], verbose=0)\nmodel.load_weights('m.weights.h5')",
        "model.fit(X, y, callbacks=[keras.callbacks.CSVLogger('log.csv')], verbose=0)\n"
        "assert open('log.csv').readline().startswith('epoch,accuracy,loss')",
        "model.fit(X, y, callbacks=[keras.callbacks.CSVLogger('a.csv', append=True)], verbose=0)",
        "show = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs))\n"
        "model.fit(X, y, callbacks=[show], verbose=0)",
        "def schedule(epoch, lr):\n    return lr if epoch < 1 else lr * 0.5\n"
        "model.fit(X, y, callbacks=[keras.callbacks.LearningRateScheduler(schedule)], epochs=3)",
        "rate = keras.callbacks.LearningRateScheduler(lambda epoch: 1e-3 * 10 ** (epoch / 20))\n"
        "history = model.fit(X, y, epochs=3, callbacks=[rate], verbose=0)\n"
        "assert len(history.history['learning_rate']) == 3",
        "slower = keras.callbacks.ReduceLROnPlateau(monitor='loss', factor=0.2, patience=1, "
        "min_lr=0.001)\nmodel.fit(X, y, callbacks=[slower], epochs=3, verbose=0)",
        "model.fit(X, y, callbacks=[keras.callbacks.TerminateOnNaN()], verbose=0)",
        "model.fit(X, y, callbacks=keras.callbacks.EarlyStopping('loss'), verbose=0)",
        "class Stop(keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n"
        "        if logs.get('accuracy') > 0.1:\n            self.model.stop_training = True\n"
        "model.fit(X, y, epochs=3, callbacks=[Stop()], verbose=0)",
        "class Keys(keras.callbacks.Callback):\n    def on_epoch_begin(self, epoch, logs=None):\n"
        "        print(list(logs.keys()), self.params['epochs'])\n"
        "model.fit(X, y, callbacks=[Keys()], verbose=0)",
        "class Test(keras.callbacks.Callback):\n    def on_test_end(self, logs=None):\n"
        "        print(logs['loss'])\nmodel.evaluate(X, y, callbacks=[Test()], verbose=0)",
        "class Predict(keras.callbacks.Callback):\n"
        "    def on_predict_batch_end(self, batch, logs=None):\n        print(batch)\n"
        "model.predict(X, callbacks=[Predict()], verbose=0)",
        "class Losses(keras.callbacks.Callback):\n    def on_train_begin(self, logs={}):\n"
        "        self.losses = []\n    def on_batch_end(self, batch, logs={}):\n"
        "        self.losses.append(logs.get('loss'))\nmodel.fit(X, y, callbacks=[Losses()])",
        "class Predict(keras.callbacks.Callback):\n    def __init__(self, x):\n        super().__init__()\n        self.x = x\n    def on_epoch_end(self, epoch, logs=None):\n        logs['mean_p'] = float(self.model.predict(self.x, verbose=0).mean())\nh = model.fit(X, y, epochs=2, callbacks=[Predict(X)], verbose=0)\nassert len(h.history['mean_p']) == 2",
    ],
    "evaluate and predict": [
        "loss, accuracy = model.evaluate(X_val, y_val)",
        "results = model.evaluate(X_val, y_val, batch_size=128, verbose=0)",
        "scores = model.evaluate(X, y, verbose=0, return_dict=True)\nprint(scores['accuracy'])",
        "model.test_on_batch(X, y)",
        "model.test_on_batch(X, y, return_dict=True)",
        "prediction = model.predict(X[0].reshape(1, 400))\nyhat = int(prediction[0, 0] >= 0.5)",
        "prediction = model.predict(X, batch_size=10, verbose=0)\nyhat = (prediction > 0.5).astype(int)",
        "classes = np.round(model.predict(X)).flatten()",
        "p = model.predict_on_batch(X[:5])",
        "p = model(X[:5])\nassert p.shape == (5, 1)",
        "p = model(X[:5], training=False)",
        "model.predict(X[:1])[0][0]",
        "m = keras.metrics.BinaryAccuracy()\nm.update_state([0, 1], [0.2, 0.8])\nfloat(m.result())",
        "m = keras.metrics.Precision()\nm.update_state(y, model.predict(X))\nm.reset_state()",
        "m = keras.metrics.AUC()\nm.update_state([0, 1], [0.2, 0.8])\nassert float(m.result()) == 1",
        "m = keras.metrics.MeanSquaredError()\nm.update_state([[0.0]], [[2.0]])\nfloat(m.result())",
        "scores = model.evaluate(X, y, verbose=0)\nprint('%s: %.2f%%' % (model.metrics_names[1], scores[1] * 100))",
    ],
    "files": [
        "model.save('model.keras')\nkeras.models.load_model('model.keras').predict(X)",
        "model.save('model.keras')\nkeras.saving.load_model('model.keras', compile=False)",
        "keras.models.save_model(model, 'model.keras')",
        "model.save_weights('model.weights.h5')\nmodel.load_weights('model.weights.h5')",
        "model.save(filepath='model.keras', overwrite=True)",
        "model.fit(X, y, verbose=0)\nmodel.save('m.keras')\n"
        "keras.models.load_model('m.keras').fit(X, y, epochs=2, initial_epoch=1, verbose=0)",
        "open('model.json', 'w').write(model.to_json())\n"
        "m = keras.models.model_from_json(open('model.json').read())\n"
        "m.set_weights(model.get_weights())",
        "keras.utils.clear_session()",
    ],
}

OUTSIDE = {
    "layers": [
        ("from keras.layers import Dense, Flatten", "reshape"),
        ("keras.layers.Flatten(input_shape=(20, 20))", "reshape"),
        ("from keras.layers import Dropout", "leave it out"),
        ("model.add(keras.layers.BatchNormalization())", "leave it out"),
        ("from keras.layers import Conv2D, MaxPooling2D", "images"),
        ("model.add(keras.layers.Activation('relu'))", "activation='relu'"),
        ("keras.layers.Dense(10, activation='softmax')", "one unit"),
        ("keras.layers.Rescaling(1 / 255)", "x / 255"),
        ("keras.layers.Embedding(10, 4)", "text"),
        ("keras.layers.Dense(5, kernel_constraint='max_norm')", "no argument kernel_constraint"),
    ],
    "functional": [
        ("inputs = keras.Input((400,))\nkeras.layers.Dense(25)(inputs)", "list the layers"),
        ("keras.Model(inputs=None, outputs=None)", "list the layers"),
        ("from keras.models import Model", "list the layers"),
    ],
    "several classes": [
        ("model.compile(loss='categorical_crossentropy')", "binary_crossentropy"),
        ("model.compile(loss='sparse_categorical_crossentropy')", "binary_crossentropy"),
        ("from keras.losses import SparseCategoricalCrossentropy", "binary_crossentropy"),
        ("from keras.utils import to_categorical", "binary_crossentropy"),
    ],
    "else": [
        ("from keras.optimizers import Nadam", "Adam"),
        ("model.compile('adamw', 'mse')", "take SGD, RMSprop or Adam"),
        ("from keras.callbacks import TensorBoard", "CSVLogger"),
        ("keras.utils.plot_model(model)", "summary"),
        ("keras.regularizers.l1(0.01)", "take L2"),
        ("model.compile(loss='mse', jit_compile=True)", "no argument jit_compile"),
        ("keras.backend.clear_session()", "utils has clear_session"),
        ("keras.metrics.Mean()", "labels and predictions"),
        ("keras.optimizers.Adam(amsgrad=False)", "no argument amsgrad"),
        ("keras.losses.BinaryCrossentropy(reduction='none')", "no argument reduction"),
        ("model.fit(X, y, validation_freq=2)", "no argument validation_freq"),
        ("model.predict_classes(X)", "above 0.5"),
    ],
}
