"""Bad .npy headers, alone and inside .npz, and bad zip archives."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import make_good_files as good
import numpy as np
from bad_file import CUT, EMPTY, EXTRA, MB, Bad, changed, deflated, one

PIXELS, NUMBERS = good.digits()
IMAGES, LABELS = good.npy(PIXELS), good.npy(NUMBERS)
DAMAGED, HEADER = "its zip directory is damaged", "its header is damaged"
CLIMBS, OBJECTS = "climbs out", "Python objects (pickle)"


def pair(
    id: str, expected: str, images: bytes, labels: bytes = LABELS, blamed: str = "X.npy"
) -> Iterator[Bad]:
    """The same arrays as X.npy with y.npy and as a.npz."""
    files = {"X.npy": images, "y.npy": labels}
    yield Bad(f"npy: {id}", expected, lambda: files, "X.npy", blamed)
    yield one("a.npz", f"npz: {id}", expected, good.npz(X=images, y=labels))


def headers() -> Iterator[Bad]:
    data = PIXELS.tobytes()
    for n in (1, 6, 7, 8, 9, 10, 30, 100, len(IMAGES) - 1):
        said = "not begin as a .npy" if n < 6 else CUT
        yield one(
            "a.npz",
            f"npz: cut array at {n}",
            said if n > 7 else CUT,
            good.npz(X=IMAGES[:n], y=LABELS),
        )
    yield from pair("a byte too many", EXTRA, IMAGES + b"\0")
    yield from pair("another version", "a version of .npy", changed(IMAGES, 6, b"\4"))
    yield from pair("a header of 60,000", "header is too long", changed(IMAGES, 8, b"\x60\xea"))
    for id, text in {
        "not a dictionary": "[1, 2]",
        "empty": "",
        "no shape": "{'descr': '|u1', 'fortran_order': False}",
        "shape twice": "{'descr': '|u1', 'shape': (6,), 'shape': (6,), 'fortran_order': False}",
        "another key": "{'descr': '|u1', 'fortran_order': False, 'shape': (6,), 'x': 1}",
        "a call": "{'descr': '|u1', 'fortran_order': False, 'shape': exit()}",
        "an attribute": "{'descr': ().__class__, 'fortran_order': False, 'shape': (6,)}",
        "a float in shape": "{'descr': '|u1', 'fortran_order': False, 'shape': (6.0, 28, 28)}",
        "a negative shape": "{'descr': '|u1', 'fortran_order': False, 'shape': (-6, 28, 28)}",
        "fortran_order 0": "{'descr': '|u1', 'fortran_order': 0, 'shape': (6, 28, 28)}",
        "nested 900 deep": "{'descr': " + "(" * 900 + ")" * 900 + "}",
    }.items():
        yield from pair(f"header: {id}", HEADER, good.npy_text(text) + data)
    holes = "{'descr': '|u1', 'fortran_order': False, 'shape': (6,, 28)}"
    yield from pair("header: holes in shape", "a shape that no", good.npy_text(holes) + data)


def types() -> Iterator[Bad]:
    for array, said in (
        (PIXELS.astype(np.complex64), "'<c8'"),
        (PIXELS.astype("S3"), "'|S3'"),
        (PIXELS.astype("U3"), "'<U3'"),
        (PIXELS.astype("M8[s]"), "'<M8[s]'"),
        (PIXELS.astype(np.longdouble), "values of type"),
        (np.zeros((6, 400), "V4"), "'|V4'"),
    ):
        yield from pair(f"images of {array.dtype}", said, good.npy(array))
    yield from pair("labels as text", "'<U1'", IMAGES, good.npy(NUMBERS.astype("U1")), "y.npy")
    # what np.save writes with allow_pickle; the reader must stop at the header
    pickled = good.npy_text("{'descr': '|O', 'fortran_order': False, 'shape': (6,), }")
    yield from pair("pickled images", OBJECTS, pickled + b"\x80\x04cos\nsystem\n.")
    yield from pair("pickled labels", OBJECTS, IMAGES, pickled + b"\x80\x04cos\nsystem\n.", "y.npy")
    fields = good.npy_text("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}")
    yield from pair("a struct", "values of type", fields + PIXELS.tobytes())
    hidden = good.npy_text("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (6,)}")
    yield from pair("objects in a struct", OBJECTS, hidden + PIXELS.tobytes())


def shapes() -> Iterator[Bad]:
    for shape in ((), (4704,), (6, 784, 1, 1, 1), (6, 3, 28, 28), (6, 401), (6, 0, 28), (6, 1)):
        images = good.npy(np.zeros(shape, np.uint8))
        yield from pair(f"images {shape}", "its images have shape", images)
    for shape in ((), (6, 2), (6, 10), (1, 6)):
        labels = good.npy(np.zeros(shape, np.uint8))
        yield from pair(f"labels {shape}", "its labels have shape", IMAGES, labels, "y.npy")
    for shape, said in (
        ((7, 28, 28), CUT),
        ((5, 28, 28), EXTRA),
        ((10**17, 28, 28), "more than 256 MB"),
        ((2**63, 2**63, 4), "a shape that no array"),
        ((2**32, 2**32), "more than 256 MB"),
    ):
        yield from pair(f"images that say {shape}", said, good.npy(PIXELS, shape=shape))
    yield from pair("too few labels", "there are 5 labels", IMAGES, good.npy(NUMBERS[:5]))
    wide = good.npy(np.zeros((2, 1, 5000), np.uint8))
    yield from pair("wider than 4096", "larger than 4096", wide, good.npy(NUMBERS[:2]))


def values() -> Iterator[Bad]:
    yield from pair("no 0 or 1", "none of its 6 labels", IMAGES, good.npy(NUMBERS + 5))
    for value, said in ((np.nan, "NaN"), (np.inf, "to inf"), (-5.0, "from -5"), (256.0, "to 256")):
        for kind in (np.float16, np.float32, np.float64):
            floats = (PIXELS / 255).astype(kind)
            floats[2, 3, 4] = value
            yield from pair(f"pixel {value} as {floats.dtype}", said, good.npy(floats))
    mixed = np.where(PIXELS > 100, 200.0, -0.1)
    yield from pair("neither 0..1 nor 0..255", "must be from 0 to 1", good.npy(mixed))
    signalling = np.frombuffer(struct.pack("<L", 0x7FA00000) * 6 * 784, "<f4").reshape(6, 28, 28)
    yield from pair("signalling NaN", "NaN", good.npy(signalling))
    for value in (np.nan, 0.5, 1e300):
        labels = NUMBERS.astype(float)
        labels[0] = value
        yield from pair(f"label {value}", "whole numbers", IMAGES, good.npy(labels), "y.npy")


def archive(id: str, expected: str, data: bytes | Callable[[], bytes]) -> Bad:
    return one("a.npz", f"zip: {id}", expected, data)


def zips() -> Iterator[Bad]:
    sound = good.npz(X=IMAGES, y=LABELS)
    end, entry = sound.rindex(b"PK\5\6"), sound.index(b"PK\1\2")
    for n in (4, 30, 100, entry, end, end + 10, len(sound) - 1):
        yield archive(f"cut at {n}", CUT, sound[:n])
    yield archive("a byte too many", EXTRA, sound + b"\0")
    yield archive("an end without members", "a zip with nothing", sound[end : end + 4] + bytes(18))
    yield archive("other names", "needs arrays named X and y", good.npz(a=IMAGES, b=LABELS))
    yield archive("no labels", "needs arrays named X and y", good.npz(X=IMAGES))
    for extra, told in {
        "labels": "y and labels",
        "x": "X and x",
        "images": "X and images",
        "x_test": "x_test without its labels",
        "y_test": "y_test without its images",
    }.items():
        data = LABELS if extra in ("labels", "y_test") else IMAGES
        yield archive(
            f"{extra} beside X and y", told, good.npz(X=IMAGES, y=LABELS, **{extra: data})
        )
    for at, what in ((end + 12, "directory size"), (end + 16, "directory place")):
        yield archive(f"wrong {what}", "is not where it should be", changed(sound, at, b"\1"))
    yield archive("65,535 members", "more than 65,534", changed(sound, end + 10, b"\xff\xff"))
    yield archive("wrong entry", DAMAGED, changed(sound, entry, b"PK\7\7"))
    yield archive("zip64", "zip64", sound[:end] + b"PK\6\7" + bytes(16) + sound[end:])
    yield archive("later version", DAMAGED, changed(sound, entry + 6, b"\xff"))
    for flag, what in ((1, "encrypted"), (0x40, "strongly encrypted")):
        yield archive(what, "is encrypted", changed(sound, entry + 8, bytes([flag])))
        inside = changed(sound, sound.index(b"PK\3\4", 30) + 6, bytes([flag]))
        yield archive(f"{what} inside", "not what the directory", inside)
    for method in (12, 14, 99):
        data = changed(sound, entry + 10, bytes([method]))
        yield archive(f"method {method}", "compressed in a way", data)
    yield archive("wrong checksum", "checksum", changed(sound, entry + 16, b"\1\2\3\4"))


def zip64_members() -> Iterator[Bad]:
    sound = good.zipped([("X.npy", IMAGES)])
    entry, end = sound.index(b"PK\1\2"), sound.rindex(b"PK\5\6")
    for field, what in ((42, "place"), (24, "size"), (20, "packed size")):
        for told in (2**62, 2**63 + 5, 2**64 - 1):
            extra = struct.pack("<2HQ", 1, 8, told)
            directory = changed(sound[entry:end], field, b"\xff" * 4)
            directory = changed(directory, 30, struct.pack("<H", len(extra))) + extra
            tail = changed(sound[end:], 12, struct.pack("<L", len(directory)))
            yield archive(f"zip64 {what} {told}", "zip64", sound[:entry] + directory + tail)
    beyond = changed(sound, entry + 42, struct.pack("<L", len(sound) + 1))
    yield archive("member behind the end", "is not where", beyond)


def members() -> Iterator[Bad]:
    for name in ("../X.npy", "/X.npy", "a/../../X.npy", "C:X.npy", "a\\X.npy"):
        data = good.zipped([("y.npy", LABELS), (name, IMAGES)])
        yield archive(f"member {name}", CLIMBS, data)
    many = [(f"{i}.npy", b"") for i in range(200)]
    yield archive("200 members", "needs arrays named X", good.zipped(many))
    for method, name in ((zipfile.ZIP_DEFLATED, "deflated"), (zipfile.ZIP_STORED, "stored")):
        sound = good.zipped([("X.npy", IMAGES), ("y.npy", LABELS)], method)
        entry, size = sound.index(b"PK\1\2"), len(IMAGES)
        for told, said in ((size - 1, CUT), (size + 1, EXTRA), (300 * MB, "more than 256 MB")):
            data = changed(sound, entry + 24, struct.pack("<L", told))
            yield archive(f"{name} member that says {told} bytes", said, data)
        place = struct.pack("<L", 7)
        yield archive(f"{name} member elsewhere", "is not where", changed(sound, entry + 42, place))
        other = changed(sound, 30, b"Z")
        yield archive(f"{name} member of another name", "not what the directory says", other)
    twice = good.zipped([("X.npy", IMAGES), ("Z.npy", IMAGES), ("y.npy", LABELS)])
    yield archive("member twice", "twice", twice.replace(b"Z.npy", b"X.npy"))
    header = good.npy_text("{'descr': '|u1', 'fortran_order': False, 'shape': (342000, 28, 28)}")
    yield archive(
        "bomb", "more than 256 MB", lambda: good.npz(X=header + bytes(300 * MB), y=LABELS)
    )


def lying_bomb() -> Bad:
    """A member of 300 MB that announces the size of a sound array."""

    def data() -> bytes:
        packed, crc = deflated(IMAGES, 300, wbits=-15), zlib.crc32(IMAGES)
        rest = (20, 0, 8, 0, 0, crc, len(packed), len(IMAGES), 5, 0)
        local = b"PK\3\4" + struct.pack("<5H3L2H", *rest) + b"X.npy" + packed
        sound = good.zipped([("y.npy", LABELS)])
        at, end = sound.index(b"PK\1\2"), sound.rindex(b"PK\5\6")
        mine = (
            b"PK\1\2"
            + struct.pack("<6H3L5H2L", 20, *rest[:-1], 0, 0, 0, 0, 0, len(sound[:at]))
            + b"X.npy"
        )
        directory = sound[at:end] + mine
        tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(directory), at + len(local), 0)
        return sound[:at] + local + directory + tail

    return archive("bomb that announces a small size", EXTRA, data)


def all_bad() -> Iterator[Bad]:
    for name in ("a.npz", "X.npy"):
        yield one(name, f"empty {name}", EMPTY, b"")
    yield one("X.npy", "npy: no labels", "the file with its labels", IMAGES)
    yield one("y.npy", "npy: no images", "the file with its images", LABELS)
    yield one("a.npy", "npy: name says nothing", "must tell images from labels", IMAGES)
    for group in (headers, types, shapes, values, zips, zip64_members, members):
        yield from group()
    yield lying_bomb()
