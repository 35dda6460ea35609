import numpy as np
import pytest

from digitapp.nn import Adam
from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.training.checkpoint import Snapshot
from digitapp.training.checkpoint_buffer import Shelf

X = np.random.default_rng(1).random((20, 400), dtype=np.float32)
Y = np.arange(20) % 2
SMALL = TrainingConfig(hidden_layers=(HiddenLayer(2),))


def shelf_for(snapshots):
    return Shelf(room=snapshots * 3 * 4 * SMALL.make_model().count_params())


def model_at(epoch):
    """Give a model whose weights say which epoch it is of."""
    model = SMALL.make_model()
    model.parameters[...] = epoch
    return model


def test_all_epochs_are_kept_as_long_as_there_is_room():
    shelf = shelf_for(5)
    for epoch in range(5):
        shelf.keep(epoch, model_at(epoch))
    assert shelf.epochs() == (0, 1, 2, 3, 4)


def test_a_full_shelf_keeps_every_second_then_every_fourth_epoch():
    shelf = shelf_for(5)
    for epoch in range(11):
        shelf.keep(epoch, model_at(epoch))
    assert shelf.epochs() == (0, 4, 8)
    for epoch in range(11, 200):
        shelf.keep(epoch, model_at(epoch))
        assert 3 <= len(shelf.epochs()) <= 5
        assert len(set(np.diff(shelf.epochs()))) == 1
    for epoch in shelf.epochs():
        kept, snapshot = shelf.nearest(epoch)
        assert kept == epoch
        assert (snapshot.parameters == epoch).all()


def test_the_nearest_epoch_is_found():
    shelf = shelf_for(5)
    for epoch in (0, 2, 8):
        shelf.keep(epoch, model_at(epoch))
    assert [shelf.nearest(epoch)[0] for epoch in (0, 3, 6, 1000)] == [0, 2, 8, 8]


def test_a_copy_from_the_shelf_outlasts_what_comes_after():
    shelf = shelf_for(3)
    shelf.keep(1, model_at(1))
    _, snapshot = shelf.nearest(1)
    shelf.clear()
    shelf.keep(0, model_at(7))
    assert (snapshot.parameters == 1).all()
    assert (shelf.nearest(5)[1].parameters == 7).all()


def test_what_comes_after_an_epoch_can_be_forgotten():
    shelf = shelf_for(5)
    for epoch in range(5):
        shelf.keep(epoch, model_at(epoch))
    shelf.cut(2)
    assert shelf.epochs() == (0, 1, 2)


def test_after_a_cut_epochs_are_kept_finely_again():
    shelf = shelf_for(5)
    for epoch in range(100):
        shelf.keep(epoch, model_at(epoch))
    assert shelf.epochs() == (0, 32, 64, 96)
    shelf.cut(32)
    for epoch in range(33, 36):
        shelf.keep(epoch, model_at(epoch))
    assert shelf.epochs() == (0, 32, 33, 34, 35)


def test_an_epoch_kept_again_takes_the_place_of_itself():
    shelf = shelf_for(2)
    for weights in (1, 2, 3):
        shelf.put(4, Snapshot.of(model_at(weights)))
    assert shelf.epochs() == (4,)
    assert (shelf.nearest(4)[1].parameters == 3).all()


def test_an_odd_epoch_makes_room_when_it_must():
    shelf = shelf_for(2)
    shelf.put(3, Snapshot.of(model_at(3)))
    for epoch in range(4, 12):
        shelf.keep(epoch, model_at(epoch))
    assert len(shelf.epochs()) in (1, 2)


def test_a_network_too_large_for_the_shelf_is_not_kept():
    shelf = shelf_for(1)
    shelf.keep(0, model_at(0))
    assert shelf.epochs() == ()
    assert shelf.nearest(0) is None


def test_a_network_of_another_size_begins_a_new_block():
    shelf = shelf_for(5)
    shelf.keep(0, model_at(0))
    shelf.keep(0, TrainingConfig().make_model())
    assert shelf.epochs() == ()  # there is no room for two of that size


def fitted(optimizer="adam", epochs=2):
    model = TrainingConfig(optimizer=optimizer, hidden_layers=(HiddenLayer(3),)).make_model()
    model.fit(X, Y, batch_size=8, epochs=epochs, verbose=0)
    return model


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop", "sgd"])
def test_a_snapshot_goes_on_with_the_very_same_steps(optimizer):
    model = fitted(optimizer)
    snapshot = Snapshot.from_bytes(Snapshot.of(model).to_bytes(), model.count_params())
    other = fitted(optimizer, epochs=1)
    snapshot.put(other)
    for each in (model, other):
        each.fit(X, Y, batch_size=8, epochs=3, verbose=0)
    assert (model.parameters == other.parameters).all()


def test_a_snapshot_is_not_touched_by_further_steps():
    model = fitted()
    snapshot = Snapshot.of(model)
    before = snapshot.to_bytes()
    model.fit(X, Y, epochs=1, verbose=0)
    assert snapshot.to_bytes() == before


def test_another_optimizer_starts_afresh():
    snapshot, model = Snapshot.of(fitted("adam")), fitted("rmsprop")
    snapshot.put(model)
    assert (model.parameters == snapshot.parameters).all()
    assert model.optimizer.iterations == 0
    assert not model.optimizer.slots["velocity"].any()


def test_adam_goes_on_with_what_it_remembers():
    snapshot, model = Snapshot.of(fitted()), fitted(epochs=1)
    snapshot.put(model)
    assert isinstance(model.optimizer, Adam)
    assert model.optimizer.iterations == 6
    assert (model.optimizer.slots["momentum"] == snapshot.slots["momentum"]).all()


def spoilt(change):
    data = bytearray(Snapshot.of(fitted()).to_bytes())
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
    n = fitted().count_params()
    with pytest.raises(ValueError, match=r"weights|Expecting|codec"):
        Snapshot.from_bytes(data, n)
