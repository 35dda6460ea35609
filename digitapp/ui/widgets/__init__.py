"""Widgets and drawing helpers that several columns of the window use."""
