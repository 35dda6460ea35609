"""The lecture's program: 1 specify, 2 compile, 3 fit, then predict..

It knows the network and the handwritten digits, and shows what happens behind the three lines.
"""

from __future__ import annotations

import numpy as np

from .digits import handwritten
from .nn import BinaryCrossentropy, Dense, Sequential


def run() -> None:
    """Train the lecture's network on the handwritten digits and print what it learnt."""
    examples = handwritten()
    X = np.stack([example.image.ravel() for example in examples])  # (1000, 400), 0 paper, 1 ink
    Y = np.array([example.label for example in examples])  # (1000,)

    model = Sequential(
        [
            Dense(units=25, activation="sigmoid"),
            Dense(units=15, activation="sigmoid"),
            Dense(units=1, activation="sigmoid"),
        ],
        seed=1,
    )
    model.compile(loss=BinaryCrossentropy())
    history = model.fit(X, Y, epochs=100)

    model.summary()
    losses = history.history["loss"]
    for epoch in (1, 10, 50, 100):
        print(f"loss in epoch {epoch:3}: {losses[epoch - 1]:.4f}")
    for x, label in zip(X[:2], Y[:2], strict=True):
        print(_picture(x))
        probability = float(model.predict(x.reshape(1, 400))[0, 0])
        print(f"P(digit is 1) {_told(probability)}, it is a {label}")


def _told(probability: float) -> str:
    """Return a probability in words; never that it is 0 or 1, for a network can't know that."""
    if 0.001 <= probability <= 0.999:
        return f"= {probability:.3f}"
    return "< 0.001" if probability < 0.5 else "> 0.999"


def _picture(x: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    """Draw an image in text, two rows of pixels in a line."""
    rows = x.reshape(10, 2, 20).mean(axis=1)
    shades = np.array(list(" .:*#"))
    return "\n".join("".join(shades[(row * 4.99).astype(int)]).rstrip() for row in rows)
