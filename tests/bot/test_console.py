"""What a terminal shows: numbered sentences, whole links, and nothing that a transcript could forge."""

import io
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot import console
from bot.console import Line, clean
from bot.ui.formatting import clock
from retrieval.models import Answer, Status
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, HIT, REFUSED, TURNS, VIDEO


def printed(lines: Iterable[Line], width: int | None = None) -> str:
    out = io.StringIO()
    terminal = Console(file=out, width=width, force_terminal=width is not None, color_system=None)
    console.show(terminal, lines)
    return out.getvalue()


def test_each_sentence_is_followed_by_the_numbers_of_what_it_cites() -> None:
    first = printed(console.answer_lines(ANSWERED)).splitlines()[0]
    assert first == "The bridle sets the angle. [1] A tail only drags. [1][2]"


def test_every_number_has_its_speaker_time_link_quote_and_segment() -> None:
    assert printed(console.answer_lines(ANSWERED)).splitlines()[1:] == [
        "",
        f"[1] Ines Prado · 5:50 · {VIDEO}&t=350s",
        "    “The bridle sets the angle.”",
        "    Kites over the salt pans (kites), segment 12",
        "",
        "[2] probably Oskar Lind · ≈ 1:01:01",
        "    “A tail is only drag.”",
        "    Kites over the salt pans (kites), segment 13",
    ]


def test_a_refusal_says_what_was_looked_at_and_what_comes_nearest() -> None:
    shown = printed(console.answer_lines(REFUSED)).splitlines()
    assert shown[0] == (
        "The transcripts don't hold an answer to that. I looked at 1 episode of High Lines. "
        "What comes nearest:"
    )
    assert f"- Ines Prado · 5:50 · {VIDEO}&t=350s" in shown
    assert "- no times in this transcript" in shown


def test_a_refusal_with_nothing_near_is_one_sentence() -> None:
    assert printed(console.answer_lines(Answer("?", (), (), "extractive"))) == (
        "The transcripts don't hold an answer to that.\n"
    )


def test_a_terminal_wraps_words_and_never_a_link() -> None:
    url = f"{VIDEO}-{'x' * 80}"
    citation = replace(BRIDLE, quote="one two three four five six seven eight nine ten eleven", url=url)
    answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    shown = printed(console.answer_lines(answer), width=40).splitlines()
    assert any(line.endswith(url) for line in shown)
    quote = [line for line in shown if "one two" in line or "eleven" in line]
    assert len(quote) == 2
    assert all(line.startswith("    ") and len(line) <= 40 for line in quote)


def test_only_the_number_is_set_off_in_colour() -> None:
    out = io.StringIO()
    terminal = Console(file=out, width=100, force_terminal=True, color_system="standard")
    console.show(terminal, console.answer_lines(ANSWERED))
    assert "\x1b[1;36m[1] \x1b[0mInes Prado" in out.getvalue()


def test_a_pipe_gets_each_quote_on_one_line() -> None:
    words = "word " * 100
    citation = replace(BRIDLE, quote=words.strip())
    answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    assert f"“{words.strip()}”" in printed(console.answer_lines(answer))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", " [31mred [0m"),
        ("\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", " ]8;;https://evil.example click ]8;; "),
        ("a\rb\nc\x00d\x9be", "a b c d e"),
        ("left\u202eright\u2066x\u2069", "leftrightx"),
        ("line\u2028paragraph\u2029", "line paragraph "),
        ("half\ud800pair", "half\ufffdpair"),
        ("[bold]markup[/bold] :smile:", "[bold]markup[/bold] :smile:"),
        ("déjà 日本語 👩‍🚀 می‌خواهم", "déjà 日本語 👩‍🚀 می‌خواهم"),
    ],
)
def test_text_that_a_terminal_would_obey_is_neutralised(text: str, shown: str) -> None:
    assert clean(text) == shown
    citation = replace(BRIDLE, quote=text, speaker=text, episode=replace(EPISODE, title=text))
    answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    assert f"“{shown}”" in printed(console.answer_lines(answer))


@given(st.text())
def test_no_text_brings_a_control_or_a_direction_override_to_the_terminal(text: str) -> None:
    citation = replace(
        BRIDLE, quote=text, speaker=text, url=text, episode=replace(EPISODE, id=text, title=text)
    )
    answer = replace(REFUSED, nearest=(citation,), looked_at=text)
    for line in console.answer_lines(answer):
        for character in f"{line.lead}{line.text}":
            assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
            assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_a_segment_shows_its_turns_and_marks_a_guess() -> None:
    assert printed(console.transcript_lines(EPISODE, (TURNS,), at=12)).splitlines() == [
        "Kites over the salt pans (kites)",
        "",
        "▶ Segment 12 · 5:50",
        "  Ines Prado: The bridle sets the angle.",
        "  probably Oskar Lind: Always?",
        "  Ines Prado: Nearly always.",
    ]


def test_a_search_shows_each_segment_under_its_episode() -> None:
    assert printed(console.hit_lines([HIT])).splitlines()[:2] == [
        "Kites over the salt pans (kites)",
        "Segment 12 · 5:50",
    ]
    assert printed(console.hit_lines([])) == "Nothing in the transcripts resembles that.\n"


def test_an_episode_is_one_line_that_begins_with_its_id() -> None:
    assert printed(console.episode_lines([EPISODE])) == (
        "kites  Kites over the salt pans · High Lines · 2024-05-06 · 1:02:03 · 42 segments\n"
    )
    assert "podcite index add" in printed(console.episode_lines([]))


def test_the_status_says_what_is_wrong() -> None:
    status = Status(
        1,
        2,
        3,
        "local:all-MiniLM-L6-v2",
        384,
        4_200_000,
        datetime(2024, 1, 2, tzinfo=UTC),
        ("The disk is full.",),
    )
    shown = printed(console.status_lines(status))
    assert "Segments      3\n" in shown
    assert "On disk       4.2 MB\n" in shown
    assert "! The disk is full.\n" in shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0:00"),
        (59.999, "0:59"),
        (60.0, "1:00"),
        (3599.0, "59:59"),
        (3600.0, "1:00:00"),
        (12_508.0, "3:28:28"),
    ],
)
def test_a_clock_reads_like_a_players(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
