"""The parts of Podcite that deal with Discord, the terminal or the site."""

__version__ = "0.1.0"
