"""The command line: options and exit codes. Until the window is there it runs the lecture."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from digitapp import __version__, lecture


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `digitapp` with these arguments; give its exit code."""
    parser = argparse.ArgumentParser(
        prog="digitapp", description="Draw 0s and 1s and watch a small neural network learn them."
    )
    parser.add_argument("--version", action="version", version=f"digitapp {__version__}")
    parser.parse_args(arguments)
    lecture.run()
    return 0
