"""Bad IDX files, bad gzip around them, and pairs of which one is missing."""

import gzip
import struct
from collections.abc import Callable, Iterator

import make_good_files as good
import numpy as np
from bad_file import CUT, EMPTY, EXTRA, MB, Bad, changed, deflated, one

PIXELS, NUMBERS = good.digits()
IMAGES, LABELS = good.idx(PIXELS), good.idx(NUMBERS)
NO_IDX = "it does not begin as an IDX file does"
NAMES = {"images": "a-images-idx3-ubyte", "labels": "a-labels-idx1-ubyte"}


def pair(id: str, expected: str, images: bytes, labels: bytes, blamed: str = "images") -> list[Bad]:
    """The same pair plain and in gzip."""
    bad = []
    for ending, pack in (("", bytes), (".gz", gzip.compress)):
        files = {NAMES["images"] + ending: pack(images), NAMES["labels"] + ending: pack(labels)}
        named, named_blamed = NAMES["images"] + ending, NAMES[blamed] + ending
        bad.append(Bad(f"idx{ending}: {id}", expected, lambda f=files: f, named, named_blamed))
    return bad


def headers() -> Iterator[Bad]:
    for n in (5, 8, 15, 16, 17, 800, len(IMAGES) - 1):
        yield from pair(f"images cut at {n}", CUT, IMAGES[:n], LABELS)
    for n in (1, 3, 4, 7, 8, 9, len(LABELS) - 1):
        yield from pair(f"labels cut at {n}", CUT, IMAGES, LABELS[:n], "labels")
    yield from pair("images and a byte", EXTRA, IMAGES + b"\0", LABELS)
    yield from pair("labels and a byte", EXTRA, IMAGES, LABELS + b"\1", "labels")
    for at, new in ((2, b"\7"), (2, b"\12"), (2, b"\xff"), (3, b"\0"), (3, b"\5")):
        yield from pair(f"images magic {at} {new!r}", NO_IDX, changed(IMAGES, at, new), LABELS)
    for at, new in ((0, b"\1"), (1, b"\1"), (2, b"\7")):
        labels = changed(LABELS, at, new)
        yield from pair(f"labels magic {at} {new!r}", NO_IDX, IMAGES, labels, "labels")


def sizes() -> Iterator[Bad]:
    for id, expected, told in (
        ("one image too many", CUT, (7, 28, 28)),
        ("one side of 5000", CUT, (6, 1, 5000)),
        ("4 billion images", "more than 256 MB", (2**32 - 1, 28, 28)),
        ("sizes that overflow 64 bits", "more than 256 MB", (2**31, 2**31, 2**2)),
        ("sizes that wrap to 0 in 64 bits", "more than 256 MB", (2**16, 2**24, 2**24)),
    ):
        images = changed(IMAGES, 4, struct.pack(">3I", *told))
        said = "larger than 4096" if "5000" in id else "but there are 6 labels"
        plain, zipped = pair(id, expected, images, LABELS)
        yield plain
        yield zipped if expected != CUT else zipped._replace(expected=said)
    two = good.idx([0, 1])
    for id, shape in (("wider than 4096", (2, 1, 5000)), ("higher than 4096", (2, 5000, 1))):
        yield from pair(id, "larger than 4096 pixels", good.idx(np.zeros(shape)), two)
    yield from pair("images without rows", "have shape", good.idx(np.zeros((6, 0, 28))), LABELS)
    yield from pair("images that are labels", "have shape", LABELS, LABELS)
    yield from pair("labels that are images", "its labels have shape", IMAGES, IMAGES, "labels")
    yield from pair("too few labels", "but there are 5 labels", IMAGES, good.idx(NUMBERS[:5]))
    nothing = good.idx(np.zeros((0, 28, 28)))
    yield from pair("nothing in it", "no labelled image", nothing, good.idx([]))


def values() -> Iterator[Bad]:
    yield from pair("no 0 or 1", "none of its 6 labels is 0 or 1", IMAGES, good.idx(NUMBERS + 2))
    negative, bright = good.idx(PIXELS.astype(int) - 1, "i2"), np.full((6, 20, 20), 300)
    yield from pair("negative pixels", "its pixels go from -1", negative, LABELS)
    yield from pair("pixels over 255", "to 300", good.idx(bright, "i4"), LABELS)
    for value, said in (
        (np.nan, "NaN"),
        (np.inf, "to inf"),
        (-np.inf, "from -inf"),
        (1e30, "to 1"),
    ):
        for kind in ("f4", "f8"):
            floats = PIXELS / 255
            floats[3, 4, 5] = value
            yield from pair(f"pixel {value} as {kind}", said, good.idx(floats, kind), LABELS)
    for value in (np.nan, 0.5, np.inf):
        labels = NUMBERS.astype(float)
        labels[2] = value
        yield from pair(
            f"label {value}", "labels are whole numbers", IMAGES, good.idx(labels, "f4"), "labels"
        )


def in_gzip(
    id: str, expected: str, images: bytes | Callable[[], bytes], labels: bytes = LABELS
) -> Bad:
    names = [name + ".gz" for name in NAMES.values()]

    def files() -> dict[str, bytes]:
        data = images() if callable(images) else images
        return {names[0]: data, names[1]: gzip.compress(labels)}

    return Bad(f"gzip: {id}", expected, files, names[0], names[0])


def gzips() -> Iterator[Bad]:
    packed, damaged = gzip.compress(IMAGES, mtime=0), "its compressed data are damaged"
    for n in (2, 5, 10, 20, 100, len(packed) - 8, len(packed) - 1):
        yield in_gzip(f"cut at {n}", CUT, packed[:n])
    yield in_gzip("and a byte", EXTRA, packed + b"\0")
    yield in_gzip("twice", EXTRA, packed + packed)
    yield in_gzip("and a cut one", CUT, packed + packed[:9])
    yield in_gzip("and one begun", EXTRA, packed + packed[:1])
    yield in_gzip("20,000 empty ones behind it", EXTRA, packed + gzip.compress(b"") * 20_000)
    for id, at in (("checksum", -8), ("length", -4), ("method", 2), ("data", 100)):
        yield in_gzip(f"wrong {id}", damaged, changed(packed, at, b"\xee\xee\xee\xee"))
    # zlib must not look for the end of the name byte by byte in Python
    yield in_gzip("a name of 4 MB", CUT, packed[:3] + b"\x08" + packed[4:10] + b"A" * (4 * MB))

    def of(m: int) -> bytes:
        return IMAGES[:4] + struct.pack(">3I", m, 28, 28)

    many = good.idx(np.arange(300_000) % 2)
    yield in_gzip("bomb after a sound start", "but there are 6", lambda: deflated(of(9), 300))
    yield in_gzip("bomb after sound images", EXTRA, lambda: deflated(IMAGES, 300))
    yield in_gzip("bomb that says so", "but there are 6", lambda: deflated(of(342_000), 300))
    yield in_gzip(
        "300,000 0s and 1s", "more than 100,000", lambda: deflated(of(300_000), 225), many
    )
    yield one("a.gz", "gzip: bomb of text", "has 3 columns", lambda: deflated(b"1,0,0\n", 300))
    yield one("a.gz", "gzip: one endless line", "a line of more", lambda: deflated(b"1", 300, b"1"))
    huge, ten = IMAGES[:4] + struct.pack(">3I", 10, 4096, 4096), good.idx(np.arange(10) % 2)
    yield in_gzip(
        "10 images of 16 MB", "of 4096×4096 pixels are too many", lambda: deflated(huge, 160), ten
    )
    long_row = ",".join(["0"] * 785).encode() + b"\n"
    yield one("a.gz", "gzip: endless empty lines", "256 MB", lambda: deflated(long_row, 300, b"\n"))
    names = [name + ".gz" for name in NAMES.values()]
    labels = IMAGES[:3] + b"\1" + struct.pack(">I", 200 * MB)
    yield Bad(
        "gzip: bomb of labels",
        "more than 1,000,000",
        lambda: {names[0]: packed, names[1]: deflated(labels, 200)},
        names[0],
        names[1],
    )


def partners() -> Iterator[Bad]:
    yield one("a-images-idx3-ubyte", "idx: no labels", "the file with its labels", IMAGES)
    yield one("a-labels-idx1-ubyte", "idx: no images", "the file with its images", LABELS)
    yield one("a.idx", "idx: name says nothing", "must tell images from labels", IMAGES)
    exact = good.idx(PIXELS[:, :20, :20] * np.nan, "f4")
    files = {NAMES["images"]: IMAGES, NAMES["labels"]: LABELS, "a-exact-idx3-float": exact}
    yield Bad("idx: bad exact", "NaN", lambda: files, NAMES["images"], "a-exact-idx3-float")


def all_bad() -> Iterator[Bad]:
    for name in ("a-images-idx3-ubyte", "a-images-idx3-ubyte.gz"):
        yield one(name, f"empty {name}", EMPTY, b"")
    for group in (headers, sizes, values, gzips, partners):
        yield from group()
