"""Up to six drawings are pinned, from the canvas or the gallery, and followed through a run."""

import numpy as np
import pytest

from digitapp.controllers.inspection_controller import InspectionController

from .training_examples import DIGITS, IMAGE, Desk


class Canvas:
    """A canvas whose last change waits to be reported, if there is one."""

    waiting = None  # called to report it

    def report_change(self):
        if self.waiting is not None:
            self.waiting()


class Gallery:
    """A gallery with a selection."""

    def __init__(self):
        self.focus, self.ids = False, np.empty(0, np.int64)

    def gallery_has_focus(self):
        return self.focus

    def selected_ids(self):
        return self.ids


class PinningDesk(Desk):
    """A desk with an InspectionController, and what that has emitted."""

    def __init__(self, qtbot):
        super().__init__(qtbot)
        self.gallery = Gallery()
        self.canvas = Canvas()
        self.inspection = InspectionController(self.session, self.canvas, self.gallery)
        self.session.frame_changed.connect(self.inspection.on_frame_changed)
        self.inspection.on_dataset_changed(DIGITS)
        self.told, self.said = [], []
        self.inspection.pinned_changed.connect(self.told.append)
        self.inspection.said.connect(self.said.append)


@pytest.fixture
def desk(qtbot):
    desk = PinningDesk(qtbot)
    yield desk
    assert desk.session.close(20)


def select(desk, places):
    desk.gallery.focus, desk.gallery.ids = True, DIGITS.ids[places]


def test_the_drawing_on_the_canvas_is_pinned_with_its_probability(desk):
    desk.inspection.on_image_changed(IMAGE.reshape(20, 20))
    desk.inspection.pin()
    (drawing,) = desk.told[-1].drawings
    np.testing.assert_array_equal(drawing.x, IMAGE)
    assert drawing.label is None
    assert desk.told[-1].now[0] == pytest.approx(desk.session.network.probability(IMAGE), abs=1e-6)


def test_what_was_drawn_last_is_pinned_though_it_was_not_reported_yet(desk):
    desk.canvas.waiting = lambda: desk.inspection.on_image_changed(IMAGE.reshape(20, 20))
    desk.inspection.pin()
    np.testing.assert_array_equal(desk.told[-1].drawings[0].x, IMAGE)


def test_the_selection_is_pinned_with_its_labels_while_the_gallery_has_the_focus(desk):
    desk.inspection.on_image_changed(IMAGE.reshape(20, 20))
    select(desk, [3, 4])
    desk.inspection.pin()
    labels = [drawing.label for drawing in desk.told[-1].drawings]
    assert labels == DIGITS.labels[[3, 4]].tolist()


def test_what_is_pinned_already_is_not_pinned_again(desk):
    select(desk, [3])
    desk.inspection.pin()
    desk.inspection.pin()
    assert len(desk.told[-1].drawings) == 1


def test_of_more_than_six_as_many_are_pinned_as_there_is_room_for_and_it_says_so(desk):
    select(desk, [0, 1, 2, 3])
    desk.inspection.pin()
    select(desk, [4, 5, 6, 7])
    desk.inspection.pin()
    assert len(desk.told[-1].drawings) == 6
    assert desk.said[-1].startswith("6 drawings are pinned")


def test_with_nothing_to_pin_it_says_so(desk):
    desk.inspection.pin()
    assert desk.said == ["There is nothing to pin: draw something, or select in the gallery."]
    assert desk.told == []


def test_a_drawing_that_is_let_go_leaves_the_others(desk):
    select(desk, [0, 1, 2])
    desk.inspection.pin()
    before = desk.told[-1].drawings
    desk.inspection.unpin(1)
    assert desk.told[-1].drawings == (before[0], before[2])


def test_the_pinned_drawings_are_followed_through_a_run(desk):
    select(desk, [0, 1])
    desk.inspection.pin()
    desk.train()
    curves = desk.told[-1]
    assert (curves.epochs[0], curves.epochs[-1]) == (0, 4)
    assert (np.diff(curves.epochs) > 0).all()  # between epochs too, in a first run that is watched
    expected = desk.session.network.probabilities(DIGITS.images([0, 1]))
    np.testing.assert_allclose(curves.values[-1], expected, atol=1e-6)


def test_without_pinned_drawings_a_run_is_not_followed(desk):
    desk.train()
    assert desk.told == []
