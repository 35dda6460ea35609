"""Where digits and network meet: what a person sets, and what happens while the network learns.

numpy, digitapp.nn and digitapp.digits only; knows nothing of windows or of where files lie.
"""

from .augmentation import Augmentation
from .config import HiddenLayer, TrainingConfig
from .run import fit

__all__ = ["Augmentation", "HiddenLayer", "TrainingConfig", "fit"]
