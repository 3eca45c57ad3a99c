"""The fonts that cards are drawn with: those of the system, and which of them has all letters of a text."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
NAMES = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "Helvetica.ttc",
    "PingFang.ttc",
    "segoeui.ttf",
    "arial.ttf",
)
"""Files that are looked for, the best first; the first that has all letters of a text draws it."""
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_SCRIPTS_TO_SHAPE = ((0x0590, 0x08FF), (0x0900, 0x109F), (0x1780, 0x18AF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF))
"""Right-to-left and joining scripts, which only Raqm sets right."""
_UNASSIGNED = "\U0010fffe"


@lru_cache(1)
def font_files() -> tuple[str | None, ...]:
    """Return the fonts of this system, best first; `None`, at the end, is the one that Pillow brings."""
    found = {
        path.name: str(path) for folder in FOLDERS if folder.is_dir() for path in folder.rglob("*.tt[fc]")
    }
    return (*(found[name] for name in NAMES if name in found), None)


@lru_cache(256)
def open_font(file: str | None, size: int) -> Font:
    """Return a font in a size in pixels."""
    return ImageFont.load_default(size) if file is None else ImageFont.truetype(file, size)


def font_for(text: str) -> tuple[str | None] | None:
    """Return the file of a font that can draw a text, in a tuple, or `None` where no font can."""
    if _needs_shaping(text) and not features.check("raqm"):
        return None
    letters = {char for char in text if not char.isspace()}
    for file in font_files():
        if all(_has_glyph(file, char) for char in letters):
            return (file,)
    return None


def _needs_shaping(text: str) -> bool:
    return any(first <= ord(char) <= last for char in text for first, last in _SCRIPTS_TO_SHAPE)


@lru_cache(20_000)
def _has_glyph(file: str | None, char: str) -> bool:
    return _pixels(file, char) != _pixels(file, _UNASSIGNED)


def _pixels(file: str | None, char: str) -> tuple[tuple[int, int], bytes]:
    mask = open_font(file, 24).getmask(char)
    return mask.size, bytes(mask)
