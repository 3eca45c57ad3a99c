"""Everything that knows Discord or a terminal."""

__version__ = "0.1.0"
