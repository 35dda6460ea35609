import numpy as np
import pytest

from digitapp.nn import Adam
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.checkpoint import Checkpoint
from digitapp.training.checkpoint_buffer import CheckpointBuffer

X = np.random.default_rng(1).random((20, 400), dtype=np.float32)
Y = np.arange(20) % 2
SMALL = TrainingConfig(hidden_layers=(HiddenLayer(2),))


def buffer_for(checkpoints):
    return CheckpointBuffer(capacity=checkpoints * 3 * 4 * SMALL.make_model().count_params())


def model_at(epoch):
    """Return a model whose weights say which epoch it is of."""
    model = SMALL.make_model()
    model.parameters[...] = epoch
    return model


def test_all_epochs_are_kept_as_long_as_there_is_room():
    buffer = buffer_for(5)
    for epoch in range(5):
        buffer.keep(epoch, model_at(epoch))
    assert buffer.epochs() == (0, 1, 2, 3, 4)


def test_a_full_shelf_keeps_every_second_then_every_fourth_epoch():
    buffer = buffer_for(5)
    for epoch in range(11):
        buffer.keep(epoch, model_at(epoch))
    assert buffer.epochs() == (0, 4, 8)
    for epoch in range(11, 200):
        buffer.keep(epoch, model_at(epoch))
        assert 3 <= len(buffer.epochs()) <= 5
        assert len(set(np.diff(buffer.epochs()))) == 1
    for epoch in buffer.epochs():
        kept, checkpoint = buffer.nearest(epoch)
        assert kept == epoch
        assert (checkpoint.parameters == epoch).all()


def test_the_nearest_epoch_is_found():
    buffer = buffer_for(5)
    for epoch in (0, 2, 8):
        buffer.keep(epoch, model_at(epoch))
    assert [buffer.nearest(epoch)[0] for epoch in (0, 3, 6, 1000)] == [0, 2, 8, 8]


def test_a_copy_from_the_shelf_outlasts_what_comes_after():
    buffer = buffer_for(3)
    buffer.keep(1, model_at(1))
    _, checkpoint = buffer.nearest(1)
    buffer.cut(-1)
    buffer.keep(0, model_at(7))
    assert (checkpoint.parameters == 1).all()
    assert (buffer.nearest(5)[1].parameters == 7).all()


def test_what_comes_after_an_epoch_can_be_forgotten():
    buffer = buffer_for(5)
    for epoch in range(5):
        buffer.keep(epoch, model_at(epoch))
    buffer.cut(2)
    assert buffer.epochs() == (0, 1, 2)


def test_after_a_cut_epochs_are_kept_finely_again():
    buffer = buffer_for(5)
    for epoch in range(100):
        buffer.keep(epoch, model_at(epoch))
    assert buffer.epochs() == (0, 32, 64, 96)
    buffer.cut(32)
    for epoch in range(33, 36):
        buffer.keep(epoch, model_at(epoch))
    assert buffer.epochs() == (0, 32, 33, 34, 35)


def test_an_epoch_kept_again_takes_the_place_of_itself():
    buffer = buffer_for(2)
    for weights in (1, 2, 3):
        buffer.put(4, Checkpoint.of(model_at(weights)))
    assert buffer.epochs() == (4,)
    assert (buffer.nearest(4)[1].parameters == 3).all()


def test_an_odd_epoch_makes_room_when_it_must():
    buffer = buffer_for(2)
    buffer.put(3, Checkpoint.of(model_at(3)))
    for epoch in range(4, 12):
        buffer.keep(epoch, model_at(epoch))
    assert len(buffer.epochs()) in (1, 2)


def test_a_network_too_large_for_the_shelf_is_not_kept():
    buffer = buffer_for(1)
    buffer.keep(0, model_at(0))
    assert buffer.epochs() == ()
    assert buffer.nearest(0) is None


def test_a_network_of_another_size_begins_a_new_block():
    buffer = buffer_for(5)
    buffer.keep(0, model_at(0))
    buffer.keep(0, TrainingConfig().make_model())
    assert buffer.epochs() == ()  # there is no room for two of that size


def fitted(optimizer="adam", epochs=2):
    model = TrainingConfig(optimizer=optimizer, hidden_layers=(HiddenLayer(3),)).make_model()
    model.fit(X, Y, batch_size=8, epochs=epochs, verbose=0)
    return model


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "sgd"])
def test_a_snapshot_goes_on_with_the_very_same_steps(optimizer):
    model = fitted(optimizer)
    checkpoint = Checkpoint.from_bytes(Checkpoint.of(model).to_bytes(model), model)
    other = fitted(optimizer, epochs=1)
    checkpoint.put(other)
    for each in (model, other):
        each.fit(X, Y, batch_size=8, epochs=3, verbose=0)
    assert (model.parameters == other.parameters).all()


def test_bytes_hold_the_weights_unit_by_unit_and_then_the_biases_as_in_0_1_0():
    model = fitted("sgd")
    data = Checkpoint.of(model).to_bytes(model)
    numbers = np.frombuffer(data[-4 * model.count_params() :], "<f4")
    expected = [array.ravel(order="F") for array in model.get_weights()]
    np.testing.assert_array_equal(numbers, np.concatenate(expected))


def test_a_snapshot_is_not_touched_by_further_steps():
    model = fitted()
    checkpoint = Checkpoint.of(model)
    before = checkpoint.to_bytes(model)
    model.fit(X, Y, epochs=1, verbose=0)
    assert checkpoint.to_bytes(model) == before


def test_another_optimizer_starts_afresh():
    checkpoint, model = Checkpoint.of(fitted("adam")), fitted("rmsprop")
    checkpoint.put(model)
    assert (model.parameters == checkpoint.parameters).all()
    assert model.optimizer.iterations == 0
    assert not model.optimizer.slots["velocity"].any()


def test_adam_goes_on_with_what_it_remembers():
    checkpoint, model = Checkpoint.of(fitted()), fitted(epochs=1)
    checkpoint.put(model)
    assert isinstance(model.optimizer, Adam)
    assert model.optimizer.iterations == 6
    assert (model.optimizer.slots["momentum"] == checkpoint.slots["momentum"]).all()


def spoilt(change):
    model = fitted()
    data = bytearray(Checkpoint.of(model).to_bytes(model))
    return bytes(change(data))


def with_nan(data):
    data[-4:] = np.float32(np.nan).tobytes()
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 100,
        spoilt(lambda data: data[:-4]),
        spoilt(lambda data: data + b"1234"),
        spoilt(lambda data: data[:20]),
        spoilt(with_nan),
        spoilt(lambda data: bytes(8) + data),
        spoilt(lambda data: data.replace(b'"momentum", ', b"")),
    ],
)
def test_bytes_that_are_no_snapshot_are_refused(data):
    model = fitted()
    with pytest.raises(ValueError, match=r"weights|Expecting|codec"):
        Checkpoint.from_bytes(data, model)


def test_a_copy_has_the_same_checkpoints_and_goes_its_own_way():
    buffer = buffer_for(5)
    for epoch in range(4):
        buffer.keep(epoch, model_at(epoch))
    other = buffer.copy()
    other.cut(1)
    other.keep(2, model_at(7))
    assert [float(each.nearest(2)[1].parameters[0]) for each in (buffer, other)] == [2, 7]
    assert [float(each.nearest(1)[1].parameters[0]) for each in (buffer, other)] == [1, 1]
    assert (buffer.epochs(), other.epochs()) == ((0, 1, 2, 3), (0, 1, 2))
