from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from digitapp.training import HiddenLayer, TrainingConfig
from digitapp.ui.train.layer_text import read_layers, write_layers
from digitapp.ui.train.training_form import TrainingForm

ODD = TrainingConfig(
    hidden_layers=(HiddenLayer(7, "relu"), HiddenLayer(3, "tanh")),
    initializer="he_normal",
    l2=0.01,
    loss="mean_squared_error",
    optimizer="sgd",
    learning_rate=0.00025,
    epochs=200_000,
    batch_size=32,
    validation_share=0.125,
    augment=False,
    own_weight=2.0,
    seed=2**40,
)


@pytest.fixture
def form(qtbot):
    form = TrainingForm()
    qtbot.addWidget(form)
    form.resize(400, 220)
    form.show()
    qtbot.waitExposed(form)
    return form


def field(form, name):
    return form.findChild(QWidget, name)


def enter(form, name, text):
    edit = field(form, name)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def message(form):
    return form.problem


@pytest.mark.parametrize("config", [TrainingConfig(), ODD, TrainingConfig(hidden_layers=())])
def test_a_config_that_is_shown_comes_back_whole(form, config, qtbot):
    with qtbot.assertNotEmitted(form.config_changed):
        form.show_config(config)
        form.enter()
    assert form.config() == config


@pytest.mark.parametrize(
    ("name", "text", "change"),
    [
        ("layersEdit", "30, 20, 10", {"hidden_layers": tuple(map(HiddenLayer, (30, 20, 10)))}),
        ("layersEdit", "", {"hidden_layers": ()}),
        ("learningRate", "0.01", {"learning_rate": 0.01}),
        ("learningRate", "0,01", {"learning_rate": 0.01}),
        ("learningRate", "3e-5", {"learning_rate": 3e-5}),
        ("epochs", "250", {"epochs": 250}),
        ("batchSize", "64", {"batch_size": 64}),
        ("validationSplit", "30", {"validation_share": 0.3}),
        ("seed", "7", {"seed": 7}),
    ],
)
def test_what_is_typed_becomes_the_config(form, qtbot, name, text, change):
    form.show_config(TrainingConfig())
    with qtbot.waitSignal(form.config_changed) as emitted:
        field(form, name).clear()
        enter(form, name, text)
    assert emitted.args == [replace(TrainingConfig(), **change)]
    assert form.config() == emitted.args[0]


@pytest.mark.parametrize(
    ("name", "key", "change"),
    [
        ("lossBox", "m", {"loss": "mean_squared_error"}),
        ("optimizerBox", "s", {"optimizer": "sgd"}),
        ("augmentation", " ", {"augment": False}),
    ],
)
def test_a_choice_becomes_the_config_by_the_keyboard(form, qtbot, name, key, change):
    with qtbot.waitSignal(form.config_changed) as emitted:
        QTest.keyClicks(field(form, name), key)
    assert emitted.args == [replace(TrainingConfig(), **change)]


def test_the_activation_is_that_of_all_layers_that_name_none(form, qtbot):
    enter(form, "layersEdit", "25 > 15 tanh")
    QTest.keyClicks(field(form, "activationBox"), "r")
    assert form.config().hidden_layers == (HiddenLayer(25, "relu"), HiddenLayer(15, "tanh"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("25; x", "Write how many units each has"),
        ("25,,15", "Write how many units each has"),
        ("0", "from 1 to 1,000, got 0"),
        ("1001", "from 1 to 1,000, got 1001"),
        ("25 sigmoyd", "Unknown activation"),
        (",".join("5" * 11), "from 0 to 10, got 11"),
    ],
)
def test_layers_that_cannot_be_are_told_of_and_the_old_ones_stay(form, qtbot, text, told):
    with qtbot.assertNotEmitted(form.config_changed):
        enter(form, "layersEdit", text)
    assert told in message(form)
    assert form.config() == TrainingConfig()
    enter(form, "layersEdit", "25, 15")
    assert message(form) == ""


def test_other_fields_still_count_once_the_layers_are_mended(form):
    enter(form, "layersEdit", "x")
    enter(form, "epochs", "7")
    assert form.config().epochs == 100
    enter(form, "layersEdit", "4")
    assert form.config() == replace(TrainingConfig(), hidden_layers=(HiddenLayer(4),), epochs=7)


def test_a_number_counts_when_it_is_entered_not_digit_by_digit(form, qtbot):
    with qtbot.assertNotEmitted(form.config_changed):
        field(form, "epochs").selectAll()
        QTest.keyClicks(field(form, "epochs"), "25")
    with qtbot.waitSignal(form.config_changed):
        form.enter()
    assert form.config().epochs == 25


def test_the_learning_rate_steps_over_round_numbers(form):
    configs = []
    form.config_changed.connect(configs.append)
    for _ in range(4):
        QTest.keyClick(field(form, "learningRate"), Qt.Key.Key_Up)
    QTest.keyClick(field(form, "learningRate"), Qt.Key.Key_Down)
    assert [config.learning_rate for config in configs] == [0.005, 0.01, 0.02, 0.03, 0.02]
    assert field(form, "learningRate").text() == "0.02"


def test_while_a_fit_is_under_way_only_the_learning_rate_can_be_turned(form):
    form.lock(True)
    names = ("layersEdit", "lossBox", "epochs", "seed", "augmentation", "learningRate")
    assert [field(form, name).isEnabled() for name in names] == [False] * 5 + [True]
    form.lock(False)
    assert all(field(form, name).isEnabled() for name in names)


@pytest.mark.parametrize(
    ("name", "following"),
    [("layersEdit", "activationBox"), ("epochs", "batchSize"), ("learningRate", "epochs")],
)
def test_after_enter_the_tab_key_goes_on_to_the_next_field(form, qtbot, name, following):
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    field(form, name).setFocus()
    QTest.keyClick(field(form, name), Qt.Key.Key_Return)
    assert field(form, name).hasFocus()
    QTest.keyClick(field(form, name), Qt.Key.Key_Tab)
    assert field(form, following).hasFocus()


@pytest.mark.parametrize("name", ["layersEdit", "epochs", "learningRate", "augmentation"])
def test_enter_leaves_the_keyboard_where_it_is_and_what_is_typed_then_takes_the_place(
    form, qtbot, name
):
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    field(form, name).setFocus()
    QTest.keyClick(field(form, name), Qt.Key.Key_Return)
    assert field(form, name).hasFocus()
    if name != "augmentation":
        QTest.keyClicks(field(form, name), "7")
        assert field(form, name).property("text") == "7"


@pytest.mark.parametrize("name", ["epochs", "learningRate", "lossBox"])
def test_a_passing_wheel_changes_nothing(form, qtbot, name):
    wheel = turn_wheel(field(form, name))
    assert not wheel.isAccepted()
    assert form.config() == TrainingConfig()


def test_the_wheel_turns_a_field_that_has_the_focus(form, qtbot):
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    field(form, "epochs").setFocus()
    turn_wheel(field(form, "epochs"))
    assert form.config().epochs == 101


def turn_wheel(widget):
    place = QPointF(widget.rect().center())
    wheel = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, wheel)
    return wheel


@pytest.mark.parametrize("text", ["25, 15", "25 15", "25→15", "25 -> 15", " 25;15 ", "25 > 15"])
def test_layers_are_read_however_they_are_parted(text):
    assert read_layers(text, "relu") == (HiddenLayer(25, "relu"), HiddenLayer(15, "relu"))


def test_layers_are_written_as_they_are_read():
    layers = (HiddenLayer(25), HiddenLayer(15, "relu"), HiddenLayer(2))
    assert write_layers(layers, "sigmoid") == "25, 15 relu, 2"
    assert read_layers("25, 15 relu, 2", "sigmoid") == layers


@pytest.fixture
def active_form(form, qtbot):
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


def type_and_enter(edit, text):
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "typed", "kept", "word"),
    [
        ("validationSplit", "100", "20 %", "“100 %”"),
        ("validationSplit", "100 %", "20 %", "“100 %”"),
        ("validationSplit", "95", "20 %", "0 to 90"),
        ("epochs", "2000000", "100", "1,000,000"),
        ("epochs", "7.5", "100", "whole number"),
        ("epochs", "1,000", "100", "1,000"),
        ("epochs", "many", "100", "many"),
        ("epochs", "inf", "100", "inf"),
        ("batchSize", "-3", "16", "-3"),
        ("learningRate", "1e9", "0.003", "1e9"),
        ("learningRate", "0.x5", "0.003", "0.x5"),
        ("learningRate", "nan", "0.003", "nan"),
    ],
)
def test_a_number_that_does_not_fit_is_refused_with_a_sentence(
    active_form, name, typed, kept, word
):
    form, edit = active_form, field(active_form, name)
    type_and_enter(edit, typed)
    assert edit.text() == kept
    assert word in form.problem
    assert f"It stays {kept}." in form.problem
    assert form.config() == TrainingConfig()


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("epochs", "1e3", "1000"),
        ("epochs", " 42 ", "42"),
        ("validationSplit", "30 %", "30 %"),
        ("validationSplit", "30%", "30 %"),
        ("learningRate", "0,05", "0.05"),
        ("learningRate", "5e-3", "0.005"),
    ],
)
def test_a_number_is_taken_as_it_is_typed_and_the_sentence_goes(active_form, name, typed, shown):
    edit = field(active_form, name)
    for text in ("-", typed):
        type_and_enter(edit, text)
    assert edit.text() == shown
    assert active_form.problem == ""


def test_what_was_refused_is_still_said_after_train_was_pressed(form):
    edit = field(form, "validationSplit")
    edit.selectAll()
    QTest.keyClicks(edit, "100")
    form.enter()
    assert "100" in form.problem
    assert form.config().validation_share == 0.2


def frames(form):
    fields = [each for each in form.fields if each.property("mark")]
    return {each.objectName(): each.property("mark") for each in fields}


def test_the_field_that_is_refused_is_framed_until_it_is_right(form):
    enter(form, "layersEdit", "abc")
    assert frames(form) == {"layersEdit": "error"}
    enter(form, "epochs", "many")
    assert frames(form) == {"epochs": "error"}
    enter(form, "epochs", "7")
    assert frames(form) == {"layersEdit": "error"}  # it is read again
    enter(form, "layersEdit", "25")
    assert frames(form) == {}
    form.show_no_stopping(True)
    assert frames(form) == {"patience": "warning"}
    form.show_no_stopping(False)
    assert frames(form) == {}


def test_a_press_in_the_moment_of_a_refusal_finds_the_problem_and_the_next_one_none(form, qtbot):
    edit = field(form, "epochs")
    edit.selectAll()
    QTest.keyClicks(edit, "many")
    form.enter()
    assert "many" in form.problem
    qtbot.waitUntil(lambda: form.enter() or form.problem == "")
    assert form.config() == TrainingConfig()


def test_while_a_run_is_under_way_the_form_says_that_it_waits(form):
    note = form.findChild(QLabel, "lockedNote")
    assert not note.isVisible()
    box, height = form.findChild(QWidget, "preset"), form.minimumHeight()
    place = box.geometry()
    form.lock(True)
    assert note.isVisible()
    assert note.text() == "Stop to change these"
    assert (box.geometry(), form.minimumHeight()) == (place, height)
    form.lock(False)
    assert not note.isVisible()
