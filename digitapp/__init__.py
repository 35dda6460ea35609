"""digitapp: draw 0s and 1s and watch a small neural network learn them."""

__version__ = "0.4.0"
