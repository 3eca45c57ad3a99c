"""What the front matter of a text file says of its episode."""

import re
from collections.abc import Mapping
from datetime import date, datetime

import yaml

from retrieval.errors import TranscriptError
from retrieval.models import Details
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS

MAX_FRONT_MATTER_CHARACTERS = 16_384
"""Characters of front matter that are read; YAML is slow to parse and its few lines are short."""

_FENCE = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "show": ("show", "podcast", "series", "channel"),
    "title": ("title", "episode_title"),
    "published": ("publish_date", "published", "pub_date", "date", "release_date"),
    "guests": ("guests", "guest"),
    "video": ("youtube_url", "video_url", "youtube", "video"),
    "audio": ("audio_url", "audio", "mp3", "enclosure"),
    "page": ("page_url", "link", "url", "permalink", "website"),
    "duration": ("duration_seconds", "duration"),
}


def parse_front_matter(text: str, name: str) -> tuple[Details, float | None, str, int]:
    """What the front matter says, the seconds it states, the text under it, and how many lines it takes."""
    if not text.startswith("---\n"):
        return Details(), None, text, 0
    if text.find("\n---", 3) > MAX_FRONT_MATTER_CHARACTERS:
        raise TranscriptError(f"{name}, line 1: the front matter is too long.")
    try:
        found, body = _load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TranscriptError(f"{name}, line {line}: broken front matter ({error.problem}).") from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError) as error:
        # ValueError: the 31st of February; the last two: PyYAML's own, on keys of odd types
        raise TranscriptError(f"{name}, line 1: broken front matter.") from error
    if not found:
        return Details(), None, text, 0
    above = text[: text.rfind(body)].count("\n") if body else 0
    return _details(found), _duration(found), body, above


def _load(text: str) -> tuple[Mapping[str, object], str]:
    """Return the fields between the first two fences and the text below; no fields where there are none."""
    parts = _FENCE.split(text.strip(), maxsplit=2)
    if len(parts) < 3:
        return {}, text
    # The C loader is much faster; PyYAML built without libyaml lacks it.
    fields = yaml.load(parts[1], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return (fields if isinstance(fields, dict) else {}), parts[2].strip()


def _details(found: Mapping[str, object]) -> Details:
    return Details(
        show=_string(found, "show"),
        title=_string(found, "title"),
        published=_date(found),
        guests=_strings(found, "guests"),
        audio_url=_link(found, "audio"),
        video_url=_link(found, "video"),
        page_url=_link(found, "page"),
    )


def _value(found: Mapping[str, object], key: str) -> object:
    return next((found[name] for name in _KEYS[key] if found.get(name)), None)


def _string(found: Mapping[str, object], key: str) -> str | None:
    value = _value(found, key)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _strings(found: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = _value(found, key)
    values = value if isinstance(value, list) else [value]
    return tuple(cleaned for one in values if isinstance(one, str) and (cleaned := " ".join(one.split())))


def _link(found: Mapping[str, object], key: str) -> str | None:
    value = _string(found, key)
    return value if value and value.lower().startswith(("https://", "http://")) and " " not in value else None


def _date(found: Mapping[str, object]) -> date | None:
    value = _value(found, "published")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _duration(found: Mapping[str, object]) -> float | None:
    value = _value(found, "duration")
    return float(value) if isinstance(value, int | float) and 0 < value < MAX_RECORDING_SECONDS else None
