"""What ink is for: a network that saw the starter digits reads what other people draw."""

import numpy as np
import pytest

from digitapp.digits import augment, handwritten, ink
from digitapp.nn import Adam, BinaryCrossentropy, Dense, Sequential

from ..strokes_of_strangers import strangers


@pytest.fixture(scope="module")
def network():
    examples = handwritten()
    X = np.array([example.image.ravel() for example in examples])
    y = np.array([[example.label] for example in examples], np.float32)
    model = Sequential([Dense(n, activation="sigmoid") for n in (25, 15, 1)], seed=1)
    model.compile(loss=BinaryCrossentropy(), optimizer=Adam(0.003))
    rng = np.random.default_rng(1)
    for _ in range(40):
        model.fit(augment.images(X, rng), y, epochs=1, batch_size=8, verbose=0)
    return model


def part_read(network, people):
    images = np.array([ink.from_strokes(person.strokes) for person in people])
    says_1 = network.predict(images.reshape(-1, 400), verbose=0)[:, 0] > 0.5
    return np.mean(says_1 == [person.label for person in people])


def test_99_in_100_strangers_are_read_at_any_place_and_size(network):
    assert part_read(network, strangers(1000, seed=10)) >= 0.99


@pytest.mark.parametrize("degrees", [-15, 15])
def test_98_in_100_are_read_even_when_turned(network, degrees):
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cos, sin], [-sin, cos]])
    people = [
        person._replace(strokes=[stroke @ turn for stroke in person.strokes])
        for person in strangers(600, seed=11)
    ]
    assert part_read(network, people) >= 0.98
