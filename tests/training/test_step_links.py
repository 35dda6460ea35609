"""Where the numbers of a line of Steps come from, and where its result goes."""

import numpy as np
import pytest

from digitapp.nn import Dense, Input, Sequential
from digitapp.training.step_lines import strongest_path
from digitapp.training.step_links import links
from digitapp.training.step_trace import Batch, trace_step
from digitapp.training.update_lines import lines_of


@pytest.fixture(params=["sgd", "adam"])
def lines(request):
    layers = [Dense(3, activation="sigmoid"), Dense(1, activation="sigmoid")]
    model = Sequential([Input((4,)), *layers], seed=0)
    model.compile(optimizer=request.param, loss="binary_crossentropy")
    rng = np.random.default_rng(0)
    labels = np.array([[0.0], [1.0], [1.0]])
    trace = trace_step(model, Batch(rng.random((3, 4)), labels))
    return lines_of(trace, strongest_path(trace))


def linked(lines, name):
    """Return the names of the sources and of the users of the line of this name."""
    place = [line.name for line in lines].index(name)
    return tuple({lines[k].name for k in side} for side in links(lines, place))


def test_forward_goes_from_layer_to_layer(lines):
    sources, users = linked(lines, "weighted sums of layer 2")
    assert sources == {"activations of layer 1"}
    assert users == {"activations of layer 2"}


def test_an_activation_is_used_by_the_loss_and_on_the_way_back(lines):
    _, users = linked(lines, "activations of layer 2")
    assert users == {"loss of each drawing", "slope of the loss", "slope of g in layer 2"} | {
        "slope by Z₂"
    }


def test_a_gradient_comes_from_what_the_layer_saw_and_the_slope_above(lines):
    sources, _ = linked(lines, "gradient of the weights of layer 2")
    assert sources == {"activations of layer 1", "slope by Z₂"}
    assert linked(lines, "gradient of the weights of layer 1")[0] == {
        "3 drawings",
        "slope by Z₁",
    }


def test_an_update_comes_from_the_gradient_of_its_layer(lines):
    first = next(line.name for line in lines if line.part == 5)
    assert linked(lines, first)[0] >= {
        "gradient of the weights of layer 1",
        "gradient of the biases of layer 1",
    }


@pytest.mark.parametrize("lines", ["adam"], indirect=True)
def test_m_of_adam_is_not_the_size_of_the_batch(lines):
    assert linked(lines, "mean of the gradients")[1] == {"new weights"}
    assert linked(lines, "new weights")[0] == {
        "mean of the gradients",
        "mean square of the gradients",
        "bias correction",
    }


def test_what_comes_after_is_of_the_new_weights(lines):
    assert linked(lines, "loss of the same batch with the new weights")[0] == {"new weights"}
    assert linked(lines, "the loss fell")[0] == {"new weights"}  # not what SGD would have done


def test_the_batch_comes_from_nowhere(lines):
    assert linked(lines, "3 drawings")[0] == set()
