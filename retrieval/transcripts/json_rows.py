"""Find the rows of a JSON transcript, wherever they lie, and their texts, times and speakers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_LISTS = 200_000
"""Lists in a document of which the rows are collected; a transcript has one, or one for each passage."""
_SPEAKERS = (
    *("speakername", "voice", "speaker", "speakerlabel", "participant", "speakerid", "speakertag", "author"),
    *(
        "participantname",
        "participantrole",
        "user",
        "who",
        "person",
        "agent",
        "name",
        "displayname",
        "channelid",
    ),
)
_SPEAKERS_AROUND = ("speakername", "voice", "speaker", "speakerlabel", "participant", "speakerid")
_NAMES_OF_PEOPLE = ("name", "displayname", "label", "speakername", "title", "id", "speakerid")
_TEXTS = (
    *("punctuatedword", "body", "text", "sentence", "spokentext", "transcript", "transcription", "word"),
    *(
        "content",
        "utterance",
        "displaytext",
        "display",
        "value",
        "caption",
        "utf8",
        "message",
        "line",
        "rawtext",
        "utt",
        "snippet",
    ),
)
_ALTERNATIVES = ("alternatives", "nbest", "instances")


@dataclass(frozen=True, slots=True)
class Row:
    """An object of a list: its fields by their names in lower case without marks, and its `number` from 1.

    `speaker` is what the object around the list says of who speaks, in any form.
    """

    fields: Mapping[str, object]
    number: int
    speaker: object = None

    def get(self, *names: str) -> object:
        """Return the first of these fields that has a value."""
        return next((value for name in names if (value := self.fields.get(name)) is not None), None)

    @property
    def text(self) -> str | None:
        """The text as written; `None` if there is none."""
        for fields in (self.fields, self.alternative):
            for name in _TEXTS:
                value = fields.get(name)
                if isinstance(value, str):
                    return value
                if isinstance(value, dict) and (text := _inner_text(value)) is not None:
                    return text
                if value is not None and not isinstance(value, list | dict | int | float):
                    return None
        return None

    @property
    def alternative(self) -> Mapping[str, object]:
        """The fields of the likeliest of the alternatives that some services state for a passage."""
        value = self.get(*_ALTERNATIVES)
        first = value[0] if isinstance(value, list) and value else None
        return normalized(first) if isinstance(first, dict) else {}

    @property
    def stated_speaker(self) -> object:
        """What says who speaks, in any form: a name, a number, an object with a name."""
        for fields in (self.fields, self.alternative):
            for name in _SPEAKERS:
                if fields.get(name) not in (None, ""):
                    return fields[name]
        return self.speaker


def _inner_text(value: Mapping[str, object]) -> str | None:
    """Return the text of an object that stands for one: `{"simpleText": …}`, `{"runs": [{"text": …}]}`."""
    fields = normalized(value)
    simple, runs = fields.get("simpletext"), fields.get("runs")
    if isinstance(simple, str):
        return simple
    texts = [one.get("text") for one in runs if isinstance(one, dict)] if isinstance(runs, list) else []
    return "".join(text for text in texts if isinstance(text, str)) if texts else None


def speaker_label(value: object, *, letters: bool = False) -> str | None:
    """Return the speaker's name, or the label in place of one, from the field that says who speaks.

    With `letters`, a single letter is the label of a speaker without a name.
    """
    if isinstance(value, dict):
        fields = normalized(value)
        value = next((fields[key] for key in _NAMES_OF_PEOPLE if fields.get(key) not in (None, "")), None)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return f"speaker {value}" if 0 <= value < 1000 else None
    if isinstance(value, str):
        return f"speaker {value}" if letters and len(value) == 1 and value.isalpha() else value[:200]
    return None


def normalized(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of an object by their names in lower case without marks: `starttime`."""
    return {_plain_key(key): value for key, value in fields.items()}


@lru_cache(maxsize=4096)
def _plain_key(key: str) -> str:
    return "".join(character for character in key.lower()[:60] if character.isalnum())


def rows_by_path(document: object) -> dict[str, list[Row]]:
    """Return the objects in all lists of a document, by the way to them: `results.*.alternatives`.

    `*` stands for any number in a list, so that what several lists share comes together, in order.
    """
    found: dict[str, list[Row]] = {}
    stack: list[tuple[object, str, object]] = [(document, "", None)]
    lists = 0
    while stack:
        value, path, speaker = stack.pop()
        if isinstance(value, dict):
            fields = normalized(value)
            stack += reversed(list(_children(fields, path, _speaker_around(fields, speaker))))
        elif isinstance(value, list) and lists < MAX_LISTS:
            lists += 1
            rows = found.setdefault(path, [])
            inner: list[tuple[object, str, object]] = []
            for item in map(_unwrapped, value):
                if isinstance(item, dict):
                    row = Row(normalized(item), len(rows) + 1, speaker)
                    rows.append(row)
                    around = _speaker_around(row.fields, speaker)
                    inner += _children(row.fields, f"{path}.*" if path else "*", around)
                elif isinstance(item, list):
                    inner.append((item, f"{path}.*" if path else "*", speaker))
            stack += reversed(inner)
    return found


def _unwrapped(item: object) -> object:
    """Return the inner object of one whose single field holds it, as in YouTube's lists."""
    inner = next(iter(item.values())) if isinstance(item, dict) and len(item) == 1 else None
    return inner if isinstance(inner, dict) else item


def _speaker_around(fields: Mapping[str, object], above: object) -> object:
    return next((fields[key] for key in _SPEAKERS_AROUND if fields.get(key) not in (None, "")), above)


def _children(
    fields: Mapping[str, object], path: str, speaker: object
) -> Iterator[tuple[object, str, object]]:
    for key, value in fields.items():
        if isinstance(value, list | dict):
            yield value, f"{path}.{key}" if path else key, speaker


def rows_of(document: object, *path: str) -> list[Row]:
    """Return the objects of one list of a document, which lies under these keys; else nothing."""
    value = document
    for key in path:
        fields = normalized(value) if isinstance(value, dict) else {}
        value = fields.get(key)
    return rows_of_list(value) if isinstance(value, list) else []


def rows_of_list(items: Sequence[object]) -> list[Row]:
    """Return the objects of a list; what isn't an object becomes a row without fields."""
    return [Row(normalized(one) if isinstance(one, dict) else {}, n) for n, one in enumerate(items, 1)]
