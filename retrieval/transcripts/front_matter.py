"""Read the front matter of a text file: what it says about its episode."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import yaml

from retrieval.errors import TranscriptError
from retrieval.language.dates import parse_date
from retrieval.language.plain_text import plain_text
from retrieval.models import Details
from retrieval.texts import Text
from retrieval.transcripts.encoding import strip_invisible
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS, parse_loose_time

MAX_FRONT_MATTER_CHARACTERS = 16_384
"""Characters of front matter that are read; real front matter is short, and YAML is slow to parse."""

_SOUND_FILE = re.compile(r"\.(?:mp3|m4a|m4b|ogg|opus|wav|flac|aac)(?:[?#]|$)", re.IGNORECASE)
_MERGE_KEY = "tag:yaml.org,2002:merge"
_FRONT_MATTER_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "show": ("show", "podcast", "series", "channel"),
    "title": ("title", "episode_title"),
    "published": ("publish_date", "published", "pub_date", "date", "release_date", "published_at", "aired"),
    "guests": ("guests", "guest", "speakers", "speaker", "participants", "people"),
    "hosts": ("hosts", "host", "presenters", "presenter"),
    "video": ("youtube_url", "video_url", "youtube", "video", "media", "media_url"),
    "audio": ("audio_url", "audio", "mp3", "enclosure", "media", "media_url"),
    "page": ("page_url", "link", "url", "permalink", "website"),
    "duration": ("duration_seconds", "duration"),
    "description": ("description", "summary", "subtitle", "abstract"),
    "artwork": ("artwork_url", "artwork", "image_url", "image", "cover", "thumbnail"),
    "license": ("license", "licence"),
}
# ValueError: the 31st of February; ArithmeticError: a number of many parts, such as 1:1:1:1; the others are
# PyYAML's own, on keys and values that their tags don't fit.
_BROKEN_VALUES = (
    yaml.YAMLError,
    ValueError,
    ArithmeticError,
    RecursionError,
    TypeError,
    AttributeError,
    LookupError,
)
if TYPE_CHECKING:
    from yaml import SafeLoader
else:  # the C loader is much faster; PyYAML built without libyaml lacks it
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(SafeLoader):
    """A safe loader that ignores merge keys: a few lines of them can stand for gigabytes."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        node.value = [pair for pair in node.value if pair[0].tag != _MERGE_KEY]


class FrontMatter(NamedTuple):
    """What front matter states of an episode (`duration` in seconds), and the text below it.

    `lines_above` is the number of lines of the file above the body.
    """

    details: Details
    duration: float | None
    body: str
    lines_above: int


def parse_front_matter(text: str, name: str) -> FrontMatter:
    """Split a text file into its front matter, YAML or TOML, and its body.

    Raises TranscriptError if it is broken.
    """
    if text.startswith("+++\n"):
        return _parse_toml(text, name)
    if not text.startswith("---\n"):
        return FrontMatter(Details(), None, text, 0)
    if text.find("\n---", 3) > MAX_FRONT_MATTER_CHARACTERS:
        raise _too_long(name)
    try:
        fields, body = _load(text, name)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TranscriptError(f"{name}, line {line}: broken front matter ({error.problem}).") from error
    except _BROKEN_VALUES as error:
        raise TranscriptError(Text("{name}, line 1: broken front matter.", name=name)) from error
    if not fields:
        return FrontMatter(Details(), None, text, 0)
    above = text[: text.rfind(body)].count("\n") if body else 0
    return FrontMatter(_details(fields), _duration(fields), body, above)


def _parse_toml(text: str, name: str) -> FrontMatter:
    end = text.find("\n+++", 3)
    if end > MAX_FRONT_MATTER_CHARACTERS:
        raise _too_long(name)
    below = text.find("\n", end + 1)
    if end < 0 or below < 0:
        return FrontMatter(Details(), None, text, 0)
    try:
        fields = tomllib.loads(text[4 : end + 1])
    except (ValueError, RecursionError) as error:
        raise TranscriptError(f"{name}, line 1: broken front matter.") from error
    return FrontMatter(_details(fields), _duration(fields), text[below + 1 :], text[: below + 1].count("\n"))


def _load(text: str, name: str) -> tuple[Mapping[str, object], str]:
    """Return the fields between the first two fences, and the text below them."""
    parts = _FRONT_MATTER_FENCE.split(text.strip(), maxsplit=2)
    if len(parts) < 3:
        return {}, text
    if len(parts[1]) > MAX_FRONT_MATTER_CHARACTERS:
        raise _too_long(name)
    for event in yaml.parse(parts[1], Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            place = f"{name}, line {event.start_mark.line + 1}" if event.start_mark else name
            raise TranscriptError(
                f"{place}: the front matter uses a YAML alias (*{str(event.anchor)[:40]}); "
                "write out what it stands for."
            )
    loaded = yaml.load(parts[1], Loader=_Loader)  # noqa: S506
    return (loaded if isinstance(loaded, dict) else {}), parts[2].strip()


def _too_long(name: str) -> TranscriptError:
    return TranscriptError(Text("{name}, line 1: the front matter is too long.", name=name))


def _details(fields: Mapping[str, object]) -> Details:
    return Details(
        show=_string(fields, "show"),
        title=_string(fields, "title"),
        published=_date(fields),
        guests=_strings(fields, "guests"),
        hosts=_strings(fields, "hosts"),
        audio_url=_medium(fields, "audio"),
        video_url=_medium(fields, "video"),
        page_url=_link(fields, "page"),
        description=_text(fields, "description"),
        artwork_url=_link(fields, "artwork"),
        license=_string(fields, "license"),
    )


def _value(fields: Mapping[str, object], key: str) -> object:
    return next((fields[name] for name in _KEYS[key] if fields.get(name)), None)


def _string(fields: Mapping[str, object], key: str) -> str | None:
    value = _value(fields, key)
    return _line(value) or None if isinstance(value, str) else None


def _text(fields: Mapping[str, object], key: str) -> str | None:
    value = _value(fields, key)
    return plain_text(value) or None if isinstance(value, str) else None


def _strings(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = _value(fields, key)
    if isinstance(value, dict):  # labels of speakers and their names
        value = list(value.values())
    values = value if isinstance(value, list) else [value]
    names = [one.get("name") if isinstance(one, dict) else one for one in values]
    return tuple(line for one in names if isinstance(one, str) and (line := _line(one)))


def _medium(fields: Mapping[str, object], key: str) -> str | None:
    """Return the URL of a recording; one that is only called `media` is a video's or a sound file's."""
    url = _link(fields, key)
    if url is None or url not in (fields.get("media"), fields.get("media_url")):
        return url
    return url if (key == "audio") == bool(_SOUND_FILE.search(url)) else None


def _line(value: str) -> str:
    return strip_invisible(" ".join(value.split()))


def _link(fields: Mapping[str, object], key: str) -> str | None:
    value = _string(fields, key)
    return value if value and value.lower().startswith(("https://", "http://")) and " " not in value else None


def _date(fields: Mapping[str, object]) -> date | None:
    value = _value(fields, "published")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return parse_date(value[:100], today=None)


def _duration(fields: Mapping[str, object]) -> float | None:
    value = _value(fields, "duration")
    if isinstance(value, str):
        return parse_loose_time(value) or None
    return float(value) if isinstance(value, int | float) and 0 < value < MAX_RECORDING_SECONDS else None
