"""More than 200 files that must be refused, each with a part of the sentence that must be said.

Run it by hand to have them all in a folder:  python make_bad_files.py folder
"""

import sys
from pathlib import Path

import bad_csv
import bad_idx
import bad_images
import bad_numpy

BAD_FILES = [*bad_idx.all_bad(), *bad_numpy.all_bad(), *bad_csv.all_bad(), *bad_images.all_bad()]

if __name__ == "__main__":
    for number, bad in enumerate(BAD_FILES):
        print(bad.build(Path(sys.argv[1]) / f"{number:03}"), "|", bad.id, "|", bad.expected)
