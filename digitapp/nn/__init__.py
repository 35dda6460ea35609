"""The network: a small neural network library in plain numpy, with Keras's names and results.

numpy only (and h5py to read and write .keras files); knows nothing of drawings, files of digits,
training controls or windows.
"""

from .activations import linear, relu, sigmoid, tanh
from .callbacks import Callback, EarlyStopping, History
from .gradient_check import check_gradients
from .initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Ones,
    RandomNormal,
    RandomUniform,
    Zeros,
)
from .layers import Dense, Input
from .losses import BinaryCrossentropy, MeanSquaredError
from .metrics import binary_accuracy, confusion_matrix, precision, recall
from .optimizers import SGD, Adam, RMSprop
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
    "MeanSquaredError",
    "ModelFileError",
    "Ones",
    "ProgressBar",
    "RMSprop",
    "RandomNormal",
    "RandomUniform",
    "Sequential",
    "Zeros",
    "binary_accuracy",
    "check_gradients",
    "confusion_matrix",
    "linear",
    "load_model",
    "precision",
    "recall",
    "relu",
    "sigmoid",
    "tanh",
]
