"""How long the formats take and how much memory: reading, writing and refusing; run by hand.

python benchmarks/formats.py read      a CSV of 42,000 × 785, all of MNIST's layouts, each format
python benchmarks/formats.py folder    20,000 images in folders 0 and 1, beside Pillow alone
python benchmarks/formats.py refuse    every bad file of the tests in its own process
"""

import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import PIL.Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "digits" / "formats"))

import make_good_files as good  # noqa: E402

from digitapp.digits.formats import WRITERS, open_any, write  # noqa: E402
from digitapp.files.errors import FormatError  # noqa: E402

NAMES = {
    "npz": "a.npz",
    "npy": "X.npy",
    "csv": "a.csv",
    "idx": "a.gz",
    "folder": "a",
    "lab": "b-X.npy",
}


def seconds(call, *args, **kwargs):
    start = time.perf_counter()
    result = call(*args, **kwargs)
    return result, time.perf_counter() - start


def peak_megabytes():
    # not ru_maxrss, in which a new program begins with the peak of the one that started it
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def read():
    pixels, labels = good.digits(42_000)
    labels = np.where(np.arange(42_000) % 5 == 0, labels, 7).astype(np.uint8)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "train.csv").write_bytes(good.csv(pixels, labels))
        (folder / "floats.csv").write_bytes(good.csv((pixels / 255).round(4), labels))
        np.savez_compressed(folder / "mnist.npz", x_train=pixels, y_train=labels)
        (folder / "images").write_bytes(good.idx(pixels))
        (folder / "labels").write_bytes(good.idx(labels))
        for file in ("images", "mnist.npz", "train.csv", "floats.csv"):
            imported, taken = seconds(open_any, folder / file)
            size = (folder / file).stat().st_size / 1e6
            print(f"{file:10} {size:6.1f} MB {taken:6.2f} s   {imported.report}")
        examples = good.examples(10_000)
        for format in WRITERS:
            (path, *_), taken = seconds(write, folder / NAMES[format], examples, format)
            _, again = seconds(open_any, path)
            print(f"{format:10} 10,000 examples: {taken:6.2f} s to write, {again:6.2f} s to read")


def folder():
    pixels, labels = good.digits(20_000)
    with tempfile.TemporaryDirectory() as name:
        for format, side in (("png", 28), ("jpeg", 28), ("png", 112)):
            place = Path(name) / f"{format}{side}"
            for k, (image, label) in enumerate(zip(pixels, labels, strict=True)):
                path = place / str(label) / f"{k:05}.{format}"
                path.parent.mkdir(parents=True, exist_ok=True)
                large = np.kron(image, np.ones((side // 28, side // 28), np.uint8))
                path.write_bytes(good.picture(large, format))
            alone = []
            for _ in range(3):
                imported, taken = seconds(open_any, place)
                _, decoding = seconds(decode_all, place)
                alone.append((taken / decoding, taken, decoding))
            ratio, taken, decoding = sorted(alone)[1]
            print(
                f"{format:5} {side:3} a side: {taken:5.2f} s, Pillow alone {decoding:5.2f} s, "
                f"{ratio:.2f} times as long   {imported.report}"
            )


def decode_all(folder):
    for path in sorted(folder.rglob("*.*")):
        np.asarray(PIL.Image.open(path).convert("L"))


def refuse_one(path, answers):
    before = peak_megabytes()
    start = time.perf_counter()
    try:
        open_any(path)
        said = "READ"
    except FormatError as refusal:
        said = str(refusal)
    answers.put((time.perf_counter() - start, peak_megabytes(), before, said))


def refuse():
    from make_bad_files import BAD_FILES

    # spawned: a child of fork() would begin with the memory of the parent
    context, worst = multiprocessing.get_context("spawn"), []
    for bad in BAD_FILES:
        with tempfile.TemporaryDirectory() as name:
            path, answers = bad.build(Path(name)), context.Queue()
            child = context.Process(target=refuse_one, args=(path, answers))
            child.start()
            worst.append((*answers.get(), bad.id))
            child.join()
    read = [bad for bad in worst if bad[3] == "READ"]
    print(f"{len(worst)} bad files, {len(read)} read nevertheless")
    for title, key in (("slowest", 0), ("largest", 1)):
        print(title)
        for taken, peak, before, said, id in sorted(worst, key=lambda w: -w[key])[:8]:
            print(f"  {taken:5.2f} s {peak:5.0f} MB (starts at {before:.0f})  {id}: {said[:90]}")


if __name__ == "__main__":
    {"read": read, "folder": folder, "refuse": refuse}[sys.argv[1]]()
