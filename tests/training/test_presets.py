from dataclasses import replace

import pytest

from digitapp.training import TrainingConfig
from digitapp.training.presets import PRESETS, preset_name, read_presets, write_presets


def test_the_lecture_and_the_lab_are_as_they_were_shown():
    lecture, lab = PRESETS["the lecture's program"], PRESETS["the lab's"]
    assert (lecture.optimizer, lecture.learning_rate, lecture.epochs) == ("rmsprop", 0.001, 100)
    assert (lab.optimizer, lab.learning_rate, lab.epochs) == ("adam", 0.001, 20)
    for preset in (lecture, lab):
        assert (preset.batch_size, preset.validation_share, preset.augment) == (32, 0, False)
        assert [layer.units for layer in preset.hidden_layers] == [25, 15]
    assert PRESETS["digitapp's"] == TrainingConfig()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_known_with_any_seed_and_not_with_another_value(name):
    assert preset_name(replace(PRESETS[name], seed=99), PRESETS) == name
    assert preset_name(replace(PRESETS[name], batch_size=7), PRESETS) is None


def test_presets_of_ones_own_come_back():
    own = {"quick": TrainingConfig(epochs=5), "Ünïcode": TrainingConfig(l2=0.1)}
    assert read_presets(write_presets(own)) == own


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 3}', '{"a": {"epochs": -1}}', "null"])
def test_what_cannot_be_used_is_left_out(text):
    assert read_presets(text) == {}
