"""Summaries and related episodes in a terminal."""

import re
from contextvars import copy_context
from dataclasses import replace
from typing import Any

import pytest

from bot.cli.page_documents import summary_document
from bot.cli.render.pages import render_related, render_summary
from bot.ui.language import speak
from retrieval.episode_pages.topic_search import find_topic
from retrieval.models import Sentence
from retrieval.models.episode_pages import RelatedEpisode
from tests.bot.cli.printing import printed
from tests.bot.samples import BRIDLE, EPISODE, UNTIMED
from tests.retrieval.episode_pages.test_topic_search import SUMMARY


def test_topics_and_subtopics_are_numbered() -> None:
    lines = printed(render_summary(SUMMARY)).splitlines()
    headings = [line for line in lines if re.match(r" *\d", line)]
    assert headings == [
        "1. Brain and neural nets · 0:00 to 1:00",
        "2. Aliens · 0:00 to 1:00",
        "3. Data engine · 0:00 to 1:00",
        "   3.1 Labels · 0:00 to 1:00",
    ]


@pytest.mark.parametrize("number", ["1.", "2.", "3.", "3.1"])
def test_each_number_of_a_topic_that_is_printed_shows_it(number: str) -> None:
    place = find_topic(SUMMARY, number)
    lines = printed(render_summary(SUMMARY, place)).splitlines()
    document: Any = summary_document(SUMMARY, place)
    (topic,) = document["topics"]
    assert lines[:3] == ["Kites over the salt pans (kites)", "", f"{number} {topic['title']} · 0:00 to 1:00"]
    assert len([line for line in lines if re.match(r" *\d", line)]) == 1 + len(topic["subtopics"])


def test_a_related_episode_is_shown_with_the_reason_and_both_passages() -> None:
    related = [RelatedEpisode(EPISODE, "Both speak of bridles.", UNTIMED, BRIDLE)]
    lines = printed(render_related(related)).splitlines()
    assert lines[:3] == [
        "1. Kites over the salt pans (kites)",
        "   Both speak of bridles.",
        "   here: no times in this transcript",
    ]
    assert "   there: Ines Prado · 5:50 · " in lines[5]


def test_the_passages_of_a_related_episode_are_told_apart_in_the_language_of_the_question() -> None:
    related = [RelatedEpisode(EPISODE, "Both speak of bridles.", UNTIMED, BRIDLE)]

    def german_lines() -> list[str]:
        speak("de")
        return printed(render_related(related)).splitlines()

    lines = copy_context().run(german_lines)
    assert lines[2].startswith("   hier: ")
    assert lines[5].startswith("   dort: Ines Prado · 5:50 · ")


def test_a_sentence_that_is_the_topics_quote_is_shown_once() -> None:
    one = SUMMARY.topics[0]
    quoted = replace(one, sentences=(Sentence(one.quote.quote, (one.quote,)),))
    said = printed(render_summary(replace(SUMMARY, topics=(quoted,)))).count(one.quote.quote)
    assert (said, printed(render_summary(replace(SUMMARY, topics=(one,)))).count(one.quote.quote)) == (1, 1)
    assert quoted.says_its_quote
    assert not one.says_its_quote
