"""What a person finds again at the next start of the whole window."""

import pytest
from PySide6.QtWidgets import QApplication, QSplitter

from digitapp.app.window_controller import WindowController
from digitapp.training import HiddenLayer, TrainingConfig

from .window_actions import find

CONFIG = TrainingConfig(
    hidden_layers=(HiddenLayer(7, "relu"), HiddenLayer(4, "relu")),
    loss="mean_squared_error",
    optimizer="sgd",
    learning_rate=0.5,
    epochs=12,
    batch_size=16,
    validation_share=0.3,
    augment=False,
    seed=9,
)


@pytest.fixture
def again(open_window):
    """Close a window and open the next one, of the size that it wants."""

    def closed_and_opened(window):
        assert window.close()
        return open_window(size=None)

    return closed_and_opened


def test_size_comes_back(open_window, again):
    free = QApplication.primaryScreen().availableGeometry()  # Qt lets no window be larger
    window = open_window(size=None)
    size = (window.minimumSizeHint().width(), free.height() - 60)
    window.resize(*size)
    next_one = again(window)
    assert (next_one.width(), next_one.height()) == size


def test_columns_come_back(open_window):
    window = open_window()
    columns = window.findChild(QSplitter, "columns")
    usual = columns.sizes()
    columns.moveSplitter(usual[0] + 90, 1)
    moved = columns.sizes()
    assert moved[0] > usual[0] + 50
    assert window.close()
    assert open_window().findChild(QSplitter, "columns").sizes() == pytest.approx(moved, abs=20)


@pytest.mark.parametrize("live", [True, False])
def test_live_comes_back(open_window, again, live):
    window = open_window()
    find(window, "livePrediction").setChecked(live)
    next_one = again(window)
    assert find(next_one, "livePrediction").isChecked() is live
    assert next_one.actions_by_name["live"].isChecked() is live


def test_pen_and_colours_come_back(open_window, again):
    window = open_window()
    find(window, "penWidth").setValue(40)
    window.actions_by_name["theme_dark"].trigger()
    next_one = again(window)
    assert find(next_one, "penWidth").value() == find(next_one, "canvas").pen_width == 40
    assert next_one.actions_by_name["theme_dark"].isChecked()
    assert next_one.findChild(WindowController).components.appearance.theme().dark


def test_how_the_network_is_set_up_comes_back_whole(open_window, again):
    window = open_window()
    typed(window)
    next_one = again(window)
    assert find(next_one, "layersEdit").text() == find(window, "layersEdit").text()
    assert next_one.findChild(WindowController).components.train_page.form.config() == CONFIG
    assert next_one.findChild(WindowController).components.training.config() == CONFIG


def typed(window):
    """Bring a config into the form, as if it had been entered."""
    components = window.findChild(WindowController).components
    components.train_page.form.show_config(CONFIG)
    components.training.set_config(CONFIG)


def test_how_the_network_is_set_up_belongs_to_its_digits_file(tmp_path, open_window):
    window = open_window()
    typed(window)
    window.close()
    other = open_window(path=tmp_path / "other.digits")
    assert other.findChild(WindowController).components.train_page.form.config() == TrainingConfig()
