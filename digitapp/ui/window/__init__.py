"""The window itself: its menus and keys, dialogs, settings, light and dark."""
