"""Pasting what holds no digits: one sentence, and nothing else happens."""

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from .window_actions import find


@pytest.fixture
def clipboard(qapp):
    yield qapp.clipboard()
    qapp.clipboard().clear()


def test_an_empty_clipboard_is_said_to_hold_no_files(window, clipboard):
    clipboard.clear()
    window.actions_by_name["paste"].trigger()
    assert "holds no files" in message(window)


def test_text_is_said_to_hold_no_files(window, clipboard):
    clipboard.setText("x" * 1_000_000)
    window.actions_by_name["paste"].trigger()
    assert "holds no files" in message(window)


def test_an_address_in_the_web_is_said_to_hold_no_files(window, clipboard):
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/7.png")])
    clipboard.setMimeData(data)
    window.actions_by_name["paste"].trigger()
    assert "holds no files" in message(window)


def test_a_picture_is_said_to_have_no_label(window, clipboard):
    clipboard.setImage(QImage(3000, 2000, QImage.Format.Format_RGB32))
    window.actions_by_name["paste"].trigger()
    assert "has no label" in message(window)


def message(window):
    return find(window, "message").text()
