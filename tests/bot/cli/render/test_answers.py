"""Answers in a terminal: numbered sentences, and the citations under them."""

from contextvars import copy_context
from dataclasses import replace

from bot.cli.render.answers import render_answer
from bot.ui.language import speak
from retrieval.models import Answer, Sentence
from tests.bot.cli.printing import printed
from tests.bot.samples import ANSWERED, REFUSED, VIDEO


def test_each_sentence_is_followed_by_the_numbers_of_what_it_cites() -> None:
    first = printed(render_answer(ANSWERED)).splitlines()[0]
    assert first == "The bridle sets the angle. [1] A tail only drags. [1][2]"


def test_every_number_has_its_speaker_time_link_quote_and_segment() -> None:
    assert printed(render_answer(ANSWERED)).splitlines()[1:] == [
        "",
        f"[1] Ines Prado · 5:50 · {VIDEO}&t=350s",
        "    “The bridle sets the angle.”",
        "    Kites over the salt pans (kites), segment 12",
        "",
        "[2] probably Oskar Lind · ≈ 1:01:01",
        "    “A tail is only drag.”",
        "    Kites over the salt pans (kites), segment 13",
    ]


def test_quotes_stand_once_under_a_heading_that_claims_nothing() -> None:
    citation = ANSWERED.sentences[0].citations[0]
    quoted = Answer("?", (Sentence(citation.quote, (citation,)),), (), "extractive")
    assert printed(render_answer(quoted)).splitlines() == [
        "What was said about this:",
        "",
        f"[1] Ines Prado · 5:50 · {VIDEO}&t=350s",
        "    “The bridle sets the angle.”",
        "    Kites over the salt pans (kites), segment 12",
    ]


def test_a_refusal_says_what_was_looked_at_and_what_comes_nearest() -> None:
    shown = printed(render_answer(REFUSED)).splitlines()
    assert shown[0] == (
        "The transcripts don't hold an answer to that. I looked at 1 episode of High Lines. "
        "The closest passages:"
    )
    assert f"- Ines Prado · 5:50 · {VIDEO}&t=350s" in shown
    assert "- no times in this transcript" in shown


def test_a_refusal_with_nothing_near_is_one_sentence() -> None:
    assert printed(render_answer(Answer("?", (), (), "extractive"))) == (
        "The transcripts don't hold an answer to that.\n"
    )


def test_a_refusal_claims_nothing_of_a_question_in_another_language() -> None:
    refusal = replace(REFUSED, text="Ask in English.", is_unsure=True)
    assert "I haven't found an answer to that so far." in printed(render_answer(refusal))


def test_a_refusal_claims_nothing_while_a_part_of_the_index_is_missing() -> None:
    refusal = Answer("?", (), (), "extractive", left_out="1 of 3 episodes are indexed.")
    assert printed(render_answer(refusal)).splitlines() == [
        "I haven't found an answer to that so far.",
        "1 of 3 episodes are indexed.",
    ]


def test_help_about_commands_in_discord_is_about_the_terminals_own_instead() -> None:
    told = Answer("how do I delete my data?", (), (), "catalog", kind="help", text="Use /privacy in Discord.")
    shown = " ".join(printed(render_answer(told)).split())
    assert "/privacy" not in shown
    assert "podcite privacy prune" in shown


def test_the_paragraphs_of_an_answer_in_another_language_stay_apart() -> None:
    lines = [f"• Folge {n} · Salt Air · aufgenommen am {n}. Mai 2026" for n in range(1, 31)]
    answer = Answer("?", (), (), "catalog", kind="library", text="\n".join(["30 Folgen.", "", *lines]))

    def print_in_german() -> str:
        speak("de")
        return printed(render_answer(answer))

    assert copy_context().run(print_in_german).splitlines() == ["30 Folgen.", "", *lines]
