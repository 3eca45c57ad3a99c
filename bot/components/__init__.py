"""Buttons, menus and autocompletion that show what is there; those that make something live beside it."""
