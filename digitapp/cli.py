"""The command line: options, exit codes, and the check of the machine before Qt is loaded.

Exit codes: 0 done, 1 failed, 2 cannot begin (said in one sentence), 130 ended by Ctrl+C.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__, system_check
from .files import paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `digitapp` with these arguments; give its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _lecture() if options.lecture else _window(options)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digitapp",
        description="Draw 0s and 1s and watch a small neural network learn them.",
        epilog="Without FILE it opens your own digits, where everything you draw is kept.",
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="digits to open or to import"
    )
    parser.add_argument("--starter", action="store_true", help="load 1,400 starter digits")
    parser.add_argument(
        "--demo", action="store_true", help="let the window play by itself, in a file of its own"
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="OUT.png", help="with --demo: end in this picture"
    )
    parser.add_argument(
        "--recording",
        type=Path,
        metavar="OUT.png",
        help="with --demo: record how a wrong answer is mended, as an animated picture",
    )
    parser.add_argument(
        "--lecture", action="store_true", help="run the lecture's program here, without a window"
    )
    parser.add_argument("--version", action="version", version=f"digitapp {__version__}")
    return parser


def _lecture() -> int:
    from . import lecture  # numpy is loaded only when it is needed, and so is Qt below

    lecture.run()
    return 0


def _window(options: argparse.Namespace) -> int:
    sentence = _contradiction(options) or system_check.problem()
    if sentence:
        return _cannot_begin(sentence)
    # Ctrl+C while Qt is loaded would abort the process with a dump; until run() listens, it ends it
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .app.application import run

    try:
        return run(
            options.file, options.starter, options.demo, options.screenshot, options.recording
        )
    except paths.FolderError as error:
        return _cannot_begin(str(error))


def _contradiction(options: argparse.Namespace) -> str | None:
    """Return a sentence where options do not go together."""
    if options.screenshot and not options.demo:
        return "--screenshot is the picture in which --demo ends: add --demo to the command."
    if options.recording and not options.demo:
        return "--recording is what --demo records: add --demo to the command."
    if options.recording and options.screenshot:
        return "--recording and --screenshot are two demos: choose one of them."
    if options.demo and options.file:
        return "--demo plays in a digits file of its own: leave out the name of yours."
    return None


def _cannot_begin(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
