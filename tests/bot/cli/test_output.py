"""What is printed: whole links, and nothing that a transcript could forge."""

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.output import format_json, sanitize
from bot.cli.render.answers import render_answer
from retrieval.language.safe_text import without_hidden
from tests.bot.cli.printing import printed
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, REFUSED, VIDEO


def test_a_terminal_wraps_words_and_never_a_link() -> None:
    url = f"{VIDEO}-{'x' * 80}"
    citation = replace(BRIDLE, quote="one two three four five six seven eight nine ten eleven", url=url)
    answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    shown = printed(render_answer(answer), width=40).splitlines()
    assert any(line.endswith(url) for line in shown)
    quote = [line for line in shown if "one two" in line or "eleven" in line]
    assert len(quote) == 2
    assert all(line.startswith("    ") and len(line) <= 40 for line in quote)


def test_only_the_number_is_set_off_in_colour() -> None:
    shown = printed(render_answer(ANSWERED), width=100, color_system="standard")
    assert "\x1b[1;36m[1] \x1b[0mInes Prado" in shown


def test_a_pipe_gets_each_quote_on_one_line() -> None:
    words = "word " * 100
    citation = replace(BRIDLE, quote=words.strip())
    answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    assert f"“{words.strip()}”" in printed(render_answer(answer))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", " [31mred [0m"),
        ("\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", " ]8;;https://evil.example click ]8;; "),
        ("a\rb\nc\x00d\x9be", "a b c d e"),
        ("left\u202eright\u2066x\u2069", "leftrightx"),
        ("a\u00add\U000e0153\u200bd\u2060", "add"),
        ("line\u2028paragraph\u2029", "line paragraph "),
        ("half\ud800pair", "half\ufffdpair"),
        ("[bold]markup[/bold] :smile:", "[bold]markup[/bold] :smile:"),
        ("déjà 日本語 👩‍🚀 می‌خواهم", "déjà 日本語 👩‍🚀 می‌خواهم"),
    ],
)
def test_text_that_a_terminal_would_obey_is_neutralised(text: str, shown: str) -> None:
    assert sanitize(text) == shown
    citation = replace(BRIDLE, quote=text, speaker=text, episode=replace(EPISODE, title=text))
    answer = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=(citation,)),))
    assert f"“{shown}”" in printed(render_answer(answer))


@given(st.text())
def test_json_for_programs_holds_every_character_and_a_terminal_obeys_none(text: str) -> None:
    written = format_json({"text": text + "\x9b\u202e\U000e0041\u2028"}, one_line=True)
    assert json.loads(written) == {"text": text + "\x9b\u202e\U000e0041\u2028"}
    assert without_hidden(written) == written
    assert not {"Cc", "Zl", "Zp"} & {unicodedata.category(character) for character in written}


@pytest.mark.slow
@given(st.text())
def test_no_text_brings_a_control_or_a_direction_override_to_the_terminal(text: str) -> None:
    citation = replace(
        BRIDLE, quote=text, speaker=text, url=text, episode=replace(EPISODE, id=text, title=text)
    )
    answer = replace(REFUSED, nearest=(citation,), looked_at=text)
    for paragraph in render_answer(answer):
        for character in f"{paragraph.prefix}{paragraph.text}":
            assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
            assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
