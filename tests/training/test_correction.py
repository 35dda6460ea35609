"""What is said of a drawing that was corrected: how it is read, and what to do."""

import numpy as np
import pytest

from digitapp.training.correction import Correction, correction_text
from digitapp.training.displayed_model import judge


def corrected(label, probability, stage):
    return Correction(np.zeros(400, np.float32), label, judge(probability, unlike=False), stage)


@pytest.mark.parametrize(
    ("label", "probability", "stage", "running", "sentence"),
    [
        (1, 0.1, "new", False, "Press T: the network learns the 1 you corrected."),
        (1, 0.1, "new", True, "The next run learns the 1 you corrected."),
        (1, 0.1, "learning", True, "The 1 you corrected is still read as 0."),
        (0, 0.9, "learnt", False, "The 0 you corrected is still read as 1: draw two like it, then"),
        (0, 0.4, "learnt", False, "The 0 you corrected is still neither a 0 nor a 1 to it: draw"),
        (0, 0.1, "learnt", False, "The 0 you corrected is now read as 0."),
    ],
)
def test_it_is_said_how_a_corrected_drawing_is_read_and_what_to_do(
    label, probability, stage, running, sentence
):
    text = correction_text([corrected(label, probability, stage)], running=running)
    assert text.startswith(sentence)


def test_of_several_the_newest_that_is_still_wrong_is_spoken_of():
    right, wrong = corrected(1, 0.99, "learnt"), corrected(0, 0.99, "learnt")
    assert correction_text([right, wrong], running=False).startswith("The 0 you corrected is still")


def test_nothing_is_said_where_nothing_was_corrected():
    assert correction_text([], running=False) == ""
