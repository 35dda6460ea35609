"""Saving: models in .keras and .npz files. All that the network has to do with files."""

from .api import load_model, save_model
from .model_zip import ModelFileError

__all__ = ["ModelFileError", "load_model", "save_model"]
