"""The network: a small neural network library in plain numpy, with Keras's names and results.

numpy only (and h5py to read and write .keras files); knows nothing of drawings, files of digits,
training controls or windows.
"""

from typing import TYPE_CHECKING

from digitapp import __version__ as __version__

from . import (
    activations,
    callbacks,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    saving,
    utils,
)
from .activations import linear, relu, sigmoid, tanh
from .callbacks import Callback, EarlyStopping, History
from .gradient_check import check_gradients
from .initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Ones,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
)
from .layers import Dense, Input
from .losses import BinaryCrossentropy, MeanAbsoluteError, MeanSquaredError
from .metrics import binary_accuracy, confusion_matrix, precision, recall
from .optimizers import SGD, Adam, RMSprop
from .outside import refuse_outside
from .progress_bar import ProgressBar
from .regularizers import L2
from .saving import ModelFileError, load_model
from .sequential import Sequential

__all__ = [
    "L2",
    "SGD",
    "Adam",
    "BinaryCrossentropy",
    "Callback",
    "Dense",
    "EarlyStopping",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "History",
    "Input",
    "LecunNormal",
    "LecunUniform",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "ModelFileError",
    "Ones",
    "ProgressBar",
    "RMSprop",
    "RandomNormal",
    "RandomUniform",
    "Sequential",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "activations",
    "binary_accuracy",
    "callbacks",
    "check_gradients",
    "confusion_matrix",
    "initializers",
    "layers",
    "linear",
    "load_model",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "precision",
    "recall",
    "regularizers",
    "relu",
    "saving",
    "sigmoid",
    "tanh",
    "utils",
]

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
