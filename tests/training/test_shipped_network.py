"""The network in resources/: it is opened as the program does, and reads what it should."""

import numpy as np
import pytest

from digitapp.digits import handwritten, ink
from digitapp.digits.made_digits import made
from digitapp.files import paths
from digitapp.nn import load_model
from digitapp.training import TrainingConfig

from ..digits.strokes_of_strangers import strangers


@pytest.fixture(scope="module")
def network():
    return load_model(paths.resource("network.keras"))


def part_read(network, images, labels):
    says_1 = network.predict(np.reshape(images, (-1, 400)))[:, 0] > 0.5
    return np.mean(says_1 == labels)


def test_it_has_the_layers_and_the_compile_of_the_defaults(network):
    defaults = TrainingConfig().make_model()
    assert [a.shape for a in network.weights] == [a.shape for a in defaults.weights]
    assert [layer.activation for layer in network.layers] == [
        layer.activation for layer in defaults.layers
    ]
    assert network.optimizer.get_config() == pytest.approx(defaults.optimizer.get_config())
    assert network.loss.name == defaults.loss.name


def test_it_has_learnt_from_all_of_mnist_and_6000_made_digits_for_100_epochs(network):
    assert network.optimizer.iterations == 100 * -(-18_665 // 16)


def test_it_reads_999_of_1000_starter_digits(network):
    examples = handwritten()
    labels = [example.label for example in examples]
    assert part_read(network, [example.image for example in examples], labels) >= 0.999


def test_it_reads_99_in_100_strangers_at_any_place_and_size(network):
    people = strangers(1000, seed=50)
    images = [ink.from_strokes(person.strokes) for person in people]
    assert part_read(network, images, [person.label for person in people]) >= 0.99


@pytest.mark.parametrize("label", [0, 1])
def test_it_reads_99_in_100_made_digits_of_another_seed(network, label):
    digits = [example for example in made(600, seed=78) if example.label == label]
    assert part_read(network, [example.image for example in digits], label) >= 0.99


def test_training_it_goes_on_from_where_it_is():
    model = load_model(paths.resource("network.keras"))
    examples = handwritten()[:200]
    X = np.array([example.image.ravel() for example in examples])
    y = np.array([example.label for example in examples])
    history = model.fit(X, y, batch_size=16, epochs=2, verbose=0)
    assert max(history.history["loss"]) < 0.01


def test_source_and_licence_of_what_it_learnt_from_lie_beside_it():
    text = paths.resource("network-README.md").read_text(encoding="utf-8")
    for needed in ("LeCun", "Cortes", "Attribution-ShareAlike 3.0", "creativecommons.org", "seed"):
        assert needed in text
