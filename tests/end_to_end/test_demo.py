"""The demo: the window plays the main job by itself, to the end, and leaves the person alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageSequence
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QMainWindow

from digitapp.app import build_window
from digitapp.ui.demo.recording import Recording
from digitapp.ui.demo.script import Demo
from digitapp.ui.window.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Run the command as .ci/run does; gives what it said, its picture and the person's folder."""
    folder = tmp_path_factory.mktemp("demo")
    picture, person = folder / "demo.png", folder / "person"
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "DIGITAPP_FOLDER": str(person)}
    environment |= {"LC_ALL": "C"}  # under which Qt complains, as nobody should hear
    command = [sys.executable, "-m", "digitapp", "--demo", "--screenshot", str(picture)]
    result = subprocess.run(
        command,
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return result, picture, person


def test_it_ends_well_and_says_nothing(played):
    result, _, _ = played
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_its_picture_shows_a_window_in_many_colours(played):
    _, picture, _ = played
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1440, 900)
    places = [(x, y) for x in range(0, 1440, 3) for y in range(0, 900, 3)]
    colours = {image.pixel(*place) for place in places}
    assert len(colours) > 100
    assert 10_000 < picture.stat().st_size < 1_000_000


def test_it_leaves_nothing_with_the_person(played):
    _, _, person = played
    assert not person.exists() or list(person.iterdir()) == []


def test_a_picture_that_cannot_be_written_is_told_of(qtbot, tmp_path, capsys):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    demo = Demo(window, tmp_path / "nowhere" / "demo.png")
    demo.take_picture()
    assert "demo.png could not be written" in capsys.readouterr().err


def test_it_draws_labels_trains_and_predicts_in_the_window(qtbot, tmp_path):
    window = build_window(tmp_path / "demo.digits", Settings(tmp_path / "settings.ini"))
    window.show()
    picture = tmp_path / "demo.png"
    demo = Demo(window, picture)
    with qtbot.waitSignal(demo.finished, timeout=90_000) as ended:
        demo.start()
    assert ended.args == [0]
    assert picture.is_file()
    assert window.findChild(QLabel, "countsLabel").text().startswith("1,406 drawings")
    assert window.findChild(QLabel, "predictionLabel").text().startswith("1 ")
    assert window.findChild(QLabel, "modelBadge").text() == "up to date"
    window.close()


def test_it_records_how_a_wrong_answer_is_mended(qtbot, tmp_path):
    window = build_window(tmp_path / "demo.digits", Settings(tmp_path / "settings.ini"))
    window.show()
    recording = Recording(window, tmp_path / "loop.png")
    asked = []
    window.actions_by_name["label_0"].triggered.connect(
        lambda: asked.append(window.findChild(QLabel, "predictionLabel").text())
    )
    with qtbot.waitSignal(recording.finished, timeout=90_000) as ended:
        recording.start()
    assert ended.args == [0]
    assert asked[0].startswith("1 ")
    assert window.findChild(QLabel, "predictionLabel").text().startswith("0 ")
    with Image.open(tmp_path / "loop.png") as film:
        assert len(list(ImageSequence.Iterator(film))) > 20
    assert 50_000 < (tmp_path / "loop.png").stat().st_size < 1_500_000
    window.close()


def test_a_widget_that_is_missing_ends_it_with_an_error(qtbot, tmp_path):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    demo = Demo(window, tmp_path / "demo.png")
    with qtbot.captureExceptions() as exceptions:
        with qtbot.waitSignal(demo.finished) as ended:
            demo.start()
    assert ended.args == [1]
    assert "starterButton" in str(exceptions[0][1])


def test_it_stops_when_its_window_is_closed(qtbot, tmp_path):
    window = QMainWindow()
    qtbot.addWidget(window)
    demo = Demo(window, tmp_path / "demo.png")
    window.show()
    demo.start()
    window.close()
    with qtbot.assertNotEmitted(demo.finished):
        demo.on_time()
