"""Small sound files in the layouts that others write, byte by byte, and examples to write.

Nothing here uses the writers of digitapp, so that reader and writer cannot be wrong together.
"""

import io
import struct
import zipfile
import zlib

import numpy as np
import PIL.Image

from digitapp.digits.example import Example
from digitapp.digits.formats import Question

IDX_TYPES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def digits(m=6, side=28, seed=0):
    """m images (m, side, side) uint8 of rings and strokes, ink bright, and labels 0, 1, 0, …"""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    labels = np.arange(m) % 2
    images = []
    for label in labels:
        tilt, radius = rng.uniform(-0.3, 0.3), side * rng.uniform(0.25, 0.33)
        away = np.abs(np.hypot(columns + tilt * rows, rows) - radius)
        if label == 1:
            away = np.hypot(columns + tilt * rows, np.maximum(np.abs(rows) - radius, 0))
        images.append(np.clip(2 - away, 0, 1) * rng.integers(200, 256))
    return np.array(images).astype(np.uint8), labels.astype(np.uint8)


def examples(m=20, seed=0):
    """m Examples with every kind of float32 in [0, 1] in their images."""
    rng = np.random.default_rng(seed)
    images = np.zeros((m, 20, 20), np.float32)
    images[:, 2:-2, 2:-2] = rng.random((m, 16, 16), np.float32)
    images[:, 5, 5], images[:, 6, 6] = 1.0, np.float32(1e-40)
    return [
        Example(image, int(label))
        for image, label in zip(images, rng.integers(0, 2, m), strict=True)
    ]


def idx(array, kind="u1"):
    array = np.asarray(array)
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, IDX_TYPES[kind], array.ndim]) + sizes + array.astype(f">{kind}").tobytes()


def npy(array, **header):
    """An array as a .npy file; header may lie."""
    array = np.asarray(array)
    told = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape} | header
    text = "{" + ", ".join(f"{key!r}: {value!r}" for key, value in told.items()) + ", }\n"
    return npy_text(text) + array.tobytes()


def npy_text(text, version=b"\1\0"):
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text.encode("latin-1")


def npz(**members):
    return zipped([(f"{name}.npy", data) for name, data in members.items()])


def zipped(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def csv(images, labels, header=True, end="\n"):
    images = np.asarray(images).reshape(len(images), -1)
    names = ["label," + ",".join(f"pixel{i}" for i in range(images.shape[1]))] if header else []
    rows = [
        ",".join(map(str, [label, *row]))
        for label, row in zip(labels, images.tolist(), strict=True)
    ]
    return (end.join(names + rows) + end).encode()


def chunk(name, data):
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png(pixels, ihdr=None):
    """(h, w) gray, (h, w, 3) or (h, w, 4) uint8 as PNG; ihdr may lie."""
    pixels = np.asarray(pixels, np.uint8)
    colour = {2: 0, 3: 2, 4: 6}[2 if pixels.ndim == 2 else pixels.shape[2]]
    header = ihdr or struct.pack(">2L5B", pixels.shape[1], pixels.shape[0], 8, colour, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def picture(pixels, format, **options):
    """(h, w) gray or (h, w, 3 or 4) uint8 as an image file that Pillow writes."""
    file = io.BytesIO()
    PIL.Image.fromarray(np.asarray(pixels, np.uint8)).save(file, format, **options)
    return file.getvalue()


def element(kind, data, order="<"):
    return struct.pack(f"{order}2I", kind, len(data)) + data + bytes(-len(data) % 8)


def matrix(name, values, *, packed=True, order="<"):
    """A matrix of a MAT-file, as MATLAB packs it; a name of up to 4 letters stands in its tag."""
    values = np.asarray(values)
    classes = {"f8": (6, 9), "u1": (9, 2), "i4": (12, 5)}
    of_class, kind = classes[values.dtype.str[1:]]
    tag = struct.pack(f"{order}2H", *((1, len(name)) if order == "<" else (len(name), 1)))
    short = tag + name.encode().ljust(4, b"\0")
    body = (
        element(6, struct.pack(f"{order}2I", of_class, 0), order)
        + element(5, struct.pack(f"{order}2i", *values.shape), order)
        + (short if len(name) <= 4 else element(1, name.encode(), order))
        + element(kind, values.astype(values.dtype.newbyteorder(order)).tobytes("F"), order)
    )
    whole = element(14, body, order)
    if not packed:
        return whole
    smaller = zlib.compress(whole)
    return struct.pack(f"{order}2I", 15, len(smaller)) + smaller


def mat(*matrices, order="<"):
    version = b"\0\1IM" if order == "<" else b"\1\0MI"
    return b"MATLAB 5.0 MAT-file".ljust(124) + version + b"".join(matrices)


def answered(reading, *keys):
    """Answer every question on a file by the keys of its choices, to the ImportResult."""
    while isinstance(reading, Question):
        reading = next(choice for choice in reading.choices if choice.key in keys).read()
    return reading
