"""Read the items of podcast feeds from their elements."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from sys import getsizeof
from typing import NamedTuple

from retrieval.feeds.titles import clean_title
from retrieval.feeds.xml import Tags, line_text, link_text, link_url, raw_text
from retrieval.language.dates import parse_date
from retrieval.language.plain_text import plain_text
from retrieval.language.safe_text import safe_line
from retrieval.models import Soundbite
from retrieval.models.feeds import FeedItem, Person
from retrieval.transcripts import timestamps
from retrieval.understanding.introductions import is_person_like, split_names

MAX_ITEM_TRANSCRIPTS = 6
"""Transcripts that are kept of one item, best first."""
_MAX_TRANSCRIPT_LINKS = 20
_MAX_ITEM_PEOPLE = 50
MAX_NAME_WORDS = 4
"""Words of a feed's author from which on it isn't taken to be a person's name."""
_ORGANISATION = re.compile(
    r"\b(?:media|studios?|network|radio|podcasts?|productions?|fm|tv|news|inc|llc|ltd|gmbh|company|group|"
    r"university|institute|foundation|church|magazine|press|team|labs?|show|sports?|entertainment|"
    r"and (?:friends|company|co))\b",
    re.IGNORECASE,
)
_MAX_ITEM_SOUNDBITES = 50
_MAX_KEY_CHARACTERS = 200
"""Characters of the longest item key; a longer one is replaced by its SHA-256."""
_MAX_LANGUAGE_CHARACTERS = 35
_UNSPECIFIC_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/binary"})
_AUDIO_ENDINGS = frozenset({"mp3", "m4a", "m4b", "aac", "ogg", "oga", "opus", "wav", "flac", "mp2", "weba"})
_VIDEO_ENDINGS = frozenset({"mp4", "m4v", "mov", "webm", "mkv", "ogv"})
_TIMED_FORMATS = ("vtt", "json", "subrip", "srt", "ttml")
"""Transcript formats that have times, best first: those that mostly name speakers lead."""


class TranscriptLink(NamedTuple):
    """A transcript's URL, the language that the feed states for it, and the rank of its format."""

    url: str
    language: str
    format_rank: int


def parse_item(tags: Tags, today: date) -> FeedItem | None:
    """Return an item without its transcripts, `None` where it has no title or nothing that identifies it."""
    media = dict(_media(tags))
    page = link_url(tags)
    dates = (parse_date(line_text(tags, name), today) for name in ("pubDate", "dc:date", "atom:updated"))
    published = next(filter(None, dates), None)
    title = clean_title(raw_text(tags, "title")) or clean_title(raw_text(tags, "itunes:title"))
    identity = raw_text(tags, "guid") or media.get("audio") or media.get("video") or page
    if not title or not (identity or published):
        return None
    return FeedItem(
        key=item_key(identity or f"{published} {title}"),
        title=title,
        published=published,
        number=_number(line_text(tags, "itunes:episode") or line_text(tags, "podcast:episode")),
        season=_number(line_text(tags, "itunes:season") or line_text(tags, "podcast:season")),
        page_url=page,
        audio_url=media.get("audio"),
        video_url=media.get("video"),
        chapters=next(
            filter(None, (link_text(element.get("url")) for element in tags.get("podcast:chapters", ()))),
            None,
        ),
        people=people_of(tags),
        soundbites=tuple(_soundbites(tags)),
        duration=_duration(line_text(tags, "itunes:duration") or ""),
        description=_description(tags),
        artwork_url=artwork_of(tags),
        license=line_text(tags, "podcast:license"),
    )


def _description(tags: Tags) -> str | None:
    names = ("description", "itunes:summary", "atom:summary", "content:encoded", "atom:content")
    return next(filter(None, (plain_text(raw_text(tags, name)) for name in names)), None)


def artwork_of(tags: Tags) -> str | None:
    """Return the URL of the picture of a feed or an item."""
    return next(filter(None, (link_text(tag.get("href")) for tag in tags.get("itunes:image", ()))), None)


def is_blocked(tags: Tags) -> bool:
    """Return whether a feed or an item asks not to be listed."""
    return (line_text(tags, "itunes:block") or "").lower() in {"yes", "true"}


def memory_size(item: FeedItem, links: Sequence[TranscriptLink]) -> int:
    """Return about how many bytes of memory an item takes."""
    texts = [item.key, item.title, item.page_url, item.audio_url, item.video_url, item.chapters]
    texts += [item.description, item.artwork_url, item.license]
    texts += [text for person in item.people for text in (person.name, person.role)]
    texts += [soundbite.title for soundbite in item.soundbites]
    texts += [text for link in links for text in (link.url, link.language)]
    parts = 3 + len(item.people) + len(item.soundbites) + len(links)
    return sum(getsizeof(text) for text in texts if text) + 150 * parts


def _media(tags: Tags) -> Iterator[tuple[str, str]]:
    for enclosure in tags.get("enclosure") or tags.get("media:content", ()):
        url, type_ = link_text(enclosure.get("url")), (enclosure.get("type") or "").strip().lower()
        kind = type_.partition("/")[0]
        if kind not in {"audio", "video"} and type_ in _UNSPECIFIC_TYPES:
            kind = _kind_by_ending(url or "", "" if type_ else "audio")
        if url and kind in {"audio", "video"}:
            yield kind, url


def _kind_by_ending(url: str, otherwise: str) -> str:
    ending = url.partition("?")[0].partition("#")[0].rpartition(".")[2].lower()
    if ending in _AUDIO_ENDINGS:
        return "audio"
    return "video" if ending in _VIDEO_ENDINGS else otherwise


def transcript_links(tags: Tags) -> Iterator[TranscriptLink]:
    """Yield the transcripts that an item names."""
    for element in tags.get("podcast:transcript", ())[:_MAX_TRANSCRIPT_LINKS]:
        stated = (element.get("url"), element.get("href"), element.get("src"), element.text)
        if url := next(filter(None, map(link_text, stated)), None):
            hint = f"{element.get('type') or ''} {url.partition('?')[0][-5:]}".lower()
            language = (element.get("language") or "").lower()[:_MAX_LANGUAGE_CHARACTERS]
            yield TranscriptLink(url, language, _format_rank(hint, element.get("rel")))


def best_transcripts(links: Sequence[TranscriptLink], language: str) -> tuple[str, ...]:
    """Return the URLs of an item's transcripts, best first: those in the feed's language lead."""

    def rank(link: TranscriptLink) -> tuple[bool, int]:
        stated = link.language or language
        return stated.partition("-")[0] != language.partition("-")[0], link.format_rank

    return tuple(dict.fromkeys(link.url for link in sorted(links, key=rank)))[:MAX_ITEM_TRANSCRIPTS]


def _format_rank(hint: str, relation: str | None) -> int:
    """Return the rank of a transcript by its type and file ending: timed, captions, untimed text, HTML."""
    for rank, format_ in enumerate(_TIMED_FORMATS):
        if format_ in hint:
            return rank
    if relation == "captions":
        return len(_TIMED_FORMATS)
    return len(_TIMED_FORMATS) + (2 if "html" in hint else 1)


def people_of(tags: Tags) -> tuple[Person, ...]:
    """Return the people whom a feed or an item names."""
    return tuple(_people(tags))


def authors_as_hosts(author: str) -> tuple[Person, ...]:
    """Return a feed's author as the hosts of its episodes; empty for a company, a team or a nickname."""
    names = split_names(safe_line(author))
    is_people = all(2 <= len(name.split()) <= MAX_NAME_WORDS and is_person_like(name) for name in names)
    if not is_people or _ORGANISATION.search(author):
        return ()
    return tuple(Person(name, "host") for name in names[:_MAX_ITEM_PEOPLE])


def _people(tags: Tags) -> Iterator[Person]:
    for person in tags.get("podcast:person", ())[:_MAX_ITEM_PEOPLE]:
        if name := safe_line(person.text or ""):
            yield Person(name, safe_line(person.get("role") or "host").lower())


def _soundbites(tags: Tags) -> Iterator[Soundbite]:
    for element in tags.get("podcast:soundbite", ())[:_MAX_ITEM_SOUNDBITES]:
        start, duration = (_seconds(element.get(name)) for name in ("startTime", "duration"))
        if start is not None and duration:
            yield Soundbite(start, duration, safe_line(element.text or "") or None)


def item_key(identity: str) -> str:
    """Return what identifies an item, of a length that can be stored."""
    if len(identity) <= _MAX_KEY_CHARACTERS:
        return identity
    return hashlib.sha256(identity.encode()).hexdigest()


def _number(text: str | None) -> int | None:
    found = re.fullmatch(r"(\d{1,5})(?:\.0{1,3})?", text or "", re.ASCII)
    return int(found[1]) if found else None


def _duration(text: str) -> float | None:
    seconds = timestamps.parse_timestamp(text) if ":" in text else _seconds(text)
    return seconds if seconds is not None else timestamps.parse_loose_time(text)


def _seconds(text: str | None) -> float | None:
    """Return a number of seconds, `None` where no recording is that long."""
    if not text or not re.fullmatch(r"\d{1,6}(?:\.\d{1,9})?", text.strip(), re.ASCII):
        return None
    seconds = float(text)
    return seconds if seconds < timestamps.MAX_RECORDING_SECONDS else None
