"""Buttons, menus and autocompletion that show what exists; buttons that start work live next to that work."""
