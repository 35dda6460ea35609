"""What the network says of every drawing follows the network and the drawings."""

import numpy as np
import pytest

from digitapp.controllers import dataset_predictor
from digitapp.controllers.dataset_predictor import DatasetPredictor
from digitapp.digits import handwritten
from digitapp.digits.dataset.snapshot import DatasetSnapshot

from .training_examples import DIGITS, Desk


class PredictingDesk(Desk):
    """A desk with a DatasetPredictor, and what that has emitted."""

    def __init__(self, qtbot):
        super().__init__(qtbot)
        self.predictor, self.predicted = DatasetPredictor(self.session.network), []
        self.predictor.predicted.connect(self.predicted.append)
        self.session.frame_changed.connect(self.predictor.on_frame_changed)
        self.predictor.show_dataset(DIGITS)


@pytest.fixture
def desk(qtbot):
    desk = PredictingDesk(qtbot)
    yield desk
    assert desk.session.close(20)


def newest(desk):
    """Wait until all is predicted, and return it."""
    desk.qtbot.waitUntil(lambda: not desk.predictor._timer.isActive())
    return desk.predicted[-1]


def test_of_an_untrained_network_nothing_is_said(desk):
    desk.qtbot.waitUntil(lambda: desk.predicted == [None])


def test_what_is_said_is_of_the_weights_at_the_end_of_a_run(desk):
    desk.train()
    expected = desk.session.network.probabilities(DIGITS.images())
    np.testing.assert_array_equal(newest(desk).probabilities, expected)
    assert newest(desk).ids.tolist() == DIGITS.ids.tolist()


def test_other_drawings_are_predicted_though_the_network_is_the_same(desk):
    desk.train()
    newest(desk)
    more = DatasetSnapshot.of(handwritten()[: len(DIGITS) + 3])
    desk.predictor.show_dataset(more)
    assert newest(desk).ids.tolist() == more.ids.tolist()


@pytest.mark.parametrize("size", [1, 7, 20, 1000])
def test_in_whatever_slices_all_drawings_are_predicted_once(desk, monkeypatch, size):
    monkeypatch.setattr(dataset_predictor, "SLICE", size)
    desk.train()
    desk.predictor.show_dataset(DIGITS)
    expected = desk.session.network.probabilities(DIGITS.images())
    assert newest(desk).ids.tolist() == DIGITS.ids.tolist()
    np.testing.assert_allclose(newest(desk).probabilities, expected, atol=1e-6)
