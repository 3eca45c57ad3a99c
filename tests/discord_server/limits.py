"""Discord's limits on messages and choices, checked by hand: its published schema misses many."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from .component_limits import check_components
from .messages import COMPONENTS_V2
from .wire import Json, Problem

CONTENT, CHOICES, CHOICE_NAME, CHOICE_VALUE = 2000, 25, 100, 100
EMBEDS, EMBEDS_TOTAL, FIELDS = 10, 6000, 25
EMBED_PARTS = {
    ("title",): 256,
    ("description",): 4096,
    ("footer", "text"): 2048,
    ("author", "name"): 256,
}
FIELD_PARTS = {"name": 256, "value": 1024}
EMBED_LINKS = (("url",), ("author", "url"), ("author", "icon_url"), ("footer", "icon_url"))
EMBED_MEDIA = (("image", "url"), ("thumbnail", "url"))


def too_long(limit: int, *path: str | int) -> Problem:
    return Problem(path, f"Must be {limit} or fewer in length.", "BASE_TYPE_MAX_LENGTH")


def missing(*path: str | int) -> Problem:
    return Problem(path, "This field is required", "BASE_TYPE_REQUIRED")


def check_message(body: Json) -> Iterator[Problem]:
    """Everything that Discord would refuse in the body of a send or an edit, empty messages aside."""
    if len(body.get("content") or "") > CONTENT:
        yield too_long(CONTENT, "content")
    embeds = body.get("embeds") or []
    if len(embeds) > EMBEDS:
        yield too_long(EMBEDS, "embeds")
    for number, embed in enumerate(embeds):
        for problem in _check_embed(embed):
            yield problem.under("embeds", number)
    if sum(_words(embed) for embed in embeds) > EMBEDS_TOTAL:
        message = f"Embed size exceeds maximum size of {EMBEDS_TOTAL}"
        yield Problem(("embeds",), message, "MAX_EMBED_SIZE_EXCEEDED")
    for url, times in Counter(embed["url"] for embed in embeds if embed.get("url")).items():
        if times > 1:
            yield Problem(("embeds",), f"{times} embeds link to {url}: Discord shows only one of them")
    v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if v2 and (body.get("content") or embeds):
        yield Problem((), "content and embeds can't be used with components v2", "MESSAGE_CANNOT_USE_LEGACY")
    yield from check_components(body.get("components") or [], v2=v2)


def check_mentions(body: Json) -> Iterator[Problem]:
    """Check this project's own rule: every send says that it pings nobody."""
    allowed = body.get("allowed_mentions")
    if not allowed or allowed.get("parse") != [] or allowed.get("users") or allowed.get("roles"):
        yield Problem(("allowed_mentions",), f"must allow nobody to be pinged, is {allowed!r}")


def check_choices(choices: list[Json], kind: int) -> Iterator[Problem]:
    """Autocomplete's choices for an option of type `kind`."""
    if len(choices) > CHOICES:
        yield too_long(CHOICES, "choices")
    for number, choice in enumerate(choices):
        if not 1 <= len(choice["name"]) <= CHOICE_NAME:
            message = f"Must be between 1 and {CHOICE_NAME} in length."
            yield Problem(("choices", number, "name"), message, "BASE_TYPE_BAD_LENGTH")
        value = choice["value"]
        if isinstance(value, str) != (kind == 3):
            yield Problem(("choices", number, "value"), f"Value {value!r} doesn't fit the option's type")
        elif isinstance(value, str) and len(value) > CHOICE_VALUE:
            yield too_long(CHOICE_VALUE, "choices", number, "value")


def _check_embed(embed: Json) -> Iterator[Problem]:
    for path, limit in EMBED_PARTS.items():
        if len(_at(embed, path)) > limit:
            yield too_long(limit, *path)
    fields = embed.get("fields") or []
    if len(fields) > FIELDS:
        yield too_long(FIELDS, "fields")
    for number, part in enumerate(fields):
        for name, limit in FIELD_PARTS.items():
            if not part.get(name, "").strip():
                yield missing("fields", number, name)
            elif len(part[name]) > limit:
                yield too_long(limit, "fields", number, name)
    for path in EMBED_LINKS + EMBED_MEDIA:
        schemes = {"http", "https"} | ({"attachment"} if path in EMBED_MEDIA else set())
        url = _at(embed, path)
        if url and (urlsplit(url).scheme not in schemes or not urlsplit(url).netloc):
            yield Problem(path, f"Not a well formed URL: {url!r}", "URL_TYPE_INVALID_URL")


def _at(embed: Json, path: tuple[str, ...]) -> str:
    value: object = embed
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _words(embed: Json) -> int:
    fields = embed.get("fields") or []
    return sum(len(_at(embed, path)) for path in EMBED_PARTS) + sum(
        len(part.get("name", "")) + len(part.get("value", "")) for part in fields
    )
