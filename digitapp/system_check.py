"""What the window needs of the machine: Python packages, a display and system libraries.

Looked at before Qt is loaded, for Qt ends the process where one is missing. Standard library only,
so that it runs on a machine where nothing is installed yet.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

PACKAGES = {  # what is imported: what is installed
    "numpy": "numpy",
    "h5py": "h5py",
    "PIL": "Pillow",
    "platformdirs": "platformdirs",
    "threadpoolctl": "threadpoolctl",
    "PySide6": "PySide6-Essentials",
    "pyqtgraph": "pyqtgraph",
}

# What the wheel's libraries name as needed (readelf -d) and Debian's package of each. Every
# platform needs those of QtCore, QtGui and QtWidgets; 6.8 to 6.11 differ by libxcb-util alone.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libstdc++.so.6": "libstdc++6",
}
PLATFORM_LIBRARIES = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb.so.1": "libxcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
    "linuxfb": {"libdrm.so.2": "libdrm2"},
}
PLATFORMS = frozenset(
    "xcb wayland offscreen minimal minimalegl vnc linuxfb eglfs vkkhrdisplay".split()
)

PATIENCE = 5.0  # seconds that a display may take to answer


def problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the one sentence on what keeps the window from opening, or None when nothing does."""
    absent = [name for module, name in PACKAGES.items() if find_spec(module) is None]
    if absent:
        return (
            f"digitapp is not wholly installed, {_and(absent)} cannot be found: "
            f"install what is missing with `{sys.executable} -m pip install {' '.join(absent)}`."
        )
    return _linux_problem(environment) if sys.platform.startswith("linux") else None


def missing_libraries(platform: str) -> dict[str, str]:
    """Return the system libraries that Qt's platform lacks here, each with Debian's package."""
    needed = LIBRARIES | PLATFORM_LIBRARIES.get(platform, {})
    return {library: package for library, package in needed.items() if not _loads(library)}


def _linux_problem(environment: Mapping[str, str]) -> str | None:
    """Try the platforms in Qt's order; one that has all it needs is enough.

    When none has, libraries are told of first: a display is there, and one command mends it.
    """
    silent: list[str] = []
    lacking: dict[str, str] = {}
    for platform in _platforms(environment):
        trouble = _no_display(platform, environment)
        missing = {} if trouble else missing_libraries(platform)
        if not trouble and not missing:
            trouble = _no_answer(platform, environment)
            if trouble is None:
                return None
        silent += [trouble] if trouble else []
        lacking = lacking or missing
    return _ask_for(lacking) if lacking else silent[0]


def _platforms(environment: Mapping[str, str]) -> list[str]:
    """Return Qt's platforms in the order in which QGuiApplication tries them."""
    asked = environment.get("QT_QPA_PLATFORM", "")
    if asked:
        return [name.partition(":")[0].partition("-")[0] for name in asked.split(";")]
    wayland = environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland", "xcb"] if wayland else ["xcb"]


def _no_display(platform: str, environment: Mapping[str, str]) -> str | None:
    """Return what is wrong with the environment alone."""
    if platform not in PLATFORMS and not environment.get("QT_QPA_PLATFORM_PLUGIN_PATH"):
        return (
            f"digitapp cannot open its window on QT_QPA_PLATFORM={platform}, which Qt does not "
            "know: unset it, or set it to xcb, wayland or offscreen."
        )
    if platform == "xcb" and not environment.get("DISPLAY"):
        return (
            "digitapp needs a display for its window, and neither DISPLAY nor WAYLAND_DISPLAY is "
            "set: start it in a desktop session, or with QT_QPA_PLATFORM=offscreen to see nothing."
        )
    return None


def _no_answer(platform: str, environment: Mapping[str, str]) -> str | None:
    """Return that the display which the environment names lets nobody in."""
    if platform == "xcb" and not _x_answers(environment["DISPLAY"]):
        place = f"DISPLAY={environment['DISPLAY']}"
    elif platform == "wayland" and not _wayland_answers(environment):
        place = f"WAYLAND_DISPLAY={environment.get('WAYLAND_DISPLAY', 'wayland-0')}"
    else:
        return None
    return (
        f"digitapp needs a display for its window, and none lets it in at {place}: "
        "start it in a desktop session (over ssh with `ssh -X`)."
    )


def _x_answers(name: str) -> bool:
    """Connect as Qt will, by libxcb itself; a server that accepts and then is silent is none."""
    errors: list[int] = []

    def connect() -> None:
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
        errors.append(xcb.xcb_connection_has_error(connection))
        xcb.xcb_disconnect(connection)

    trying = Thread(target=connect, daemon=True)
    trying.start()
    trying.join(PATIENCE)
    return errors == [0]


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    if environment.get("WAYLAND_SOCKET"):  # a connection that is open already
        return True
    name = environment.get("WAYLAND_DISPLAY") or "wayland-0"
    with socket.socket(socket.AF_UNIX) as trying:
        trying.settimeout(PATIENCE)
        try:
            trying.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "")) / name))
        except OSError:
            return False
    return True


def _ask_for(missing: Mapping[str, str]) -> str:
    packages = " ".join(dict.fromkeys(missing.values()))
    return (
        f"digitapp cannot open its window without the system libraries {_and(list(missing))}: "
        f"install them with `sudo apt install {packages}` (as Debian and Ubuntu name them)."
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _and(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
