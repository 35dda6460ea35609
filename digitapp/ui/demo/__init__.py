"""The demo: the window driven by synthetic mouse and key events."""
