"""The prediction follows the network while it learns, but does not slow it down."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QSignalSpy

from digitapp.controllers.prediction_controller import PredictionController
from digitapp.training.displayed_model import DisplayedModel
from digitapp.training.frame import Frame
from digitapp.training.progress import Progress

from .training_examples import CONFIG, IMAGE, Desk

WEIGHTS = CONFIG.make_model().parameters


class Controller(PredictionController):
    """A controller with a drawing, and what it has emitted; it rests until a test wakes it."""

    def __init__(self):
        super().__init__(DisplayedModel(CONFIG))
        self.told = QSignalSpy(self.predicted)
        self._rest.setInterval(10**6)
        self.on_image_changed(IMAGE)

    def wake(self):
        self._rest.stop()
        self.on_rested()


@pytest.fixture
def controller(qapp):
    return Controller()


def frame(phase, trained=True):
    """Return a frame with weights that no other has."""
    return Frame(progress=Progress(phase, trained=trained), weights=WEIGHTS.copy())


def test_while_one_draws_during_a_run_newer_weights_wait_for_the_drawing(controller):
    for _ in range(3):
        controller.on_frame_changed(frame("running"))
    assert controller.told.count() == 1
    controller.on_image_changed(IMAGE)
    assert controller.told.count() == 2
    controller.wake()
    assert controller.told.count() == 2  # that one was made with the newest
    controller.on_image_changed(IMAGE)
    controller.on_frame_changed(frame("running"))
    assert controller.told.count() == 3
    controller.on_frame_changed(frame("idle"))
    assert controller.told.count() == 4


def test_when_the_drawing_rests_the_newest_weights_predict_it(controller):
    controller.on_frame_changed(frame("running"))
    assert controller.told.count() == 1
    controller.wake()
    assert controller.told.count() == 2
    for count in (3, 4):
        controller.on_frame_changed(frame("running"))
        assert controller.told.count() == count


def test_without_a_run_every_change_is_predicted_at_once(controller):
    for count in range(2, 6):
        controller.on_frame_changed(frame("paused"))
        assert controller.told.count() == count
    same = replace(frame("paused"), weights=controller._frame.weights)
    controller.on_frame_changed(same)
    assert controller.told.count() == 5


def test_not_live_it_predicts_only_when_asked_until_the_drawing_changes(controller):
    controller.set_live(False)
    assert controller.told.at(controller.told.count() - 1) == [None]
    controller.predict()
    assert controller.told.at(controller.told.count() - 1) != [None]
    controller.on_image_changed(IMAGE)
    assert controller.told.at(controller.told.count() - 1) == [None]


def test_it_goes_on_while_the_network_learns(qtbot):
    desk = Desk(qtbot)
    controller = PredictionController(desk.session.network)
    told = []
    controller.predicted.connect(told.append)
    desk.session.frame_changed.connect(controller.on_frame_changed)
    controller.on_image_changed(IMAGE)
    desk.run_forever()
    desk.wait(lambda: len({each.probability for each in told}) > 3)
    assert desk.session.close(20)


def test_an_empty_canvas_is_not_predicted_anew_with_other_weights(controller):
    controller.on_image_changed(None)
    before = controller.told.count()
    for phase in ("running", "running", "paused", "idle"):
        controller.on_frame_changed(frame(phase))
    assert controller.told.count() == before
    controller.on_image_changed(IMAGE)
    assert controller.told.count() == before + 1
