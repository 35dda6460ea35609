"""UndoStep: what was done to the training or with the pen of Inside, or a file that was opened.

What is undone is kept for redo: both exchange what the step holds for what is there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class UndoStep:
    """One step of undo beside strokes and changes to the digits, which know their own.

    name : what was done, for the menu
    back : what undoing brings back, "epoch 152"
    done : a sentence that says that it was done
    exchange : called with this step to undo it, and again to redo it; False: it cannot be
    held : what `exchange` brings back, and puts what is there now in the place of
    made : seconds since 1970
    """

    name: str
    back: str
    done: str
    exchange: Callable[[UndoStep], bool]
    held: Any
    made: float = field(default_factory=time.time)
