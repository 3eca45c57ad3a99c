"""Renderers: values of the library in, paragraphs for a terminal out; pure functions."""
