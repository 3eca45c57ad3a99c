"""What is quoted of a reply to a question."""

import pytest

from retrieval.episode_pages.direct_replies import find_direct_reply
from retrieval.episode_pages.question_candidates import QuestionCandidate
from tests.retrieval.episode_pages.orthogonal_segments import page_input

FREEZE = (
    "Because the cork lines freeze in the night, and what freezes breaks in the first swell of the open sea."
)
SIGN = "So a knot is a sign that a rope should have been thrown away in the autumn of the year before."


def reply(question: str, *texts: str, shows_turns: bool = True) -> list[tuple[int, str]]:
    """Return what is quoted of the reply to the question with which the first text begins."""
    talk = page_input(*texts)
    candidate = QuestionCandidate(question, 0, len(question) + texts[0].index(question), 1.0)
    found = find_direct_reply(candidate, talk, shows_turns)
    return [(citation.segment, citation.quote) for citation in found]


def test_the_next_speakers_first_thought_is_quoted() -> None:
    asked = "Why do nets tear?"
    assert reply(asked, f"- {asked}\n- {FREEZE}") == [(1, FREEZE)]
    assert reply(asked, f"- {asked}", f"- {FREEZE}\n- Indeed it does.") == [(2, FREEZE)]
    assert reply(asked, f"- {asked} And why in winter?\n- Well, that's a great question. {FREEZE}") == [
        (1, FREEZE)
    ]


@pytest.mark.parametrize(
    "after",
    [
        "\n- Yeah, they do.",
        "\n- Do you mean nets of hemp or nets of cotton or nets of silk, or what kind of nets do you mean?",
        "\n- Because the cork lines [unintelligible 00:12:01] and what freezes breaks in a swell of the sea.",
        f" I have seen so many of them in all the years that I went to sea and each of them tore. {FREEZE}",
        "\n- Well, the difficult thing with nets is, obviously, that nobody has ever made one that lasts.",
        "",
    ],
)
def test_a_nod_a_question_a_remark_and_what_the_asker_goes_on_to_say_are_no_reply(after: str) -> None:
    assert reply("Why do nets tear?", f"- Why do nets tear?{after}") == []


def test_a_yes_stays_where_it_is_the_answer() -> None:
    said = f"Absolutely. Every net that I ever saw tears sooner or later, and {FREEZE[8:]}"
    assert reply("Do nets tear?", f"- Do nets tear?\n- {said}") == [(1, said)]
    assert reply("Why do nets tear?", f"- Why do nets tear?\n- {said}")[0][1].startswith("Every net")


def test_a_definition_begins_where_it_says_what_something_is() -> None:
    led = "There is much to tell here. Let me speak about ropes."
    assert reply("What is a knot?", f"- What is a knot?\n- {led} {SIGN}") == [(1, SIGN)]
    assert reply("Why knots at all?", f"- Why knots at all?\n- {led} {SIGN}") == [(1, f"{led} {SIGN}")]


def test_a_short_quote_goes_on_in_the_next_segment() -> None:
    asked = "Why do nets tear?"
    assert reply(asked, f"- {asked}\n- {FREEZE}", SIGN) == [(1, FREEZE), (2, SIGN)]
    long = " ".join([FREEZE, FREEZE])
    assert reply(asked, f"- {asked}\n- {long}", SIGN) == [(1, long)]


def test_a_sentence_that_breaks_off_is_not_quoted() -> None:
    asked = "Why do nets tear?"
    assert reply(asked, f"- {asked}\n- {FREEZE} But since we sail so much in--\n- I see.") == [(1, FREEZE)]


def test_without_turns_what_follows_is_the_reply() -> None:
    asked = "Why do nets tear?"
    assert reply(asked, f"{asked} Why in winter? {FREEZE}", shows_turns=False) == [(1, FREEZE)]
