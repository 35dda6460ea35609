"""Optimizers by Keras's names, and their schedules of the learning rate."""

from typing import TYPE_CHECKING

from digitapp.nn.outside import refuse_outside

from . import schedules
from .optimizer import SGD, Adam, Optimizer, RMSprop, get, get_optimizer

__all__ = ["SGD", "Adam", "Optimizer", "RMSprop", "get", "get_optimizer", "schedules"]

if not TYPE_CHECKING:
    __getattr__ = refuse_outside(__name__)
