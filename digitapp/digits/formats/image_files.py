"""One image file ↔ an image, with Pillow: PNG, JPEG, BMP, GIF, WebP and TIFF, told by content.

    bytes ─ size ≤ 4096 a side? ─ whole? ─ decode ─ upright (EXIF) ─ on paper ─▶ (h, w) uint8 grays

What an image announces is compared with the limits before a pixel is decoded; one that is cut or
whose checksums are wrong is refused. Our own PNGs carry the exact image in a chunk that other
programs ignore.
"""

from __future__ import annotations

import io
import logging
import warnings
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import (  # noqa: F401  (each format by name: else Pillow loads some 40 more)
    BmpImagePlugin,
    GifImagePlugin,
    ImageOps,
    JpegImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from digitapp.digits import ink
from digitapp.digits.example import SIZE, Image
from digitapp.files.errors import FormatError
from digitapp.files.safe_reader import opened_file, refuse

from .import_buffer import MAX_SIDE
from .import_result import to_grays

logging.getLogger("PIL").addHandler(logging.NullHandler())  # else it writes on stderr

Grays = npt.NDArray[np.uint8]

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
_NAMES = "PNG, JPEG, BMP, GIF, WebP or TIFF"
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"GIF8", b"II*\0", b"MM\0*")
MAX_FILE = 64 * 2**20
# by the case of its letters: optional, private, and to be dropped by a program that changes pixels
_EXACT = b"inKX"
_LARGE = 2048  # pixels a side
_VISIBLE = 10  # of 255 grays between ink and paper
_FULL_SCALES = (1, 2**8 - 1, 2**10 - 1, 2**12 - 1, 2**14 - 1, 2**16 - 1)


def is_image(start: bytes) -> bool:
    """Return whether a file with these first 12 bytes or more claims to be one of the formats."""
    return start.startswith(_SIGNATURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")


def read_image(path: Path) -> Image:
    """Read one image file of any size as (20, 20)."""
    grays, exact = read_pixels(path, file_bytes(path))
    return ink.from_image(grays) if exact is None else exact


def file_bytes(path: Path, most: int = -1) -> bytes:
    """Return the bytes of an image file of at most 64 MB: all, or the first so many."""
    with opened_file(path) as (file, size):
        if size > MAX_FILE:
            raise refuse(path, "it is larger than 64 MB")
        return file.read(most)


def read_pixels(path: Path, data: bytes) -> tuple[Grays, Image | None]:
    """Decode an image file to grays (h, w), and the exact (20, 20) image where we wrote it.

    Raises FormatError for what is none of the formats, damaged, or over 4096 pixels a side.
    """
    if not data:
        raise refuse(path, "it is empty")
    if not is_image(data):
        raise refuse(path, f"it is not a {_NAMES} image, whatever its name says")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow finds odd and reads nevertheless
        image = _decoded(path, data)
        chunks: list[tuple[Any, ...]] = getattr(image, "private_chunks", [])
        grays = np.asarray(_shrunk(_gray(image)), np.uint8)
    exact = _exact(chunks)
    agrees = exact is not None and np.array_equal(to_grays(exact), grays)
    return grays, exact if agrees else None


def encode_png(image: Image) -> bytes:
    """Return a (20, 20) image in [0, 1] as PNG of 8-bit grays, ink bright as in MNIST."""
    kept = PngInfo()
    kept.add(_EXACT, zlib.compress(image.astype("<f4").tobytes(), 9))
    file = io.BytesIO()
    Pillow.fromarray(to_grays(image)).save(file, "PNG", pnginfo=kept)
    return file.getvalue()


def _decoded(path: Path, data: bytes) -> Pillow.Image:
    """Return the first picture of a file, once it is known to be whole."""
    try:
        image = Pillow.open(io.BytesIO(data), formats=_FORMATS)
        width, height = image.size
        if max(width, height) > MAX_SIDE:
            raise refuse(path, f"it is {width}×{height} pixels, more than {MAX_SIDE} a side")
        if image.format == "PNG":  # which has checksums that decoding does not compare
            image.verify()
            image = Pillow.open(io.BytesIO(data), formats=_FORMATS)
        image.load()
    except FormatError:
        raise
    except Pillow.DecompressionBombError as error:
        raise refuse(path, f"it is more than {MAX_SIDE} pixels a side") from error
    except Exception as error:  # whatever a hostile file makes one of the decoders raise
        raise refuse(path, "the image is cut short or damaged") from error
    return image


def _shrunk(image: Pillow.Image) -> Pillow.Image:
    """Average a large image to at most 2048 a side: finding its ink takes 20 bytes a pixel."""
    factor = -(-max(image.size) // _LARGE)
    return image if factor == 1 else image.reduce(factor)


def _gray(image: Pillow.Image) -> Pillow.Image:
    """Return the lightness of an image, upright, with what is transparent as paper."""
    with suppress(Exception):  # EXIF that cannot be read turns nothing
        image = ImageOps.exif_transpose(image)
    if image.mode[0] in "IF":  # 16 or 32 bits, integers or floats
        return Pillow.fromarray(_to_8_bits(np.asarray(image, np.float32)))
    if image.mode == "LAB":
        return image.getchannel("L")
    if not image.has_transparency_data:
        return image.convert("L")
    with_opacity = image if "A" in image.getbands() else image.convert("RGBA")
    gray, opacity = image.convert("L"), with_opacity.getchannel("A")
    white, black = (Pillow.new("L", image.size, level) for level in (255, 0))
    on_white = Pillow.composite(gray, white, opacity)
    if np.ptp(np.asarray(on_white)) > _VISIBLE:
        return on_white
    return Pillow.composite(gray, black, opacity)  # where white ink on nothing shows


def _to_8_bits(values: npt.NDArray[np.float32]) -> Grays:
    """Scale grays of another range to 0..255, by the smallest usual scale that holds them."""
    values = np.nan_to_num(values, posinf=0, neginf=0)
    brightest = float(values.max())
    full = next((scale for scale in _FULL_SCALES if brightest <= scale), brightest)
    return to_grays(np.clip(values / full, 0, 1))


def _exact(chunks: list[tuple[Any, ...]]) -> Image | None:
    """Return the image of our own chunk; None where there is none or it is damaged."""
    packed = next((chunk[1] for chunk in chunks if chunk[0] == _EXACT), b"")
    size = 4 * SIZE * SIZE
    try:
        raw = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error:
        return None
    if len(raw) != size:
        return None
    exact = np.frombuffer(raw, "<f4").reshape(SIZE, SIZE).astype(np.float32)
    return exact if exact.min() >= 0 and exact.max() <= 1 else None
