"""Saving: models in .keras and .npz files. All that the network has to do with files.

Both are a zip with the model's config.json (keras_config.py). A .npz file holds W1, b1, W2, b2, …
for numpy; a .keras file the weights and the state of the optimizer as Keras 3 wants them
(keras_weights.py), so that training can go on, here or there. Neither Keras nor pickle is used.
"""

from typing import TYPE_CHECKING

from digitapp.nn.outside import refuse_outside

from .archive import ModelFileError
from .reader import load_model
from .writer import save_model

__all__ = ["ModelFileError", "load_model", "save_model"]

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
