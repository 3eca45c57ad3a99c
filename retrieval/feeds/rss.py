"""Parse podcast feeds: RSS 2.0 with the iTunes and podcast namespaces."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.errors import FeedError
from retrieval.feeds.xml import Tags, children, line_text, link_url, parse_document, raw_text, web_url
from retrieval.language.safe_text import safe_line
from retrieval.models import Soundbite
from retrieval.models.feeds import FeedItem, ParsedFeed, Person
from retrieval.transcripts import timestamps

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_FEED_ITEMS = 10_000
"""Items that are read of one feed; the rest are ignored."""
MAX_ITEM_TRANSCRIPTS = 6
"""Transcripts that are kept of one item, best first."""
_MAX_ITEM_PEOPLE = 50
_MAX_ITEM_SOUNDBITES = 50
_MAX_KEY_CHARACTERS = 200
"""Longer item keys are replaced by their SHA-256."""
_EARLIEST_DATE = date(1970, 1, 2)
"""Earlier dates mostly come from a clock that was never set."""
_TIMED_FORMATS = ("vtt", "json", "subrip", "srt")
"""Transcript formats that have times, best first: those that mostly name speakers lead."""


def parse(content: bytes, today: date) -> ParsedFeed:
    """Return the podcast of a feed; dates after `today` are ignored. Raises FeedError where it is no feed."""
    root = parse_document(content, "The feed")
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise FeedError("That address holds XML, but no podcast feed (RSS).")
    tags = children(channel)
    title = line_text(tags, "title")
    if not title:
        raise FeedError("The feed doesn't say what its show is called.")
    language = (line_text(tags, "language") or "").lower()
    elements = islice(channel.iterfind("item"), MAX_FEED_ITEMS)
    items = [_item(children(element), language, today) for element in elements]
    return ParsedFeed(
        title,
        tuple(_distinct([item for item in items if item])),
        link_url(tags),
        line_text(tags, "itunes:author"),
    )


def _item(tags: Tags, language: str, today: date) -> FeedItem | None:
    """Return an item, `None` where it has no title or nothing that tells it from others."""
    media = dict(_media(tags))
    page = link_url(tags)
    published = _date(line_text(tags, "pubDate"), today)
    title = line_text(tags, "title") or line_text(tags, "itunes:title")
    identity = raw_text(tags, "guid") or media.get("audio") or media.get("video") or page
    if not title or not (identity or published):
        return None
    number = line_text(tags, "itunes:episode") or ""
    return FeedItem(
        key=_key(identity or f"{published} {title}"),
        title=title,
        published=published,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None,
        page_url=page,
        audio_url=media.get("audio"),
        video_url=media.get("video"),
        transcripts=_transcripts(tags, language),
        chapters=next(
            filter(None, (web_url(element.get("url")) for element in tags.get("podcast:chapters", ()))), None
        ),
        people=tuple(_people(tags)),
        soundbites=tuple(_soundbites(tags)),
        duration=_duration(line_text(tags, "itunes:duration") or ""),
    )


def _distinct(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """Yield the items with distinct keys: of several with one key the oldest keeps it, as it had it first."""
    oldest_first = sorted(reversed(items), key=lambda item: item.published or date.max)
    same: dict[str, dict[str, FeedItem]] = defaultdict(dict)
    for item in oldest_first:
        same[item.key].setdefault(_recording(item), item)
    for item in items:
        first, *others = same[item.key].values()
        if item is first:
            yield item
        elif any(item is other for other in others):
            yield replace(item, key=_key(f"{item.key} {_recording(item)}"))


def _recording(item: FeedItem) -> str:
    return item.audio_url or item.video_url or item.title


def _media(tags: Tags) -> Iterator[tuple[str, str]]:
    for enclosure in tags.get("enclosure", ()):
        url, type_ = web_url(enclosure.get("url")), (enclosure.get("type") or "audio/mpeg").strip().lower()
        kind = type_.partition("/")[0]
        if url and kind in {"audio", "video"}:
            yield kind, url


def _transcripts(tags: Tags, language: str) -> tuple[str, ...]:
    def rank(element: "_Element") -> tuple[bool, int]:
        stated = (element.get("language") or language).lower()
        hint = f"{element.get('type') or ''} {(element.get('url') or '').partition('?')[0][-5:]}".lower()
        return stated.partition("-")[0] != language.partition("-")[0], _format_rank(hint, element.get("rel"))

    ranked = sorted(tags.get("podcast:transcript", ()), key=rank)
    urls = dict.fromkeys(url for element in ranked if (url := web_url(element.get("url"))))
    return tuple(urls)[:MAX_ITEM_TRANSCRIPTS]


def _format_rank(hint: str, relation: str | None) -> int:
    """Return the rank of a transcript by its type and file ending: timed, captions, untimed text, HTML."""
    for rank, format_ in enumerate(_TIMED_FORMATS):
        if format_ in hint:
            return rank
    if relation == "captions":
        return len(_TIMED_FORMATS)
    return len(_TIMED_FORMATS) + (2 if "html" in hint else 1)


def _people(tags: Tags) -> Iterator[Person]:
    for person in tags.get("podcast:person", ())[:_MAX_ITEM_PEOPLE]:
        if name := safe_line(person.text or ""):
            yield Person(name, safe_line(person.get("role") or "host").lower())


def _soundbites(tags: Tags) -> Iterator[Soundbite]:
    for element in tags.get("podcast:soundbite", ())[:_MAX_ITEM_SOUNDBITES]:
        start, duration = (_seconds(element.get(name)) for name in ("startTime", "duration"))
        if start is not None and duration:
            yield Soundbite(start, duration, safe_line(element.text or "") or None)


def _key(identity: str) -> str:
    if len(identity) <= _MAX_KEY_CHARACTERS:
        return identity
    return hashlib.sha256(identity.encode()).hexdigest()


def _date(text: str | None, today: date) -> date | None:
    """Return the day of a date in RFC 2822 or ISO 8601, `None` where it can't be true."""
    try:
        day = parsedate_to_datetime(text or "").date()
    except (ValueError, TypeError, OverflowError):
        try:
            day = datetime.fromisoformat(text or "").date()
        except ValueError:
            return None
    return day if _EARLIEST_DATE <= day <= today + timedelta(days=2) else None


def _duration(text: str) -> float | None:
    return timestamps.parse_timestamp(text) if ":" in text else _seconds(text)


def _seconds(text: str | None) -> float | None:
    """Return a number of seconds, `None` where no recording is that long."""
    if not text or not re.fullmatch(r"\d{1,6}(?:\.\d{1,9})?", text.strip(), re.ASCII):
        return None
    seconds = float(text)
    return seconds if seconds < timestamps.MAX_RECORDING_SECONDS else None
