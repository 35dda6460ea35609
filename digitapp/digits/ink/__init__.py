"""Ink: what the network sees. A drawing, or someone else's image, → a 20×20 image. numpy only.

    strokes ─ ink_strokes.py: thin, fit, paint ─────────────▶ (20, 20) float32, 0 = paper, 1 = ink
    gray image ─ ink_images.py: find paper, crop, average ──▶ the same

Both bring a digit to one place and size, so that a network never has to learn where and how large
people draw.
"""

from .images import from_image, from_images, show_several
from .strokes import from_strokes, raw

__all__ = ["from_image", "from_images", "from_strokes", "raw", "show_several"]
