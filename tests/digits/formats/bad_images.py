"""Bad image files in folders 0 and 1, and bad folders."""

import struct
from collections.abc import Iterator

import make_good_files as good
from bad_file import CUT, EMPTY, Bad, changed

PIXELS, _ = good.digits()
PNG = good.png(PIXELS[0])
NO_IMAGE = "it is not a PNG, JPEG, GIF or BMP image"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(9)
DEPTH = "its colour depth or its header"


def in_folder(id: str, expected: str, data: bytes, name: str = "1/b.png") -> Bad:
    """One bad image among good ones; the sentence must name it, not the folder."""
    files = {"digits/0/a.png": PNG, f"digits/{name}": data}
    return Bad(f"image: {id}", expected, lambda: files, "digits", name.rpartition("/")[2])


def ihdr(width: int, height: int, *rest: int) -> bytes:
    return good.png(PIXELS[0], struct.pack(">2L5B", width, height, *rest))


def frame(height: int, width: int, marker: int = 0xC0) -> bytes:
    return struct.pack(">2BHB2H", 0xFF, marker, 17, 8, height, width) + bytes(10)


def pngs() -> Iterator[Bad]:
    for n in (8, 12, 16, 20, 28):
        yield in_folder(f"PNG cut at {n}", CUT, PNG[:n])
    for width, height, said in (
        (5000, 20, "5000×20 pixels"),
        (20, 5000, "20×5000 pixels"),
        (2**32 - 1, 2**32 - 1, "more than 4096"),
        (0, 20, "nothing to see"),
        (20, 0, "nothing to see"),
    ):
        yield in_folder(f"PNG of {width}×{height}", said, ihdr(width, height, 8, 0, 0, 0, 0))
    for depth, colour in ((3, 0), (32, 0), (16, 3), (4, 2), (1, 6), (8, 1), (8, 7), (0, 0)):
        yield in_folder(
            f"PNG of depth {depth}, colour {colour}", DEPTH, ihdr(28, 28, depth, colour, 0, 0, 0)
        )
    yield in_folder("PNG of another compression", DEPTH, ihdr(28, 28, 8, 0, 1, 0, 0))
    yield in_folder("PNG of another filter", DEPTH, ihdr(28, 28, 8, 0, 0, 1, 0))
    yield in_folder("PNG without IHDR", DEPTH, changed(PNG, 12, b"iHDR"))
    yield in_folder("PNG without pixels", "is damaged", PNG[: PNG.index(b"IDAT") - 4])


def others() -> Iterator[Bad]:
    yield in_folder("JPEG cut", CUT, JPEG[:12], "0/b.jpg")
    yield in_folder("JPEG without a frame", CUT, JPEG, "0/b.jpg")
    yield in_folder("JPEG of 65535 a side", "more than 4096", JPEG + frame(65535, 65535), "0/b.jpg")
    yield in_folder("JPEG of 5000, progressive", "5000×20", JPEG + frame(20, 5000, 0xC2), "0/b.jpg")
    yield in_folder("JPEG without height", "nothing to see", JPEG + frame(0, 20), "0/b.jpg")
    yield in_folder("JPEG of wrong markers", "markers", JPEG + b"\0\0" + frame(9, 9), "0/b.jpg")
    yield in_folder("JPEG that ends in fill", CUT, JPEG + b"\xff" * 1000, "0/b.jpg")
    for id, piece in (("fill", b"\xff"), ("empty segments", b"\xff\xe0\0\2")):
        far = JPEG + piece * 10_001 + frame(20, 20)
        yield in_folder(
            f"JPEG of 10,001 times {id}", "its first 10,000 JPEG markers", far, "0/b.jpg"
        )
    yield in_folder("GIF cut", CUT, b"GIF89a\x14", "0/b.gif")
    wide = struct.pack("<2H", 5000, 20)
    yield in_folder("GIF of 5000", "5000×20", b"GIF89a" + wide + bytes(9), "0/b.gif")
    yield in_folder("GIF of 0", "nothing to see", b"GIF87a" + bytes(20), "0/b.gif")
    for id, head, said in (
        ("cut", struct.pack("<L", 40), CUT),
        ("of 5000", struct.pack("<L2l2H", 40, 5000, 20, 1, 24), "5000×20"),
        ("of -5000", struct.pack("<L2l2H", 40, 20, -5000, 1, 24), "20×5000"),
        ("of -20 across", struct.pack("<L2l2H", 40, -20, 20, 1, 24), "nothing to see"),
        ("of 64 bits a pixel", struct.pack("<L2l2H", 40, 20, 20, 1, 64), "64 bits a pixel"),
        ("of 7 bits a pixel", struct.pack("<L2l2H", 124, 20, 20, 1, 7), "7 bits a pixel"),
        ("of OS/2, 5000", struct.pack("<L4H", 12, 5000, 20, 1, 24), "5000×20"),
    ):
        yield in_folder(f"BMP {id}", said, b"BM" + bytes(12) + head, "0/b.bmp")


def no_images() -> Iterator[Bad]:
    for id, data in {
        "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "a text": b"not an image",
        "a WebP": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(20),
        "a TIFF": b"II*\0" + bytes(20),
        "an XPM": b"/* XPM */ static char *a[] = {}",
        "a PDF": b"%PDF-1.7",
        "a script": b"#!/bin/sh\n",
        "almost a PNG": changed(PNG, 1, b"png"),
    }.items():
        yield in_folder(f"{id} named .png", NO_IMAGE, data)
    yield in_folder("empty .png", EMPTY, b"")
    yield in_folder("an SVG", NO_IMAGE, b"<svg/>", "1/b.svg")


def folders() -> Iterator[Bad]:
    def folder(id: str, expected: str, *names: str) -> Bad:
        files = {f"digits/{name}": PNG for name in names}
        return Bad(f"folder: {id}", expected, lambda: files, "digits", "digits")

    yield folder("without 0 and 1", "it needs the folders 0 and 1", "a.png", "b.png")
    yield folder("of other labels", "it needs the folders 0 and 1", "2/a.png", "3/b.png")
    yield folder("of words", "it needs the folders 0 and 1", "zero/a.png", "one/b.png")
    yield folder("with nothing but notes", "no labelled image", "0/.hidden.png", "1/.b.png")
    yield folder("with nothing but 7s", "none of its 2 labels", "0/.a.png", "7/a.png", "7/b.png")


def all_bad() -> Iterator[Bad]:
    for group in (pngs, others, no_images, folders):
        yield from group()
