"""Artwork for shows and episodes without any: the initials of a name on a colour that is the name's own."""

import hashlib
import re

from markupsafe import Markup

COLOURS = ("#3b4fd8", "#0f766e", "#9d3c72", "#8a4b12", "#2f6b3c", "#6b3fa0", "#a23b3b", "#1f6391")
"""Backgrounds on which white letters are easy to read (contrast of 4.5 and more)."""
SMALL_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with"})
_SVG = Markup(
    '<svg class="artwork" viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
    '<rect width="100" height="100" fill="{colour}"/>'
    '<circle cx="86" cy="92" r="46" fill="#fff" fill-opacity=".1"/>'
    '<circle cx="10" cy="4" r="30" fill="#fff" fill-opacity=".08"/>'
    '<text x="50" y="50" dy=".36em" text-anchor="middle" font-size="40" font-weight="700" fill="#fff">'
    "{initials}</text></svg>"
)


def drawn_artwork(name: str) -> Markup:
    """Return the drawing as SVG for a page."""
    return _SVG.format(colour=colour_of(name), initials=initials_of(name))


def colour_of(name: str) -> str:
    """Return the colour of a name."""
    return COLOURS[hashlib.blake2s(name.casefold().encode(), digest_size=1).digest()[0] % len(COLOURS)]


def initials_of(name: str) -> str:
    """Return the first letters of the first two words of a name that aren't small words, else of any."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", name)
    chosen = [word for word in words if word.casefold() not in SMALL_WORDS] or words
    return "".join(word[0] for word in chosen[:2]).upper()
