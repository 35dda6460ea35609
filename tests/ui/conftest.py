"""What all tests of widgets share: the style and the font of the program."""

import pytest

from digitapp.ui.window.appearance import set_style_and_fonts


@pytest.fixture(autouse=True)
def style_and_fonts(qapp):
    set_style_and_fonts(qapp)
