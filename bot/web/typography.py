"""How titles and spoken words are set on pages; no word changes.

Marks that stand for a change of speaker become lines, cuts get an ellipsis, quotes in quotes single marks;
apostrophes and quotation marks are curly, however a transcript writes them.
"""

import re
from functools import lru_cache

from markupsafe import Markup

from retrieval.language.quotation_marks import quotation_marks
from retrieval.models import Episode

_TURN = re.compile(
    r"(?:^|(?<=[.!?\u2026,\"\u201d\u2019)\]-])\s+)(?:[-\u2013\u2014]|>{2,3})\s+(?=[\"\u201c\u2018\[(]?[A-Z0-9])"
)
"""A dash or arrows before the words of another speaker, in a quote, whose cues aren't known."""
_INNER = str.maketrans("\u201c\u201d", "\u2018\u2019")
_SINGLE = re.compile(r"(?<!\w)'(?!(?i:cause|em|til|bout)\b)(\w[^']*[\w.,!?])'(?!\w)")
_DASHES = re.compile(r"(?<=\s)--(?=\s)")
_CUT_AFTER = frozenset(",;:-\u2013\u2014")
_NUMBER = r"(?:\s*[,:|-]?\s*(?P<number>(?:#|no\.?\s*|ep(?:isode|\.)?\s*)?\d+))?"
_SEPARATOR = r"\s*(?:[|:\u00b7\u2022\u2013\u2014]|\s-)\s*"
_NUMBERED = re.compile(r"(\b[^\W\d]{1,12}-\d{1,4}\b)")
_CREATIVE_COMMONS = re.compile(r"cc(0|-by(?:-(?:nc|nd|sa))*)-(\d\.\d)", re.IGNORECASE)
MIN_TITLE = 3
"""The least characters that a title keeps when the show's name is taken off it."""
NO_BREAK = "\u00a0"
DASH = f"\u2013{NO_BREAK}"


def quote_lines(quote: str) -> list[str]:
    """Return what each speaker of a quote says, with an ellipsis where it begins or ends in a sentence."""
    text = dashed(quote.strip())
    if text[:1].islower():
        text = f"\u2026{text}"
    if text and (text[-1].isalnum() or text[-1] in _CUT_AFTER):
        text = f"{text.rstrip('-')}\u2026"
    return [line for line in _TURN.split(_inner_quotes(text)) if line]


def quoted(quote: str) -> Markup:
    """Return a quote as HTML: a line for each speaker, in quotation marks."""
    return Markup("\u201c{}\u201d").format((Markup("<br>") + DASH).join(quote_lines(quote)))


def quote_text(quote: str) -> str:
    """Return a quote as one line, without quotation marks around it."""
    return f" {DASH}".join(quote_lines(quote))


def closed(sentence: str) -> str:
    """Return a sentence of a summary with a full stop where its transcript has no punctuation."""
    sentence = dashed(curly(sentence))
    return f"{sentence}." if sentence[-1:].isalnum() else sentence


def curly(text: str) -> str:
    """Return a text of the same length with curly apostrophes and quotation marks.

    A mark after a digit that closes nothing may mean inches or feet, and stays.
    """
    text = _SINGLE.sub("\u2018\\1\u2019", text)
    text = re.sub(r"(?<!\d)'|'(?=\w)", "\u2019", text)
    marks = dict(quotation_marks(text))
    return "".join(
        ("\u201c" if marks[place] else "\u201d") if character == '"' and place in marks else character
        for place, character in enumerate(text)
    )


def dashed(text: str) -> str:
    """Return a text with a dash for two hyphens."""
    return _DASHES.sub("\u2013", text)


def shown_title(episode: Episode) -> str:
    """Return the title of an episode without the name of its show before or after it."""
    return curly(_split(episode.title, episode.show.title)[0]).replace(" | ", f"{NO_BREAK}| ")


def heading(title: str) -> Markup:
    """Return a title as HTML in which no line ends within GPT-4 and the like."""
    whole = Markup('<span class="whole">{}</span>').format
    pieces = _NUMBERED.split(title)
    return Markup("").join(whole(piece) if place % 2 else piece for place, piece in enumerate(pieces))


def shown_number(episode: Episode) -> str:
    """Return the number that stands next to the show's name in the title, such as #333; else nothing."""
    return _split(episode.title, episode.show.title)[1]


def license_name(written: str) -> str:
    """Return a license as people write it: CC BY-SA 4.0 for cc-by-sa-4.0; others as they are."""
    found = _CREATIVE_COMMONS.fullmatch(written)
    return f"CC{found[1].upper().replace('-', ' ', 1)} {found[2]}" if found else written


@lru_cache(maxsize=4096)
def _split(title: str, show: str) -> tuple[str, str]:
    """Return a title without the name of the show, and the number that stood next to the name."""
    bare = re.sub(r"^the\s+|\s+podcast$", "", show.strip(), flags=re.IGNORECASE)
    name = rf"(?:the\s+)?{re.escape(bare)}(?:\s+podcast)?{_NUMBER}"
    for pattern in (rf"(?P<rest>.*\S){_SEPARATOR}{name}\s*", rf"{name}{_SEPARATOR}(?P<rest>\S.*)"):
        found = re.fullmatch(pattern, title, re.IGNORECASE) if bare else None
        if found and len(found["rest"]) >= MIN_TITLE:
            number = found["number"] or ""
            return found["rest"], f"#{number}" if number.isdigit() else number
    return title, ""


def _inner_quotes(text: str) -> str:
    """Return the text with single curly marks for the quotes in it."""
    return curly(text).translate(_INNER)
