"""Lets the tests of this folder share make_good_files.py and make_bad_files.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
