"""The one renderer of text for Discord: whatever comes in is data; only `link` and `bold` make markdown.

Discord doesn't say whether its limits count code points or UTF-16 code units. Everything here counts the
latter, which are never fewer, so that both readings of a limit are kept.
"""

import re
from collections.abc import Callable, Iterable

import regex
from yarl import URL

CONTENT, DESCRIPTION, FIELD, TITLE, MESSAGE, FIELDS, ADDRESS = 2000, 4096, 1024, 256, 6000, 25, 2048
ELLIPSIS = "…"

# A zero-width space; Discord's servers look for @everyone in the raw text, where a backslash doesn't help.
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
    | ^[-+\#]+               # lists, headings, small print
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"^(\d+)([.)])")
_MAY_BE_ESCAPED = frozenset("\\*_~`|<>[]@:.-+#()")
_GRAPHEME = regex.compile(r"\X")
_UNSAFE_IN_ADDRESS = str.maketrans({c: f"%{ord(c):02X}" for c in "()<>[]\\|`*~\"' "})


def width(text: str) -> int:
    """The length of the text in UTF-16 code units."""
    return len(text) + sum(c > "\uffff" for c in text)


def clean(text: str) -> str:
    """The text on one line, without control, invisible and direction-changing characters."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(_INVISIBLE.sub("", _UNPRINTABLE.sub("", text)).split())


def escape(text: str) -> str:
    """The text, cleaned, so that Discord shows it as it is, wherever it stands in a line."""
    marked = _RISKY.sub(lambda found: "".join(f"\\{c}" for c in found.group()), clean(text))
    return _NUMBERED.sub(r"\1\\\2", marked).replace("@", _BROKEN_AT)


def plain(text: str, limit: int) -> str:
    """The text, cleaned, cut to the limit, for where Discord reads no markdown: footers, buttons, choices."""
    text = clean(text)
    if width(text) <= limit:
        return text
    return text[: _cut(text, limit - 1, width)].rstrip() + ELLIPSIS


def fit(text: str, limit: int) -> str:
    """The text, escaped, cut between words if it is wider than the limit."""
    escaped = escape(text)
    if width(escaped) <= limit:
        return escaped
    text = clean(text)
    return escape(text[: _cut(text, limit - 1, _most)]) + ELLIPSIS


def split(text: str, limit: int) -> list[str]:
    """The whole text, escaped, in parts of at most `limit`; cut between words where there are any."""
    rest, parts = clean(text), []
    while width(escape(rest)) > limit:
        at = _cut(rest, limit, _most) or max(1, limit // 2)
        parts.append(escape(rest[:at]))
        rest = rest[at:].lstrip()
    return [*parts, escape(rest)] if rest else parts


def pack(pieces: Iterable[str], limit: int, between: str = "\n") -> list[str]:
    """The pieces joined into as few texts of at most `limit` as keep their order; no piece is cut."""
    packed: list[str] = []
    for piece in pieces:
        if packed and width(packed[-1]) + width(between) + width(piece) <= limit:
            packed[-1] += between + piece
        else:
            packed.append(piece)
    return packed


def address(url: str | None) -> str | None:
    """The address as it may stand in a link; `None` if it is none of the web, names a user or is too long."""
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
    return target if len(target) <= ADDRESS else None


def link(label: str, url: str | None) -> str:
    """A link in markdown, or the label alone where there is no usable address; the label must be our own."""
    target = address(url)
    return f"[{label}]({target})" if target else label


def bold(escaped: str) -> str:
    """Text that has been escaped, in bold."""
    return f"**{escaped}**" if escaped else ""


def _most(grapheme: str) -> int:
    """What the characters are at most as wide as once escaped."""
    return width(grapheme) + sum(c in _MAY_BE_ESCAPED for c in grapheme)


def _cut(text: str, limit: int, cost: Callable[[str], int]) -> int:
    """How much of the text fits: up to the last space in its second half, else whole graphemes."""
    used = end = space = 0
    for match in _GRAPHEME.finditer(text):
        used += cost(match.group())
        if used > limit:
            break
        end = int(match.end())
        if match.group() == " ":
            space = end
    return space if end < len(text) and space > end // 2 else end
