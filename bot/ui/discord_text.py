"""Render untrusted text for Discord: all input is data; only `link`, `bold` and `italic` produce markdown.

Discord doesn't say whether its limits count code points or UTF-16 code units. Everything here counts code
units, which are never fewer, so that both readings of a limit are respected.
"""

import re
from collections.abc import Callable, Iterable

import discord
import regex
from yarl import URL

from bot.ui.strong_language import LEFT_OUT, render_words, without_strong_words

# Limits from Discord's documentation of messages and embeds, in UTF-16 code units unless it says otherwise.
MAX_CONTENT = 2000  # a message's own text
MAX_DESCRIPTION = 4096  # an embed's description
MAX_FIELD = 1024  # the value of an embed's field
MAX_TITLE = 256  # an embed's title, author or field name; this project keeps footers within it too
MAX_MESSAGE = 6000  # all text of a message's embeds together
MAX_FIELDS = 25  # fields of an embed: a count
MAX_ADDRESS = 2048  # an embed's address, in characters

MAX_NAME = 120
"""How much of a name this project shows (of an episode, a speaker, a file), in UTF-16 code units."""
SEPARATOR = " · "
"""Between the facts of one line."""

ELLIPSIS = "…"

# "@" and a zero-width space: Discord looks for @everyone in the raw text, where a backslash doesn't help.
_BROKEN_AT = "@\u200b"
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_RISKY = re.compile(
    r"""[\\*_~`|<>\[\]]       # emphasis, spoilers, code, links, mentions, emoji, timestamps
    | (?<=\])\(             # even after an escaped bracket this would take over a link before it
    | :(?=//|[\w+-]+:)        # addresses, :shortcodes:
    | \.(?=[^\W\d_]{2,}/)     # invites and addresses without a scheme
    """,
    re.VERBOSE,
)
_RENDERED = re.compile(
    r"""\\(?P<literal>[^0-9A-Za-z\s])
    | \[(?P<label>(?:\\.|\[[^\]]*\]|[^\[\]\\])*)\]\([^()\s]*\)
    | \*+ | \|\| | __ | ^(?:>\ |-\#\ |-\ )""",
    re.VERBOSE | re.MULTILINE,
)
_ADDRESSES = re.compile(r"(\]\([^()\s]*\))")
_AT_START = re.compile(r"^[-+#]+")  # lists, headings, small print
_NUMBERED = re.compile(r"^(\d+)([.)])")
_MAY_BE_ESCAPED = frozenset("\\*_~`|<>[]@:.-+#()")
_GRAPHEME = regex.compile(r"\X")
_UNSAFE_IN_ADDRESS = str.maketrans({c: f"%{ord(c):02X}" for c in "()<>[]\\|`*~\"' "})


def width(text: str) -> int:
    """Return the length of the text in UTF-16 code units."""
    return len(text) + sum(c > "\uffff" for c in text)


def clean(text: str) -> str:
    """Return the text on one line, without control, invisible and direction-changing characters."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(_INVISIBLE.sub("", _UNPRINTABLE.sub("", text)).split())


def escape(text: str) -> str:
    """Return the text, cleaned, and escaped so that Discord shows it literally anywhere in a line.

    Strong language is shown as `strong_language` says.
    """
    escaped = render_words(clean(text), _escape_part)
    return _NUMBERED.sub(r"\1\\\2", _AT_START.sub(_with_backslashes, escaped)).replace("@", _BROKEN_AT)


def _escape_part(text: str) -> str:
    return _RISKY.sub(_with_backslashes, text)


def _with_backslashes(match: re.Match[str]) -> str:
    return "".join(f"\\{c}" for c in match.group())


def plain(text: str, limit: int) -> str:
    """Return the text, cleaned and cut to the limit, for footers, buttons and choices: no markdown there."""
    text = without_strong_words(clean(text))
    if width(text) <= limit:
        return text
    return text[: _cut(text, limit - 1, width)].rstrip() + ELLIPSIS


def fit(text: str, limit: int) -> str:
    """Return the text, escaped, and cut between words if it is wider than the limit."""
    escaped = escape(text)
    if width(escaped) <= limit:
        return escaped
    text, room = clean(text), limit - 1
    while (too_wide := width(cut := escape(text[: _cut(text, room, _most)])) - (limit - 1)) > 0:
        room -= max(too_wide, 1)  # by the bars around strong words
    return cut + ELLIPSIS


def split(text: str, limit: int) -> list[str]:
    """Return the whole text, escaped, in parts of at most `limit`, cut between words where possible."""
    rest, parts = clean(text), []
    while width(escape(rest)) > limit:
        at = _cut(rest, limit, _most) or max(1, limit // 2)
        parts.append(escape(rest[:at]))
        rest = rest[at:].lstrip()
    return [*parts, escape(rest)] if rest else parts


def pack(pieces: Iterable[str], limit: int, between: str = "\n") -> list[str]:
    """Join the pieces, in order, into as few texts of at most `limit` as possible; no piece is cut."""
    packed: list[str] = []
    for piece in pieces:
        if packed and width(packed[-1]) + width(between) + width(piece) <= limit:
            packed[-1] += between + piece
        else:
            packed.append(piece)
    return packed


def address(url: str | None) -> str | None:
    """Return the address ready for a link; `None` if it isn't http(s), has credentials or is too long."""
    try:
        parsed = URL(url or "")
        if (
            parsed.scheme not in ("http", "https")
            or not parsed.host
            or parsed.raw_user
            or parsed.raw_password
        ):
            return None
        target = str(parsed).translate(_UNSAFE_IN_ADDRESS)
    except ValueError:
        return None
    return target if len(target) <= MAX_ADDRESS else None


def link(label: str, url: str | None) -> str:
    """Return a markdown link, or the label alone without a usable address; the label must be trusted text."""
    target = address(url)
    return f"[{label}]({target})" if target else label


def bold(escaped: str) -> str:
    """Return escaped text in bold; empty for empty text."""
    return f"**{escaped}**" if escaped else ""


def italic(escaped: str) -> str:
    """Return escaped text in italics; empty for empty text."""
    return f"*{escaped}*" if escaped else ""


def read_back(shown: str) -> str:
    """Return the words of text that was rendered here, without escapes, links and other markup."""

    def words(match: re.Match[str]) -> str:
        return match["literal"] or read_back(match["label"] or "")

    return _RENDERED.sub(words, shown).replace(_BROKEN_AT, "@")


def mask_embed(embed: discord.Embed) -> discord.Embed:
    """Return a copy of a rendered embed that shows strong language in the way of the current task."""
    masked = embed.copy()
    masked.title = _mask(embed.title or "", MAX_TITLE) or None
    masked.description = _mask(embed.description or "", MAX_DESCRIPTION) or None
    if embed.author.name:
        masked.set_author(name=plain(embed.author.name, MAX_TITLE), url=embed.author.url)
    if embed.footer.text:
        masked.set_footer(text=plain(embed.footer.text, MAX_TITLE))
    return masked


def _mask(rendered: str, limit: int) -> str:
    parts = _ADDRESSES.split(rendered)
    parts[::2] = [render_words(part, _keep_rendered) for part in parts[::2]]
    masked = "".join(parts)
    # Bars make a text longer; whole lines, or else the words' letters, have to go.
    return masked if width(masked) <= limit else pack(without_strong_words(rendered).split("\n"), limit)[0]


def _keep_rendered(part: str) -> str:
    return _escape_part(part) if part == LEFT_OUT else part


def _most(grapheme: str) -> int:
    """Return the largest width that the grapheme can have once escaped."""
    return width(grapheme) + sum(c in _MAY_BE_ESCAPED for c in grapheme)


def _cut(text: str, limit: int, cost: Callable[[str], int]) -> int:
    """Return how many characters fit: up to the last space in the second half, else whole graphemes."""
    used = end = space = 0
    for match in _GRAPHEME.finditer(text):
        used += cost(match.group())
        if used > limit:
            break
        end = int(match.end())
        if match.group() == " ":
            space = end
    return space if end < len(text) and space > end // 2 else end
