"""Draw the card that a pasted link unfolds to: the quote, who said it, the show and the time."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw

from bot.ui.formatting import start_of
from bot.web.card_fonts import Font, font_for, open_font
from bot.web.drawn_artwork import colour_of
from bot.web.typography import quote_text, shown_title
from retrieval.language.safe_text import without_hidden
from retrieval.models import Citation, Episode

SIZE = (1200, 630)
"""Width and height in pixels, as link previews want them."""
MARGIN = 80
BACKGROUND, INK, SOFT = "#15171c", "#f1efe9", "#a9adb7"
SIZES = (64, 56, 48, 40, 34)
"""Font sizes to try for the large text, in pixels; the first in which all of it fits is taken."""
HEIGHT = 350
"""How high the large text may be, in pixels."""


def draw_moment(citation: Citation) -> bytes:
    """Return the card of a quote as PNG; if no font can draw the quote, the card of its episode and time."""
    when = start_of(citation)
    show, title = citation.episode.show.title, shown_title(citation.episode)
    if font_for(without_hidden(citation.quote)) is None:
        return _draw(title, show, (when,), show)
    who = citation.speaker or ""
    return _draw(f"“{quote_text(citation.spoken)}”", show, (who, when, title), show)


def draw_episode(episode: Episode) -> bytes:
    """Return the card of an episode as PNG."""
    return _draw(shown_title(episode), episode.show.title, (", ".join(episode.guests),), episode.show.title)


def _draw(large: str, first: str, others: Iterable[str], show: str) -> bytes:
    large, first, others = without_hidden(large), without_hidden(first), map(without_hidden, others)
    image = Image.new("RGB", SIZE, BACKGROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 20, SIZE[1]), fill=colour_of(show))
    width = SIZE[0] - 2 * MARGIN
    if font := font_for(large):
        lines, drawn, step = _fit(pen, large, font[0], width)
        for position, line in enumerate(lines):
            pen.text((MARGIN, MARGIN + position * step), line, INK, drawn)
    second = " · ".join(part for part in others if part and font_for(part))
    for text, size, top, colour in ((first, 36, 150, INK), (second, 30, 96, SOFT)):
        if text and (font := font_for(text)):
            drawn = open_font(font[0], size)
            pen.text((MARGIN, SIZE[1] - top), _cut(pen, text, drawn, width), colour, drawn)
    stream = BytesIO()
    image.quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _fit(pen: ImageDraw.ImageDraw, text: str, file: str | None, width: int) -> tuple[list[str], Font, int]:
    """Return the lines of a text in the largest size that fits, cut with an ellipsis in the smallest."""
    for size in SIZES:
        font, step = open_font(file, size), int(size * 1.3)
        lines = _wrap(pen, text, font, width)
        if len(lines) * step <= HEIGHT:
            return lines, font, step
    shown = HEIGHT // step
    last = _cut(pen, " ".join(lines[shown - 1 :]), font, width)
    return [*lines[: shown - 1], last], font, step


def _wrap(pen: ImageDraw.ImageDraw, text: str, font: Font, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
            while pen.textlength(lines[-1], font) > width:  # as in Japanese, which has no spaces
                fitting = _fitting(pen, lines[-1], font, width)
                lines[-1:] = [lines[-1][:fitting], lines[-1][fitting:]]
    return lines


def _cut(pen: ImageDraw.ImageDraw, text: str, font: Font, width: int) -> str:
    """Return a text in one line, with an ellipsis where it is too wide."""
    if pen.textlength(text, font) <= width:
        return text
    return text[: _fitting(pen, text, font, width - int(pen.textlength("…", font)))].rstrip() + "…"


def _fitting(pen: ImageDraw.ImageDraw, text: str, font: Font, width: int) -> int:
    """Return how many characters of a text fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if pen.textlength(text[:middle], font) <= width:
            low = middle
        else:
            high = middle - 1
    return low
