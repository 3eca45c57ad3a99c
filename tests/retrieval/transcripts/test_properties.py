"""What holds for every transcript: words and times survive each format, errors are sentences."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import TranscriptError
from retrieval.models import Cue
from retrieval.transcripts.reader import parse_transcript
from retrieval.transcripts.segmenter import split_into_segments

NAMES = ("Ann Moe", "Ben", "Zoë Q. Lund")
word = st.builds(str.__add__, st.sampled_from("abcdefgé"), st.text(st.sampled_from("abcé'0123"), max_size=6))
sentence = st.lists(word, min_size=2, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")


@st.composite
def turns(draw: st.DrawFn) -> list[Cue]:
    """Two to twelve cues by named speakers with times in whole seconds that go on; every name comes back."""
    said = draw(st.lists(sentence, min_size=4, max_size=12))
    clock, cues = draw(st.integers(0, 8_000)), []
    for i, text in enumerate(said):
        length = draw(st.integers(1, 90))
        speaker = NAMES[i % 2] if i < 4 else draw(st.sampled_from(NAMES[:2]))
        cues.append(Cue(text, float(clock), float(clock + length), speaker))
        clock += length
    return cues


def clock(time: float | None, point: str = "") -> str:
    whole = int(time or 0)
    fraction = f"{point}000" if point else ""
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{fraction}"


def as_srt(cues: list[Cue]) -> str:
    return "\n\n".join(
        f"{i}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n{cue.speaker}: {cue.text}"
        for i, cue in enumerate(cues, 1)
    )


def as_vtt(cues: list[Cue]) -> str:
    return "WEBVTT\n\n" + "\n\n".join(
        f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}\n<v {cue.speaker}>{cue.text}" for cue in cues
    )


def as_podcasting(cues: list[Cue]) -> str:
    rows = [{"speaker": c.speaker, "startTime": c.start, "endTime": c.end, "body": c.text} for c in cues]
    return json.dumps({"version": "1.0.0", "segments": rows})


def as_whisperx(cues: list[Cue]) -> str:
    rows = [{"speaker": c.speaker, "start": c.start, "end": c.end, "text": f" {c.text}"} for c in cues]
    return json.dumps({"segments": rows, "word_segments": []})


def as_markdown(cues: list[Cue]) -> str:
    return "\n\n".join(rf"**{cue.speaker}:** \[{clock(cue.start)}\] {cue.text}" for cue in cues)


def as_headed(cues: list[Cue]) -> str:
    return "\n\n".join(f"{cue.speaker} ({clock(cue.start)}):\n{cue.text}" for cue in cues)


def as_bracketed(cues: list[Cue]) -> str:
    return "\n".join(f"[{cue.speaker}] [{clock(cue.start)}] {cue.text}" for cue in cues)


TIMED = (as_srt, as_vtt, as_podcasting, as_whisperx, as_markdown, as_headed, as_bracketed)


@pytest.mark.slow
@given(
    turns(),
    st.sampled_from(TIMED),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]),
    st.booleans(),
)
def test_words_speakers_and_times_survive_every_format(
    cues: list[Cue], write: Callable[[list[Cue]], str], encoding: str, crlf: bool
) -> None:
    text = write(cues)
    found = parse_transcript(text.replace("\n", "\r\n" if crlf else "\n").encode(encoding)).cues
    assert [(cue.text, cue.speaker, cue.start) for cue in found] == [
        (cue.text, cue.speaker, cue.start) for cue in cues
    ]
    assert [cue.end for cue in found[:-1]] == [cue.end for cue in cues[:-1]]
    assert not any(cue.inferred or cue.estimated for cue in found)


@pytest.mark.slow
@given(turns())
def test_plain_turns_survive_without_times(cues: list[Cue]) -> None:
    found = parse_transcript("\n\n".join(f"{cue.speaker}: {cue.text}" for cue in cues).encode()).cues
    assert [(cue.text, cue.speaker, cue.start) for cue in found] == [
        (cue.text, cue.speaker, None) for cue in cues
    ]


SEEDS = (
    "1\n00:00:01,000 --> 00:00:02,000\n- [Ann] Hi.\n\n2\n00:00:02,000 --> 00:00:03,000\nBen: Ho.\n",
    "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000 align:start\n<v.a Ann>Hi <00:01.500><c>all</c>\n",
    '{"version":"1.0.0","segments":[{"speaker":"A","startTime":0.5,"endTime":0.75,"body":"I"}]}',
    '{"segments":[{"start":0,"end":2,"text":" Hi."}],"word_segments":[{"word":"Hi.","start":0}]}',
    "---\ntitle: a\ndate: 2024-01-02\n---\n# T\n\nAnn (00:00:01):\nHi.\n\n(00:00:05):\nHo.\n",
    "**Ann:** \\[00:01\\] Hi [a](b) *c*.\n\n**Break**: \\[00:09\\]\n\n\\[01:00\\] Ho.\n",
    "[Ann] [00:01] Hi.\n[Ben] [61:02] Ho.\n",
    "Ann: Hi.\n\nBen: Ho.\n\nAnn: 0:05 so we went [Music] and then\n",
)
VISIBLE = '--> " { [ ] <v > 00:00:01,000 9:99 1e999 NaN ** \\[ : - &amp; NOTE'
INVISIBLE = (
    "\n",
    "\n\n",
    "---\n",
    "STYLE\n",
    "\u202e",
    "\x00",
    "\ufeff",
    "\u2028",
    "\n99:59:59.9 --> 0:00:00.0\n",
)
scraps = st.sampled_from([*VISIBLE.split(), *INVISIBLE])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A small transcript of some format with scraps put in, parts cut out and bytes changed."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(scraps) + text[at + draw(st.sampled_from([0, 0, 1, 9])) :]
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 2))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


def read_or_error(data: bytes) -> tuple[tuple[Cue, ...], str | None]:
    try:
        return parse_transcript(data, "talk").cues, None
    except TranscriptError as error:
        return (), str(error)


@pytest.mark.slow
@given(st.one_of(damaged(), damaged(), st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_is_in_a_file_is_read_in_order_or_refused_in_a_sentence(data: bytes) -> None:
    cues, error = read_or_error(data)
    if error is not None:
        assert error.startswith("talk")
        assert error.endswith(".")
        assert "\n" not in error
        assert len(error) < 300
        return
    assert cues
    assert all(cue.text == " ".join(cue.text.split()) and cue.text for cue in cues)
    times = [time for cue in cues for time in (cue.start, cue.end) if time is not None]
    assert all(before <= after for before, after in pairwise(times))
    assert all(0 <= time < 400_000 for time in times)
    assert "".join(segment.text for segment in split_into_segments(cues)).split()
    assert read_or_error(data) == (cues, None)
