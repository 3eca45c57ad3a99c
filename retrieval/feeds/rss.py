"""Podcast feeds: RSS 2.0 with the podcast namespace."""

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
from retrieval.feeds.xml import Tags, children, clean, line_of, link_of, parse, raw_of, web_url
from retrieval.models import Soundbite
from retrieval.models.feeds import Channel, Item, Person
from retrieval.transcripts import timestamps

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_ITEMS, MOST_TRANSCRIPTS = 10_000, 6
_LONGEST_KEY = 200
_EARLIEST = date(1970, 1, 2)
"""Dates before are mostly a clock that was never set."""
# Best first: what has times, and among that what mostly has speakers.
_TIMED = ("vtt", "json", "subrip", "srt")


def read(content: bytes, today: date) -> Channel:
    """The podcast in a feed's bytes. Raises FeedError for whatever isn't one."""
    root = parse(content, "The feed")
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise FeedError("That address holds XML, but no podcast feed (RSS).")
    tags = children(channel)
    title = line_of(tags, "title")
    if not title:
        raise FeedError("The feed doesn't say what its show is called.")
    language = (line_of(tags, "language") or "").lower()
    found = islice(channel.iterfind("item"), MOST_ITEMS)
    items = [_item(children(each), language, today) for each in found]
    return Channel(
        title,
        tuple(_distinct([each for each in items if each])),
        link_of(tags),
        line_of(tags, "itunes:author"),
    )


def _item(tags: Tags, language: str, today: date) -> Item | None:
    """An item, `None` where it has neither a title nor anything that tells it from others."""
    media = dict(_media(tags))
    page = link_of(tags)
    published = _date(line_of(tags, "pubDate"), today)
    title = line_of(tags, "title") or line_of(tags, "itunes:title")
    own = raw_of(tags, "guid") or media.get("audio") or media.get("video") or page
    if not title or not (own or published):
        return None
    number = line_of(tags, "itunes:episode") or ""
    return Item(
        key=_key(own or f"{published} {title}"),
        title=title,
        published=published,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None,
        page_url=page,
        audio_url=media.get("audio"),
        video_url=media.get("video"),
        transcripts=_transcripts(tags, language),
        chapters=next(
            filter(None, (web_url(each.get("url")) for each in tags.get("podcast:chapters", ()))), None
        ),
        people=tuple(_people(tags)),
        soundbites=tuple(_soundbites(tags)),
        duration=_duration(line_of(tags, "itunes:duration") or ""),
    )


def _distinct(items: Sequence[Item]) -> Iterator[Item]:
    """The items under one key each: of several with one id the oldest keeps it, for it had it first."""
    oldest_first = sorted(reversed(items), key=lambda each: each.published or date.max)
    same: dict[str, dict[str, Item]] = defaultdict(dict)
    for item in oldest_first:
        same[item.key].setdefault(_recording(item), item)
    for item in items:
        first, *others = same[item.key].values()
        if item is first:
            yield item
        elif any(item is other for other in others):
            yield replace(item, key=_key(f"{item.key} {_recording(item)}"))


def _recording(item: Item) -> str:
    return item.audio_url or item.video_url or item.title


def _media(tags: Tags) -> Iterator[tuple[str, str]]:
    for enclosure in tags.get("enclosure", ()):
        url, type_ = web_url(enclosure.get("url")), (enclosure.get("type") or "audio/mpeg").strip().lower()
        kind = type_.partition("/")[0]
        if url and kind in {"audio", "video"}:
            yield kind, url


def _transcripts(tags: Tags, language: str) -> tuple[str, ...]:
    def rank(element: "_Element") -> tuple[bool, int]:
        said = (element.get("language") or language).lower()
        hint = f"{element.get('type') or ''} {(element.get('url') or '').partition('?')[0][-5:]}".lower()
        timed = next((place for place, word in enumerate(_TIMED) if word in hint), None)
        if timed is None:
            captions = element.get("rel") == "captions"
            timed = len(_TIMED) + (0 if captions else 1 + ("html" in hint))
        return said.partition("-")[0] != language.partition("-")[0], timed

    ranked = sorted(tags.get("podcast:transcript", ()), key=rank)
    urls = dict.fromkeys(url for each in ranked if (url := web_url(each.get("url"))))
    return tuple(urls)[:MOST_TRANSCRIPTS]


def _people(tags: Tags) -> Iterator[Person]:
    for person in tags.get("podcast:person", ())[:50]:
        if name := clean(person.text or ""):
            yield Person(name, clean(person.get("role") or "host").lower())


def _soundbites(tags: Tags) -> Iterator[Soundbite]:
    for bite in tags.get("podcast:soundbite", ())[:50]:
        start, duration = (_number(bite.get(name)) for name in ("startTime", "duration"))
        if start is not None and duration:
            yield Soundbite(start, duration, clean(bite.text or "") or None)


def _key(own: str) -> str:
    if len(own) <= _LONGEST_KEY:
        return own
    return hashlib.sha256(own.encode()).hexdigest()


def _date(text: str | None, today: date) -> date | None:
    """The day that is meant, `None` where it can't be true."""
    try:
        found = parsedate_to_datetime(text or "").date()
    except (ValueError, TypeError, OverflowError):
        try:
            found = datetime.fromisoformat(text or "").date()
        except ValueError:
            return None
    return found if _EARLIEST <= found <= today + timedelta(days=2) else None


def _duration(text: str) -> float | None:
    return timestamps.parse_timestamp(text) if ":" in text else _number(text)


def _number(text: str | None) -> float | None:
    """Seconds, `None` where they are none of a recording's."""
    if not text or not re.fullmatch(r"\d{1,6}(?:\.\d{1,9})?", text.strip(), re.ASCII):
        return None
    seconds = float(text)
    return seconds if seconds < timestamps.MAX_RECORDING_SECONDS else None
