"""Subtitles of older programs and editors, times that are said in them, and files that aren't transcripts."""

import json

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript
from tests.retrieval.transcripts.talks import STARTS, clock, read, talk, write


def frames(seconds: float, mark: str = ":") -> str:
    return f"{clock(seconds)}{mark}{int(seconds % 1 * 30):02}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "{1}{1}25.000\n"
            + write(lambda a, b, who, s: f"{{{a * 25:.0f}}}{{{b * 25:.0f}}}{{y:i}}{who}: {s}"),
            "t.sub",
        ),
        (write(lambda a, b, who, s: f"[{a * 10:.0f}][{b * 10:.0f}]{who}: {s.replace(', ', ',|/')}"), "t.txt"),
        (
            "$FontName = Arial\n//Text\n"
            + write(lambda a, b, who, s: f"{frames(a)} , {frames(b)} , {who}: {s}"),
            "t.stl",
        ),
        (write(lambda a, b, who, s: f"7 {frames(a, ';')} {frames(b, ';')} {who}: {s}"), "t.txt"),
        (
            "@ Avid\n\n<begin subtitles>\n"
            + write(lambda a, b, who, s: f"{frames(a)} {frames(b)}\n{who}: {s}\n")
            + "<end subtitles>\n",
            "t.txt",
        ),
        (
            "[INFORMATION]\n[TITLE]Mill\n[END INFORMATION]\n"
            + write(lambda a, b, who, s: f"{clock(a)}.00,{clock(b)}.50\n{who}: {s.replace(', ', ',[br]')}\n"),
            "t.sub",
        ),
        (
            "<SAMI><HEAD></HEAD><BODY>\n"
            + write(
                lambda a, b, who, s: (
                    f"<SYNC Start={a * 1000:.0f}><P>{who}: {s}\n<SYNC Start={b * 1000:.0f}><P>&nbsp;"
                )
            )
            + "</BODY></SAMI>",
            "t.smi",
        ),
        (write(lambda a, b, who, s: f"talk 1 {who.replace(' ', '_')} {a:.2f} {b:.2f} <o,f0> {s}"), "t.stm"),
    ],
)
def test_older_subtitles_are_read(text: str, name: str) -> None:
    assert read(text, name) == talk()


def test_frames_need_their_rate() -> None:
    with pytest.raises(TranscriptError, match="times in frames"):
        parse_transcript(b"{25}{50}Hello.\n{60}{90}Yes.\n", "talk.sub")


SAID = "Tell me: see 00:01:06,000 --> 00:01:09,000\nhow fast does it turn?"


@pytest.mark.parametrize(
    "said", [SAID, SAID.replace("me: see ", "me:\n"), SAID.replace("000\nhow", "000 how")]
)
@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_times_that_are_said_in_a_subtitle_are_text(said: str, suffix: str) -> None:
    cues = write(
        lambda a, b, _, s: f"{int(a)}\n{clock(a)},000 --> {clock(b)},500\n{said if 'Tell' in s else s}\n",
        "\n",
    )
    text = cues if suffix == "srt" else "WEBVTT\n\n" + cues.replace(",000", ".000").replace(",500", ".500")
    lines = read(text, f"talk.{suffix}")
    assert [start for start, _, _ in lines] == STARTS
    expected = said if suffix == "srt" else said.replace(",", ".")
    assert lines[2][2].split() == expected.split()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "10:00:01\t From  Ivy Stone : Hello\n10:00:05\t From  Rex Moor : Yes\n",
            "the chat of a Zoom meeting",
        ),
        (
            "10:00:01 From Ivy to Everyone:\n\tHello\n10:00:05 From Rex to Ivy (Direct Message):\n\tYes\n",
            "chat",
        ),
        ("Scenarist_SCC V1.0\n\n00:00:01;15\t9420 9420 94ae\n", "SCC"),
        ("#EXTM3U\n#EXTINF:10,\nseg0.vtt\n", "M3U"),
        ("TITLE: Mill\nFCM: NON-DROP FRAME\n\n001  AX  V  C  00:00:01:15 00:00:05:06\n", "EDL"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n', "TextGrid"),
        ("@UTF8\n@Begin\n*IVY:\thello .\n@End\n", "CHAT"),
        (
            "SPEAKER mill 1 0.50 2.00 <NA> <NA> IVY <NA> <NA>\n" * 2,
            "RTTM",
        ),
        ("- start: 1.0\n  text: Hello\n- start: 2.0\n  text: Yes\n", "YAML"),
        ("850STL25.01" + "0" * 200, "EBU STL"),
    ],
)
def test_what_is_no_transcript_is_called_what_it_is(text: str, reason: str) -> None:
    with pytest.raises(TranscriptError, match=reason) as refused:
        parse_transcript(text.encode(), "talk.txt")
    assert str(refused.value).startswith("talk.txt ")


def cues(arrow: str = "-->", between: str = "\n", number: str = "1") -> str:
    return write(
        lambda a, b, who, said: between.join(
            [number, f"{clock(a)},000 {arrow} {clock(b)},500", f"{who}: {said}", ""]
        )
    )


@pytest.mark.parametrize("arrow", ["-->", "->", "\u2014>", "\u2013\u2013>", "==>"[1:], "--->"])
def test_an_arrow_is_read_however_a_word_processor_changed_it(arrow: str) -> None:
    assert read(cues(arrow), "talk.srt") == talk()


def test_subtitles_with_an_empty_line_below_each_line_are_read() -> None:
    assert read(cues(between="\n\n", number="7"), "talk.srt") == talk()


@pytest.mark.parametrize("text", [cues(), "WEBVTT\n\n" + cues().replace(",", ".").replace(". ", ", ")])
def test_subtitles_inside_of_json_are_read(text: str) -> None:
    lines = read(json.dumps({"transcript": text}), "talk.json")
    assert [(start, speaker) for start, speaker, _ in lines] == [(start, who) for start, who, _ in talk()]


def test_subviewer_without_fractions_and_lyrics_with_times_of_words_are_read() -> None:
    assert read(write(lambda a, b, who, s: f"{clock(a)},{clock(b)}\n{who}: {s}\n"), "talk.sbv") == talk()
    lyrics = write(
        lambda a, _b, _who, s: f"[{int(a) // 60:02}:{a % 60:05.2f}] <{int(a) // 60:02}:{a % 60:05.2f}> {s}"
    )
    assert read(lyrics, "talk.lrc") == talk(names=None)
