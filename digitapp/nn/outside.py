"""What Keras has and digitapp.nn has not: importing it says so, and what to do in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

_CLASSES = (
    "it is for several classes. For 0 and 1 take one unit, Dense(1, activation='sigmoid'), and the "
    "loss 'binary_crossentropy'"
)
_IMAGES = "it is for images. Here each drawing is a row: Dense layers on x.reshape(len(x), -1)"
_OVERFITTING = (
    "leave it out. Against overfitting there are kernel_regularizer='l2' and EarlyStopping"
)
_FUNCTIONAL = "list the layers in their order: Sequential([Input((400,)), Dense(25), Dense(1)])"
_ACTIVATION = "name it in the layer before: Dense(25, activation='relu')"
_OPTIMIZERS = "take SGD, RMSprop or Adam"

_INSTEAD = {
    "Softmax softmax log_softmax": _CLASSES,
    "CategoricalCrossentropy SparseCategoricalCrossentropy CategoricalAccuracy": _CLASSES,
    "SparseCategoricalAccuracy categorical_crossentropy sparse_categorical_crossentropy": _CLASSES,
    "to_categorical": _CLASSES,
    "Flatten Reshape": "reshape the data: x.reshape(len(x), -1)",
    "Conv1D Conv2D Conv2DTranspose SeparableConv2D MaxPooling2D MaxPool2D": _IMAGES,
    "AveragePooling2D GlobalAveragePooling2D GlobalMaxPooling2D ZeroPadding2D": _IMAGES,
    "RandomFlip RandomRotation RandomZoom RandomTranslation": _IMAGES,
    "Dropout SpatialDropout2D GaussianNoise GaussianDropout": _OVERFITTING,
    "BatchNormalization LayerNormalization": _OVERFITTING,
    "L1 L1L2 l1 l1_l2": "take L2",
    "Model Functional Concatenate concatenate Add Layer": _FUNCTIONAL,
    "Activation LeakyReLU PReLU ELU ReLU": _ACTIVATION,
    "elu selu gelu swish silu softplus softsign leaky_relu hard_sigmoid": (
        "the activations here are sigmoid, relu, tanh and linear"
    ),
    "Rescaling Normalization": "scale the data: x / 255",
    "Embedding LSTM GRU SimpleRNN Bidirectional TextVectorization MultiHeadAttention": (
        "it is for text and sequences. Here an example is a row of numbers"
    ),
    "Adagrad Adadelta Adamax AdamW Nadam Ftrl Lion": _OPTIMIZERS,
    "Hinge Huber KLDivergence Poisson BinaryFocalCrossentropy": (
        "take BinaryCrossentropy, MeanSquaredError or MeanAbsoluteError"
    ),
    "TensorBoard BackupAndRestore": "take CSVLogger or ModelCheckpoint",
    "PolynomialDecay CosineDecayRestarts": "take CosineDecay, or ExponentialDecay",
    "plot_model model_to_dot": "print model.summary()",
    "predict_proba predict_classes": "model.predict(x) is P(y = 1); above 0.5 it means 1",
    "fit_generator evaluate_generator": "give fit and evaluate the whole of x and y",
    "backend config": "leave it out. utils has clear_session and set_random_seed",
    "Mean Sum F1Score": "the metrics here are of labels and predictions: see digitapp.nn.metrics",
}
_SENTENCES = {name: then for names, then in _INSTEAD.items() for name in names.split()}


def refuse_outside(module: str) -> Callable[[str], object]:
    """Return a `__getattr__` for a module: ImportError with a sentence for what is outside."""

    def __getattr__(name: str) -> object:
        if name in _SENTENCES:
            raise ImportError(f"{name} is outside digitapp.nn: {_SENTENCES[name]}.")
        raise AttributeError(f"{module} has no {name}.")

    return __getattr__


class NamesWhatIsMeant:
    """Base of classes that name the attribute that was meant where one is misspelt or outside."""

    if not TYPE_CHECKING:  # else any attribute would be known to a type checker

        def __getattr__(self, name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            from difflib import get_close_matches  # here: `import digitapp.nn` is to be quick

            near = get_close_matches(name, [n for n in dir(self) if not n.startswith("_")], 1)
            hint = instead_of(name) or (f" Did you mean {near[0]}?" if near else "")
            raise AttributeError(f"{type(self).__name__} has no {name} here.{hint}")


def instead_of(name: object) -> str:
    """Return what to do in place of what is outside, as a sentence after another; "" if nothing."""
    keys = {key.lower().replace("_", ""): then for key, then in _SENTENCES.items()}
    then = keys.get(str(name).lower().replace("_", ""))
    return "" if then is None else f" In its place: {then}."
