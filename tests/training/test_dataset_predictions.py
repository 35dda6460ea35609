import numpy as np
import pytest

from digitapp.digits import Example
from digitapp.digits.dataset.snapshot import DatasetSnapshot
from digitapp.nn import BinaryCrossentropy
from digitapp.training.dataset_predictions import dataset_predictions


def dataset(labels, images=None):
    images = range(len(labels)) if images is None else images
    return DatasetSnapshot.of(
        [
            Example(np.full((20, 20), (k + 1) / 99, np.float32), label)
            for k, label in zip(images, labels, strict=True)
        ]
    )


def test_the_loss_of_each_drawing_is_the_networks_own():
    labels, p = [0, 1, 1, 0], np.array([0.1, 0.7, 0.2, 0.999], np.float32)
    told = dataset_predictions(dataset(labels), p.reshape(-1, 1))
    for k, label in enumerate(labels):
        expected = BinaryCrossentropy()(np.array([[label]], np.float32), p[k].reshape(1, 1))
        assert told.losses[k] == pytest.approx(expected, rel=1e-4)
    assert told.ids.tolist() == [1, 2, 3, 4]
    np.testing.assert_array_equal(told.probabilities, p)


def test_wrong_is_what_is_read_as_the_other_digit():
    told = dataset_predictions(dataset([0, 0, 1, 1]), [0.4, 0.6, 0.6, 0.4])
    assert told.wrong.tolist() == [False, True, False, True]


def test_doubtful_is_a_label_of_whose_opposite_the_network_is_sure():
    told = dataset_predictions(dataset([0, 0, 1, 1]), [0.79, 0.81, 0.21, 0.19])
    assert told.doubtful.tolist() == [False, True, False, True]


def test_one_image_with_both_labels_is_doubtful_whatever_the_network_says():
    told = dataset_predictions(dataset([0, 1, 1], images=[5, 5, 6]), [0.5, 0.5, 0.5])
    assert told.doubtful.tolist() == [True, True, False]


@pytest.mark.parametrize("p", [0.0, 1.0, np.nan])
def test_losses_stay_finite(p):
    told = dataset_predictions(dataset([0, 1]), [p, p])
    assert np.isfinite(told.losses).all()
    assert np.isfinite(told.probabilities).all()


def test_a_network_that_has_lost_its_way_is_sure_of_nothing():
    assert not dataset_predictions(dataset([0, 1]), [np.nan, np.nan]).doubtful.any()


def test_probabilities_of_other_drawings_are_refused():
    with pytest.raises(ValueError, match="each of 2 drawings, got 3"):
        dataset_predictions(dataset([0, 1]), [0.5, 0.5, 0.5])
