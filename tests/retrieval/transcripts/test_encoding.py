"""Encodings told by evidence; what is no text, or too much of it, refused in a sentence."""

from pathlib import Path

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import MAX_TRANSCRIPT_BYTES, parse_transcript

TEXT = "Zoë said “naïve cafés don’t last” – and that was that, as far as we know."


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1252"),
        TEXT.replace(" ", "\r\n").encode("cp1252"),
    ],
    ids=[
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-be-bom",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "crlf",
    ],
)
def test_every_encoding_gives_the_same_words(data: bytes) -> None:
    assert " ".join(cue.text for cue in parse_transcript(data).cues) == TEXT


def test_other_code_pages_are_detected() -> None:
    text = "Мы долго говорили о море и кораблях. " * 8
    assert parse_transcript(text.encode("cp1251")).cues[0].text == text.strip()


def test_marks_that_hide_or_reorder_text_are_taken_out_and_joiners_stay() -> None:
    data = (
        "safe\u202etxt\u2066 and\u200b \u0007sound \U0001f468\u200d\U0001f469\u200d\U0001f467 "
        "he\U000e0053\U000e0061\U000e0101re".encode()
    )
    assert (
        parse_transcript(data).cues[0].text
        == "safetxt and sound \U0001f468\u200d\U0001f469\u200d\U0001f467 here"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "no words"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "is not a text file"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "is not a text file, but a damaged archive"),
        (b"\x01\x02\x03\x04\x05\x06\x07" * 40, "is not a text file"),
        (
            ("Caf\u00e9. " * 50).encode() + b"\n\xc3(" + ("Caf\u00e9. " * 50).encode(),
            "line 2: damaged UTF-8 text",
        ),
        (b"\xff\xfea\x00\n\x00\x00\xd8b\x00", "line 2: damaged UTF-16-LE text"),
        (b"<!DOCTYPE html><html><body>Hi</body></html>", "is a web page or XML"),
        (b'<?xml version="1.0"?><tt/>', "contains no words"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "is a podcast's feed"),
        (b"{\\rtf1 Ann: Hi.}", "is an RTF document; open it and save it as plain text"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"ID3\x03 ...", "is a recording, not its transcript"),
    ],
)
def test_what_is_no_transcript_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(TranscriptError, match=f"^talk.txt.*{said}") as caught:
        parse_transcript(data, "talk.txt")
    assert str(caught.value).endswith(".")


def test_a_file_too_large_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.srt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(TranscriptError, match=r"^long\.srt is larger than 32 MB"):
        parse_transcript(path)
    with pytest.raises(TranscriptError, match=r"^The transcript is larger"):
        parse_transcript(bytes(MAX_TRANSCRIPT_BYTES + 1))


def test_a_path_that_can_not_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=r"^none\.srt does not exist\."):
        parse_transcript(tmp_path / "none.srt")
    with pytest.raises(TranscriptError, match=rf"^{tmp_path.name} is not a file\."):
        parse_transcript(tmp_path)


def test_characters_that_escapes_hide_are_removed_too() -> None:
    data = rb'{"segments":[{"start":0,"end":1,"text":"so\ud800 \u202e\u0000 it was","speaker":"A\u202enn"}]}'
    (cue,) = parse_transcript(data).cues
    assert (cue.text, cue.speaker) == ("so\ufffd it was", "Ann")
    (cue,) = parse_transcript(b"WEBVTT\n\n00:01.000 --> 00:02.000\nso &#x202e;it &#8238;was\n").cues
    assert cue.text == "so it was"
    details = parse_transcript(b'---\ntitle: "On\\u202e clay"\n---\nAnn: so it was.\n').details
    assert details.title == "On clay"
