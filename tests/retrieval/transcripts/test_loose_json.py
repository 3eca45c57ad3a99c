"""What programs print that is nearly JSON: Python's values, JavaScript, comments, commas too many, NaN."""

import json
import pprint

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.loose_json import LooseJsonError, parse_loose_json
from retrieval.transcripts.reader import parse_transcript
from tests.retrieval.transcripts.talks import NAMES, TALK, TEXTS, UNNAMED, read, talk, write

ROWS = [{"start": a, "end": b, "speaker": name, "text": text} for a, b, name, text in TALK]
JSON = json.dumps(ROWS, indent=1)


@pytest.mark.parametrize(
    "text",
    [
        repr(ROWS),
        repr({"segments": ROWS, "language": "en"}),
        pprint.pformat(ROWS, width=40),
        "\n".join(map(repr, ROWS)),
        repr(tuple(ROWS)).join(("result = [", "]")).replace("[(", "[").replace(")]", "]"),
        JSON[:-1] + ",\n]",
        JSON.replace('"\n }', '",\n }'),
        "// made by hand\n" + JSON,
        "[ /* the talk */\n// first\n" + JSON[1:],
        "const transcript = " + JSON + ";\nexport default transcript;\n",
        "window.transcript = " + JSON,
        write(
            lambda a, b, who, said: f"{{start: {a}, end: {b}, speaker: '{who}', text: {said!r}}}", ",\n"
        ).join("[]"),
        "\ufeff" + JSON[:-1] + ",]",
    ],
)
def test_printed_values_are_read_as_the_json_that_they_stand_for(text: str) -> None:
    assert read(text, "talk.json") == talk()


@pytest.mark.parametrize(
    ("line", "between", "around"),
    [
        ("Segment(id=1, start={a}, end={b}, text={said!r}, tokens=[1, 2], words=None)", ", ", "[]"),
        ("Segment(id=1, start={a}, end={b}, text={said!r}, tokens=[1, 2], words=None)", "\n", ""),
        ("Snippet(text={said!r}, start={a}, duration=1.0)", ", ", ("Fetched(snippets=[", "], id='x')")),
        ("({a}, {b}, {said!r})", ", ", "[]"),
    ],
)
def test_printed_objects_are_read(line: str, between: str, around: str) -> None:
    text = write(lambda a, b, _, said: line.format(a=a, b=b, said=said), between)
    assert read(around[0] + text + around[1] if around else text) == talk(names=None)


def test_numbers_of_numpy_are_read() -> None:
    text = write(
        lambda a, b, who, said: (
            f"{{'start': np.float64({a}), 'end': np.float64({b}), 'text': {said!r}, "
            f"'speaker': 'SPEAKER_{NAMES.index(who):02}'}}"
        ),
        ", ",
    )
    assert read(f"[{text}]") == talk(names=UNNAMED)


def test_what_is_no_number_is_a_time_that_is_missing() -> None:
    rows = JSON.replace("70.0", "NaN").replace("71.0", "NaN").replace("2.0", "-Infinity", 1)
    cues = parse_transcript(rows.encode(), "talk.json").cues
    assert [cue.text for cue in cues] == TEXTS
    assert [cue.start for cue in cues][1:3] == [7.0, 65.0]
    assert cues[3].start is not None
    assert 65.0 <= cues[3].start <= 79.0


def test_a_line_that_states_only_its_end_begins_where_the_one_above_ends() -> None:
    rows = [dict(row) for row in ROWS]
    rows[3]["start"] = float("nan")
    assert read(json.dumps(rows), "talk.json")[3] == (70.0, "Rex Moor", TEXTS[3])


def test_broken_json_is_still_refused_with_the_line() -> None:
    with pytest.raises(TranscriptError, match=r"talk\.json, line \d+: broken JSON"):
        parse_transcript(JSON[:-40].encode(), "talk.json")


@pytest.mark.parametrize(
    "text",
    [
        "(0:01) Ivy: it's loud.\n(0:05) Rex: Once, in (a) mill.",
        "{Ivy}: Hello there.\n{Rex}: Hello.",
        "[00:01] Ivy: Hello [laughs] there.\n[00:05] Rex: Yes.",
        "Speaker(s): Ivy, Rex\n\nWelcome to the mill.",
        "x = 1, y = 2, said the miller, and that's all.",
    ],
)
def test_text_with_brackets_is_still_text(text: str) -> None:
    assert not parse_transcript(text.encode(), "talk.txt").format.endswith("JSON")


@pytest.mark.parametrize("text", ["[" * 500, "{'a': " * 300, "['open", "[1, 2}", "a b c", "{1: 2: 3}"])
def test_what_is_no_value_is_told_from_one(text: str) -> None:
    with pytest.raises(LooseJsonError):
        parse_loose_json(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("['a' 'b', ('c'\n'd')]", ["ab", "cd"]),
        ("{'a': None, 'b': True, c: undefined}", {"a": None, "b": True, "c": None}),
        (r"['it\'s', '\u00e9\x41\n', '\ud83d\ude00']", ["it's", "\u00e9A\n", "\U0001f600"]),
        ("[1, -2.5, 1e3, 99999999999999999999]", [1, -2.5, 1000.0, 1e20]),
        ("[(1,), (), (2)]", [[1], [], 2]),
    ],
)
def test_values_are_those_of_python_and_javascript(text: str, value: object) -> None:
    assert parse_loose_json(text) == value
