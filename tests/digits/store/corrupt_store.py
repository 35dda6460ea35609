"""Damage a digits file at random and see that it is refused, told of, or gives exactly what it had.

By hand: python tests/digits/corrupt_store.py [files] [seed]. The test runs it with 60.
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from digitapp.digits.drawing import Drawing
from digitapp.digits.example import Example
from digitapp.digits.store.digit_store import DigitStore
from digitapp.files.errors import DataError

SOURCES = ("drawn", "starter", "import: mnist.npz")


def make(path: Path) -> None:
    """Make a digits file in which every table has rows."""
    rng = np.random.default_rng(7)
    drawings = [Drawing([rng.random((40, 3)) * 300]), None]
    examples = [
        Example(rng.random((20, 20)), k % 2, drawings[k % 3 > 0], SOURCES[k % 3], float(k))
        for k in range(120)
    ]
    with DigitStore(path, backups=0) as store:
        ids = store.add_many(examples)
        store.relabel(ids[5:9], 1)
        store.set_side(ids[20:30], 1)
        store.delete(ids[50:60])
        store.undo()
        run = store.runs.add_run({"epochs": 3}, 0, {"loss": [3, 2, 1]}, 0.0)
        store.runs.add_model(rng.bytes(5000), name="first", created=0.0, run=run)


def content(store: DigitStore) -> object:
    """Read all there is to read, in a form that can be compared."""
    X, y, ids = store.arrays()
    strokes = [each.drawing and each.drawing.to_bytes() for each in store.examples()]
    dates = [(each.source, each.created) for each in store.examples()]
    runs = [store.runs.get_run(number) for number in store.runs.run_ids()]
    curves = [(run.seed, dict(run.config), run.logs["loss"].tolist()) for run in runs]
    models = [store.runs.get_model(number) for number in store.runs.model_ids()]
    steps = (store.can_undo(), store.can_redo(), store.held_out().tolist())
    arrays = (X.tobytes(), y.tobytes(), ids.tolist())
    return arrays, strokes, dates, curves, models, steps, store.counts()


def damage(data: bytearray, chance: random.Random) -> None:
    """Flip bits, overwrite or move a block, or cut the file."""
    kind = chance.randrange(6)
    place, length = chance.randrange(len(data)), chance.choice([1, 16, 512, 4096, 8192])
    if kind == 0:
        data[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        for _ in range(chance.randrange(1, 50)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        data[place : place + length] = chance.randbytes(len(data[place : place + length]))
    elif kind == 3:
        data[place : place + length] = bytes(len(data[place : place + length]))
    elif kind == 4:
        del data[place:]
    else:  # a page in the place of another
        one, other = (chance.randrange(len(data) // 8192) * 8192 for _ in range(2))
        data[one : one + 8192] = data[other : other + 8192]


def look(path: Path, expected: object, check: bool | None) -> str:
    """Open a damaged file and say what came of it; an AssertionError is wrong data."""
    try:
        with DigitStore(path, timeout=0, check=check, backups=0) as store:
            if store.recovered:
                assert content(store) == expected, "the backup differs"
                return "brought back"
            found = content(store)
            store.add(Example(np.ones((20, 20)), 0))
            store.undo()
    except DataError as error:
        return "refused" if str(error).endswith(".") else f"refused without a sentence: {error}"
    assert found == expected, "silently wrong"
    return "harmless"


def main(files: int, seed: int) -> str:
    chance, outcomes = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        good = Path(folder) / "good.digits"
        make(good)
        with DigitStore(good, backups=0) as store:
            expected = content(store)
        for number in range(files):
            place = Path(folder) / str(number)
            place.mkdir()
            data = bytearray(good.read_bytes())
            damage(data, chance)
            path = place / "my.digits"
            path.write_bytes(data)
            if number % 2:
                shutil.copy(good, place / "my.digits.backup-20260101000000000000")
            outcome = look(path, expected, [True, False, None][number % 3])
            kept = [each.read_bytes() for each in place.iterdir()]
            assert outcome == "harmless" or bytes(data) in kept, "the bytes are gone"
            outcomes[outcome] += 1
            shutil.rmtree(place)
    assert set(outcomes) <= {"refused", "brought back", "harmless"}, outcomes
    return f"{files} damaged files: {dict(outcomes)}, none silently wrong"


if __name__ == "__main__":
    print(main(int((sys.argv[1:] or ["1000"])[0]), int((sys.argv[2:] or ["1"])[0])))
