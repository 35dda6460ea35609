"""Bad image files, each with a part of the reason that must be told, and bad folders."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

import make_good_files as good
import numpy as np
from bad_file import EMPTY, Bad, changed

PIXELS, _ = good.digits()
PNG = good.png(PIXELS[0])
FORMATS = ("png", "jpeg", "bmp", "gif", "webp", "tiff")
DAMAGED = "the image is cut short or damaged"
NO_IMAGE = "it is not a PNG, JPEG, BMP, GIF, WebP or TIFF image"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(9)


class BadImage(NamedTuple):
    """The bytes of an image file that cannot be read, under a name that it may have."""

    id: str
    expected: str
    data: bytes
    name: str = "b.png"


def ihdr(width: int, height: int, *rest: int) -> bytes:
    return good.png(PIXELS[0], struct.pack(">2L5B", width, height, *rest))


def frame(height: int, width: int) -> bytes:
    return struct.pack(">2BHB2H", 0xFF, 0xC0, 17, 8, height, width) + bytes(10)


def pngs() -> Iterator[BadImage]:
    for n in (8, 12, 16, 20, 28):
        yield BadImage(f"PNG cut at {n}", DAMAGED, PNG[:n])
    for width, height in ((2**32 - 1, 2**32 - 1), (2**31 - 1, 1), (1, 100_000)):
        data = ihdr(width, height, 8, 0, 0, 0, 0)
        yield BadImage(f"PNG that says {width}×{height}", "more than 4096", data)
    for width, height in ((0, 20), (20, 0)):
        yield BadImage(f"PNG of {width}×{height}", DAMAGED, ihdr(width, height, 8, 0, 0, 0, 0))
    for depth, colour in ((3, 0), (32, 0), (16, 3), (4, 2), (1, 6), (8, 1), (8, 7), (0, 0)):
        data = ihdr(28, 28, depth, colour, 0, 0, 0)
        yield BadImage(f"PNG of depth {depth}, colour {colour}", DAMAGED, data)
    yield BadImage("PNG of another filter", DAMAGED, ihdr(28, 28, 8, 0, 0, 1, 0))
    yield BadImage("PNG without IHDR", DAMAGED, changed(PNG, 12, b"iHDR"))
    yield BadImage("PNG without pixels", DAMAGED, PNG[: PNG.index(b"IDAT") - 4])
    at = PNG.index(b"IDAT") + 20
    yield BadImage("PNG with a wrong bit", DAMAGED, changed(PNG, at, bytes([PNG[at] ^ 1])))
    at = PNG.index(b"IEND") - 8  # a checksum
    yield BadImage("PNG with a wrong checksum", DAMAGED, changed(PNG, at, bytes([PNG[at] ^ 1])))


def others() -> Iterator[BadImage]:
    large = np.zeros((1, 5000), np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (60, 60)).astype(np.uint8)
    for format in FORMATS:
        for pixels, size in ((large, "5000×1"), (large.T, "1×5000")):
            data = good.picture(pixels, format)
            yield BadImage(f"{format} of {size}", f"{size} pixels, more than 4096", data)
        data = good.picture(noise, format)
        for part in (2, 3, 10):
            yield BadImage(f"{format} cut at 1/{part}", DAMAGED, data[: len(data) // part])
    for id, data in {
        "JPEG without a frame": JPEG,
        "JPEG without height": JPEG + frame(0, 20),
        "JPEG of wrong markers": JPEG + b"\0\0" + frame(9, 9),
        "JPEG of 10,001 empty segments": JPEG + b"\xff\xe0\0\2" * 10_001 + frame(20, 20),
        "GIF of 0": b"GIF87a" + bytes(20),
        "BMP of -20 across": b"BM" + bytes(12) + struct.pack("<L2l2H", 40, -20, 20, 1, 24),
        "BMP of 64 bits": b"BM" + bytes(12) + struct.pack("<L2l2H", 40, 20, 20, 1, 64) + bytes(99),
        "WebP that is nothing else": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(20),
        "TIFF that is nothing else": b"II*\0" + bytes(20),
    }.items():
        yield BadImage(id, DAMAGED, data)


def no_images() -> Iterator[BadImage]:
    for id, data in {
        "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "a text": b"not an image",
        "an XPM": b"/* XPM */ static char *a[] = {}",
        "a PDF": b"%PDF-1.7",
        "a PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "a script": b"#!/bin/sh\n",
        "a PGM": b"P5 1 1 255 \xff",
        "an icon": b"\0\0\1\0" + bytes(60),
        "almost a PNG": changed(PNG, 1, b"png"),
    }.items():
        yield BadImage(f"{id} named .png", NO_IMAGE, data)
    yield BadImage("empty .png", EMPTY, b"")
    yield BadImage("an SVG", ".svg is not read", b"<svg/>", "b.svg")


BAD_IMAGES = [*pngs(), *others(), *no_images()]


def all_bad() -> Iterator[Bad]:
    def folder(id: str, expected: str, *names: str) -> Bad:
        files = {f"digits/{name}": PNG if name.endswith(".png") else b"mine" for name in names}
        return Bad(f"folder: {id}", expected, lambda: files, "digits", "digits")

    yield folder("of other labels", "none of its 2 labels is 0 or 1", "2/a.png", "3/b.png")
    yield folder(
        "with nothing but notes", "it holds no labelled image", "0/.hidden.png", "1/.b.png"
    )
    yield folder("with nothing but texts", "no image and nothing else", "a.txt", "0/b.txt")
