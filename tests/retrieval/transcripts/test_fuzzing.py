"""Files of every format, changed at random: each is read or refused in a sentence, within its budget."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.concurrency import Threads
from retrieval.errors import TranscriptError
from retrieval.transcripts.bounded_reader import BoundedReader, SegmentedTranscript
from retrieval.transcripts.formats import docx
from retrieval.transcripts.reader import FORMATS
from retrieval.untrusted.budgeted_process import ProcessPool
from tests.conftest import SHARED_DATA
from tests.retrieval.transcripts.test_formats import word_document

TALK = (
    "Where does the clay come from?",
    "From the river, and we let it rest for a year.",
    "So what does a year do to it?",
    "It gets soft, and it does not crack in the kiln.",
)
FILES = {
    "srt": "".join(
        f"{n}\n00:00:{n * 5:02},000 --> 00:00:{n * 5 + 4:02},500\n<i>- [Ann]</i> {line}\n\n"
        for n, line in enumerate(TALK, 1)
    ),
    "vtt": "WEBVTT - clay\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\n"
    + "".join(
        f"c{n}\n00:{n * 5:02}.000 --> 00:{n * 5 + 4:02}.500 align:start\n"
        f"<v.loud Ann>{line}</v> <00:{n * 5 + 1:02}.000>\n\n"
        for n, line in enumerate(TALK, 1)
    ),
    "rolling": "WEBVTT\nKind: captions\n\n"
    + "".join(
        f"00:{n * 5:02}.000 --> 00:{n * 5 + 5:02}.000\n{TALK[n - 1]}\n{TALK[n]}\n\n" for n in range(1, 4)
    ),
    "podcasting": json.dumps(
        {
            "version": "1.0.0",
            "segments": [
                {"speaker": "Ann", "startTime": n * 5.0, "endTime": n * 5 + 4.5, "body": line}
                for n, line in enumerate(TALK)
            ],
        }
    ),
    "whisper": json.dumps(
        {
            "text": " ".join(TALK),
            "segments": [
                {"id": n, "start": n * 5, "end": n * 5 + 4.5, "text": f" {line}", "words": []}
                for n, line in enumerate(TALK)
            ],
        }
    ),
    "words": json.dumps(
        {
            "segments": [],
            "word_segments": [
                {"word": word, "start": n / 2, "end": n / 2 + 0.4, "speaker": "SPEAKER_00"}
                for n, word in enumerate(" ".join(TALK).split())
            ],
        }
    ),
    "list": json.dumps([{"text": line, "offset": n * 5, "duration": 4.5} for n, line in enumerate(TALK)]),
    "markdown": "---\ntitle: On clay\nguests: [Ann Moe, Ben Ro]\ndate: 2024-05-06\nduration: 1234.5\n---\n"
    + "# On clay\n\n"
    + "".join(f"**Ann Moe:** \\[00:{n * 5:02}\\] {line}\n\n" for n, line in enumerate(TALK)),
    "headed": "".join(f"Ann Moe (00:{n * 5:02}):\n{line}\n\n" for n, line in enumerate(TALK)),
    "bracketed": "".join(f"[Ann Moe] [00:{n * 5:02}] {line}\n" for n, line in enumerate(TALK)),
    "plain": "".join(f"Ann: {line}\n\n" for line in TALK) + "0:25 and so we went [Music] on and on",
}
FILES |= {format_.name: format_.sample for format_ in FORMATS if format_ is not docx.FORMAT}
SCRAPS = (
    *(
        "-->",
        '"',
        "{",
        "[",
        "]",
        "}",
        "<v ",
        "<",
        ">",
        "**",
        "\\[",
        ":",
        "-",
        "&amp;",
        "&#x202e;",
        "&#xd800;",
    ),
    *("00:00:01,000", "99:59:59.999", "9:99", "1e999", "-1", "NaN", "Infinity", "null", "true", "1" * 5000),
    *("\\u0000", "\\ud800", "\\u202e", "\u202e", "\x00", "\ufeff", "\u2028", "\u00a0", "\U0001f600", "\r"),
    *("\n", "\n\n", "\n---\n", "---\n", "STYLE\n", "NOTE\n", "&a [*a]", "*a", "<<: {a: b}", "!!int ''", "? "),
    *("!!python/object:os.system x", "1:1:1:1", "2024-02-31", " " * 300, "(" * 300, "[" * 3000, "<" * 300),
    *("a" * 3000, "a " * 3000, "0" * 3000, "\n" * 3000, "A: " * 300, "1\n" * 1000),
)


@st.composite
def damaged(draw: st.DrawFn, texts: tuple[str, ...]) -> bytes:
    """One of the texts with scraps put in, parts cut out, repeated or moved, and bytes changed."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 5))):
        at, length = draw(st.integers(0, len(text))), draw(st.sampled_from([0, 0, 1, 9, 80]))
        kind = draw(st.sampled_from(["scrap", "scrap", "cut", "repeat", "move"]))
        part = text[at : at + length]
        if kind == "scrap":
            part = draw(st.sampled_from(SCRAPS))
        elif kind == "repeat":
            part *= draw(st.sampled_from([2, 40]))
        text = text[:at] + ("" if kind in ("cut", "move") else part) + text[at + length :]
        if kind == "move":
            to = draw(st.integers(0, len(text)))
            text = text[:to] + part + text[to:]
    encoding = draw(st.sampled_from(["utf-8"] * 5 + ["utf-16", "utf-32", "cp1252"]))
    data = bytearray(text.encode(encoding, "replace"))
    for _ in range(draw(st.integers(0, 2)) if data else 0):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    reader = BoundedReader(ProcessPool(1), Threads())
    yield reader
    reader.close()


def check(reader: BoundedReader, data: bytes) -> SegmentedTranscript | None:
    """Read a file, which may raise a sentence but nothing else, and look for what can't be stored."""
    try:
        read = reader.read_segments(data, "talk")
    except TranscriptError as error:
        sentence = str(error)
        assert sentence.startswith("talk")
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 300
        assert "too much time or memory" not in sentence
        return None
    names = (read.details.title, read.details.show, *read.details.guests)
    for text in (*(cue.text for segment in read.segments for cue in segment.cues), *names):
        assert text is None or (text.encode() and not set(text) & set("\0\u202e\n"))
    return read


@pytest.mark.parametrize("kind", FILES)
def test_the_files_are_read_before_they_are_changed(kind: str, reader: BoundedReader) -> None:
    read = check(reader, FILES[kind].encode())
    assert read is not None
    assert any(word in read.segments[0].text.lower() for word in ("clay", "bees")) or kind == "rolling"


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_file_is_read_or_refused_within_its_budget(
    kind: str, reader: BoundedReader, data: st.DataObject
) -> None:
    check(reader, data.draw(damaged((FILES[kind],))))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2000), length=st.integers(0, 40), scrap=st.binary(max_size=40))
def test_a_changed_word_document_is_read_or_refused_within_its_budget(
    reader: BoundedReader, at: int, length: int, scrap: bytes
) -> None:
    data = word_document("Ann Moe  0:05\nWhere does the clay come from?", "Ben Ro  0:09\nFrom the river.")
    check(reader, data[:at] + scrap + data[at + length :])


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.sweep)])
def test_files_from_the_field_changed_are_read_or_refused_within_their_budget(
    reader: BoundedReader, times: int
) -> None:
    reports = SHARED_DATA / "field-reports"
    if not reports.is_dir():
        pytest.skip("the field reports are not next to this checkout")
    generator = random.Random(12)
    for file in sorted(path for path in reports.iterdir() if path.is_file()):
        for _ in range(times):
            check(reader, changed(file, generator))


def changed(file: Path, generator: random.Random) -> bytes:
    data = file.read_bytes()
    for _ in range(generator.randrange(1, 4)):
        at, length = generator.randrange(len(data)), generator.choice([0, 1, 9, 200])
        part = generator.choice([b"", data[at : at + length] * 20, generator.choice(SCRAPS).encode()])
        data = data[:at] + part + data[at + length :] or b"\n"
    return data
