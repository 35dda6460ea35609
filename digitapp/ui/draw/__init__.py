"""The Draw column: the canvas, what the network sees of it, and the answer."""
