"""How colours look to people who lack one kind of cone, and how far colours are apart.

The matrices are those of Machado, Oliveira and Fernandes (2009) for the full deficiency, in linear
RGB; distances are CIE76, of which 2.3 can just be told apart.
"""

from __future__ import annotations

import numpy as np

SEEN = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(words, kind):
    """Return L*, a*, b* of colours 0xffRRGGBB as people of a kind see them: (n, 3)."""
    words = np.asarray(words, np.uint32)
    srgb = np.stack([words >> 16 & 255, words >> 8 & 255, words & 255], axis=-1) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ SEEN[kind].T, 0, 1)
    ratio = seen @ _XYZ.T / _WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def distance(one, other, kind):
    """Return how far colours are apart for people of a kind: (n,)."""
    return np.linalg.norm(lab(one, kind) - lab(other, kind), axis=-1)
