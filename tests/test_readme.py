"""What README says is true: its programs run, and its pictures and links lead somewhere."""

import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_it_shows_the_programs_that_are_run_here():
    assert len(PROGRAMS) == 2


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_a_program_of_it_runs(number, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    X = np.random.default_rng(1).random((50, 400))
    names = {"X": X, "Y": (X[:, 0] > 0.5).astype(int), "x": X[:1]}
    exec(PROGRAMS[number], names)
    if "probability" in names:
        assert names["probability"].shape == (1, 1)


def test_its_links_lead_to_files_that_are_there():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
