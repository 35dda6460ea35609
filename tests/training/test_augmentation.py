import numpy as np
import pytest

from digitapp.digits import handwritten
from digitapp.nn import Callback
from digitapp.training import Augmentation, TrainingConfig


class Watch(Callback):
    """Keeps what a fit saw in each epoch."""

    def __init__(self, inputs):
        self.inputs, self.seen = inputs, []

    def on_epoch_begin(self, epoch, logs=None):
        self.seen.append(self.inputs.copy())


@pytest.fixture(scope="module")
def digits():
    examples = handwritten()[:24]
    return np.array([x.image.ravel() for x in examples]), [x.label for x in examples]


def seen(digits, seed=1, epochs=3, first_epoch=0):
    X, y = digits
    augmentation = Augmentation(X, seed)
    watch = Watch(augmentation.inputs)
    TrainingConfig().make_model().fit(
        augmentation.inputs,
        y,
        epochs=epochs,
        initial_epoch=first_epoch,
        callbacks=[augmentation, watch],
        verbose=0,
    )
    return watch.seen


def test_every_epoch_sees_each_image_a_little_different(digits):
    epochs = [digits[0], *seen(digits)]
    for i, one in enumerate(epochs):
        for other in epochs[i + 1 :]:
            changed = np.abs(one - other).mean(axis=1)
            assert (changed > 0.01).all()
            assert (changed < 0.3).all()


def test_the_callers_images_stay_as_they_are(digits):
    before = digits[0].copy()
    digits[0].flags.writeable = False
    seen(digits)
    digits[0].flags.writeable = True
    assert (digits[0] == before).all()


def test_the_same_seed_gives_the_same_bits_and_another_seed_others(digits):
    assert np.array_equal(seen(digits, seed=7), seen(digits, seed=7))
    assert not np.array_equal(seen(digits, seed=7), seen(digits, seed=8))


def test_a_fit_that_goes_on_sees_what_it_would_have_seen(digits):
    assert np.array_equal(seen(digits, epochs=4)[2:], seen(digits, epochs=4, first_epoch=2))


def test_fit_trains_on_the_warped_images_themselves(digits):
    X, y = digits
    augmentation = Augmentation(X, seed=1)
    with_warps, without = (TrainingConfig().make_model() for _ in range(2))
    with_warps.fit(augmentation.inputs, y, epochs=1, callbacks=[augmentation], verbose=0)
    without.fit(augmentation.inputs, y, epochs=1, verbose=0)  # which now are the first warps
    assert (with_warps.parameters == without.parameters).all()
