"""Files of text that aren't talk: code, settings and documents with markup."""

from pathlib import Path

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript

REPOSITORY = Path(__file__).resolve().parents[3]
TALK = "The bees keep each other warm in winter, and eat the honey of the summer before. " * 12


@pytest.mark.parametrize(
    "path",
    ["Makefile", "README.md", "pyproject.toml", "Dockerfile", "bot/client.py", "bot/web/static/style.css"],
)
def test_code_and_documents_with_markup_are_refused(path: str) -> None:
    with pytest.raises(TranscriptError, match=r"^saved\.txt doesn't look like a transcript, but like code"):
        parse_transcript((REPOSITORY / path).read_bytes(), "saved.txt")


def test_a_log_is_refused_although_its_lines_have_times() -> None:
    line = '2026-11-28 10:12:{:02} INFO httpx: {{"path": "/v1/chat", "status": [200], "key": "a_b"}}\n'
    with pytest.raises(TranscriptError, match="such as"):
        parse_transcript("".join(map(line.format, range(40))).encode(), "app.txt")


def test_a_document_with_some_markup_is_read_with_a_note() -> None:
    document = "\n".join(f"- `make {n}` makes part {n}. {TALK[:300]}" for n in range(12))
    note = parse_transcript(document.encode(), "changes.txt").notes[0]
    assert note.startswith("This may be no transcript: it has many signs of code or markup, such as `")


@pytest.mark.parametrize(
    "said",
    [
        TALK,
        TALK.lower().replace(".", "").replace(",", ""),
        TALK.replace("warm", "warm [laughs] *really* <inaudible>"),
        "".join(f">> {sentence}.\n" for sentence in TALK.split(". ")),
        "".join(f"Ada [0:{n:02}]: {sentence}.\n" for n, sentence in enumerate(TALK.split(". "))),
        "蜂は冬の間、互いに体を温め合います。" * 60,
        "Ada: In C, you write int* p = &x; and in Go p := &x.",
    ],
)
def test_talk_is_read_without_a_note_however_it_is_written_down(said: str) -> None:
    assert not [note for note in parse_transcript(said.encode(), "talk.txt").notes if "markup" in note]


def test_one_sign_alone_may_be_what_a_transcriber_puts_between_names_and_words() -> None:
    said = "".join(f"Ada | {sentence}.\n" for sentence in TALK.replace("honey", "oil").split(". "))
    assert "such as |" in parse_transcript(said.encode(), "talk.txt").notes[0]
