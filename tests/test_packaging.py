"""What a person installs: a whole wheel, and icon, desktop file and font as they should be."""

import configparser
import importlib.util
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QImage
from PySide6.QtSvg import QSvgRenderer

from digitapp import __version__
from digitapp.files import paths

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def files_in(folder, kind="*"):
    """Return the names of all files in a folder and below, as the wheel writes them."""
    files = (file for file in folder.rglob(kind) if file.is_file())
    return sorted(file.relative_to(folder).as_posix() for file in files)


RESOURCES = files_in(ROOT / "resources")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel as pip would, and unpack it elsewhere."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed; .ci/run installs it")
    built, unpacked = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("unpacked")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = built.iterdir()
    with zipfile.ZipFile(file) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_the_wheel_holds_every_resource_as_it_is(wheel):
    installed = wheel / "digitapp" / "resources"
    assert files_in(installed) == RESOURCES
    for name in RESOURCES:
        assert (installed / name).read_bytes() == (ROOT / "resources" / name).read_bytes()


def test_the_wheel_holds_every_module_and_nothing_else(wheel):
    assert files_in(wheel / "digitapp", "*.py") == files_in(ROOT / "digitapp", "*.py")
    info, data = (f"digitapp-{__version__}.{kind}" for kind in ("dist-info", "data"))
    assert {file.name for file in wheel.iterdir()} == {"digitapp", info, data}


def test_the_wheel_puts_icon_and_desktop_file_where_menus_look(wheel):
    share = wheel / f"digitapp-{__version__}.data" / "data" / "share"
    assert (share / "applications" / "digitapp.desktop").is_file()
    assert (share / "mime" / "packages" / "digitapp.xml").is_file()
    assert (share / "icons" / "hicolor" / "scalable" / "apps" / "digitapp.svg").is_file()


def test_the_wheel_brings_the_command_and_the_licence(wheel):
    info = wheel / f"digitapp-{__version__}.dist-info"
    assert "digitapp = digitapp.cli:main" in (info / "entry_points.txt").read_text()
    assert (info / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_wheel_finds_its_own_resources_from_another_folder(wheel, tmp_path):
    code = "from digitapp.files import paths; print(paths.resource('network.keras'))"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); {code}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(result.stdout.strip()) == wheel / "digitapp" / "resources" / "network.keras"


def test_pyproject_ships_the_resources_and_a_command_that_is_there():
    wheel_files = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel_files["force-include"]["resources"] == "digitapp/resources"
    module, _, name = PROJECT["project"]["scripts"]["digitapp"].partition(":")
    assert callable(getattr(import_module(module), name))


def test_the_desktop_file_starts_the_command_with_its_icon():
    reader = configparser.RawConfigParser(delimiters="=")
    reader.optionxform = str
    reader.read(paths.resource("digitapp.desktop"), encoding="utf-8")
    entry = dict(reader["Desktop Entry"])
    assert reader.sections() == ["Desktop Entry"]
    assert entry["Type"] == "Application"
    assert entry["Exec"].split()[0] in PROJECT["project"]["scripts"]
    assert paths.resource(entry["Icon"] + ".svg").is_file()
    assert entry["Name"] == PROJECT["project"]["name"]
    for key in ("Categories", "Keywords"):
        assert entry[key].endswith(";")


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="no desktop-file-utils")
def test_the_desktop_file_is_valid():
    command = ["desktop-file-validate", str(paths.resource("digitapp.desktop"))]
    result = subprocess.run(command, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (0, "")


def test_the_icon_is_a_picture_with_a_blue_0_and_an_orange_1(qapp):
    icon = QImage(str(paths.resource("digitapp.png")))
    assert (icon.width(), icon.height()) == (256, 256)
    zero, one = icon.pixelColor(51, 128), icon.pixelColor(198, 140)
    assert zero.blue() > 200 > zero.red()
    assert one.red() > 200 > one.blue()
    assert icon.pixelColor(0, 0).alpha() == 0


def test_the_icon_scales(qapp):
    assert QSvgRenderer(str(paths.resource("digitapp.svg"))).isValid()


def test_inter_comes_along_in_both_weights_with_its_licence(qapp):
    files = [name for name in RESOURCES if name.endswith(".otf")]
    added = [QFontDatabase.addApplicationFont(str(paths.resource(name))) for name in files]
    assert ["Inter" in QFontDatabase.applicationFontFamilies(font) for font in added] == [True] * 2
    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold):
        font = QFont("Inter")
        font.setWeight(weight)
        assert (QFontInfo(font).family(), QFontInfo(font).weight()) == ("Inter", weight)
    licence = paths.resource("Inter-LICENCE.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "The Inter Project Authors" in licence
