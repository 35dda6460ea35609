"""Verdicts: what goes wrong in a training run, in words, with what to do about it.

numpy and digits only; knows nothing of threads or windows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One thing that a person should know of a run.

    key : stays the same while the same thing is wrong
    sentence : what is wrong and what to do
    grave : training cannot go on, or is of no use, until something is done
    """

    key: str
    sentence: str
    grave: bool
