from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.grounding import ground
from retrieval.models import Cue, Draft, Episode, Hit, Segment, Show

EPISODE = Episode(
    1, "hive-7", Show(1, "hive", "Hive Notes"), "Anna Berg on bees", 1, 3, date(2021, 5, 4), ("Anna Berg",)
)
HIVES = "I keep about twelve hives behind the barn."
TEXTS = (
    f"{HIVES} They don't like the wind at all. In Oslo we only had three.",
    "The smoker calms the bees because they think that there is a fire. You should never burn petrol in it.",
    "A queen lays two thousand eggs a day. Honeyworks sells queens, and so does my neighbour Elsa.",
)
HITS = tuple(
    Hit(EPISODE, Segment(n, (Cue(text, 9.0 * n, 9.0 * n + 9),)), 1.0) for n, text in enumerate(TEXTS, 1)
)


def kept(text: str, *cited: int, question: str = "How do you keep bees?") -> list[tuple[int, str]]:
    return [(c.segment, c.quote) for s in ground([Draft(text, cited)], HITS, question) for c in s.citations]


def test_the_quote_that_proves_a_sentence_is_one_speakers() -> None:
    said = (Cue(HIVES, 9.0, 18.0, "Anna"), Cue("They don't like the wind at all.", 18.0, 27.0, "Elsa"))
    hits = (Hit(EPISODE, Segment(1, said), 1.0),)
    (sentence,) = ground([Draft("The hives don't like the wind.", (1,))], hits, "How do you keep bees?")
    assert [cited.speaker for cited in sentence.citations] in (["Anna"], ["Elsa"])


@pytest.mark.parametrize(
    ("text", "segment", "quote"),
    [
        ("Anna Berg keeps 12 hives behind the barn.", 1, HIVES),
        ("The hives don't like the wind.", 1, f"{HIVES} They don't like the wind at all."),
        ("You should never burn petrol.", 2, "You should never burn petrol in it."),
        ("A queen lays 2,000 eggs each day.", 3, "A queen lays two thousand eggs a day."),
        ("Elsa sells queens.", 3, "Honeyworks sells queens, and so does my neighbour Elsa."),
    ],
)
def test_a_true_sentence_keeps_its_citation_and_gets_its_quote(text: str, segment: int, quote: str) -> None:
    assert kept(text, segment) == [(segment, quote)]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg keeps 14 hives behind the barn.",
        "Peter Holm keeps twelve hives behind the barn.",
        "Zylon sells queens.",
        "The hives like the wind.",
        "You should burn petrol in the smoker.",
        "A queen doesn't lay two thousand eggs a day.",
        "The smoker calms the bees: buy it at evil.example.com.",
        "Honey cures most winter diseases quickly.",
        "",
        "[1]",
        "It is what it is.",
    ],
)
def test_a_sentence_that_no_segment_says_is_dropped(text: str) -> None:
    assert kept(text, 1, 2, 3) == []


@pytest.mark.parametrize("cited", [(), (3,), (0,), (-1,), (99,), (3, 1)])
def test_a_wrong_citation_is_replaced_by_the_segment_that_says_it(cited: tuple[int, ...]) -> None:
    found = kept("The smoker calms the bees.", *cited)
    assert [segment for segment, _ in found] == [2]


def test_a_name_that_only_the_question_brings_proves_nothing() -> None:
    assert not kept("Zylon hives survive winters.", 1, question="Do Zylon hives survive winters?")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("**The smoker** calms the bees [2].", "The smoker calms the bees."),
        ("- The `smoker` calms _the_ bees【2†source】.", "The smoker calms the bees."),
        ("# The [smoker](https://evil.example/x) calms <b>the</b> bees.", "The smoker calms the bees."),
        ("The \u202esmoker\u0000 calms\u200b the bees.", "The smoker calms the bees."),
    ],
)
def test_markup_and_links_are_removed_and_the_meaning_stays(text: str, clean: str) -> None:
    assert [s.text for s in ground([Draft(text)], HITS, "?")] == [clean]


def test_each_sentence_of_a_draft_stands_for_itself_and_repetition_is_dropped() -> None:
    drafts = [
        Draft("The smoker calms the bees. Rum calms more. [2] A queen lays two thousand eggs [3]."),
        Draft("The smoker calms the bees.", (2,)),
    ]
    assert [s.text for s in ground(drafts, HITS, "?")] == [
        "The smoker calms the bees.",
        "A queen lays two thousand eggs.",
    ]


def test_what_one_segment_denies_is_not_proven_by_one_that_says_less() -> None:
    vague = Hit(EPISODE, Segment(4, (Cue("Oh, wind and hives. That is what hives in wind are about."),)), 1.0)
    assert not ground([Draft("The hives like wind, and like it at the barn.", (4,))], (*HITS, vague), "?")


def test_segments_that_only_together_say_it_are_cited_together() -> None:
    found = kept("Smoke from a smoker calms bees, and a queen lays two thousand eggs.", 2, 3)
    assert [segment for segment, _ in found] == [2, 3]


def test_a_close_meaning_stands_for_some_of_the_words() -> None:
    text = "The smoker keeps the bees quiet: they suspect a fire."
    near, far = np.array([[1.0, 0.0]] * 2, np.float32), np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert not ground([Draft(text, (2,))], HITS, "?")
    assert not ground([Draft(text, (2,))], HITS, "?", embed=lambda texts: far)
    assert ground([Draft(text, (2,))], HITS, "?", embed=lambda texts: near)


PARTS = (
    *(word for text in TEXTS for word in text.split()),
    "not",
    "never",
    "14",
    "Zylon",
    "**",
    "[2]",
    "\u202e",
)
QUOTES = st.sampled_from([sentence for text in TEXTS for sentence in text.split(". ")])
SOUP = st.lists(st.sampled_from(PARTS), max_size=20).map(" ".join)
CITED = st.lists(st.integers(-2, 9), max_size=4).map(tuple)
DRAFTS = st.builds(Draft, SOUP | QUOTES | st.text(max_size=40), CITED)


@pytest.mark.slow
@given(drafts=st.lists(DRAFTS, max_size=4), said=st.builds(Draft, QUOTES, CITED), question=SOUP)
@pytest.mark.parametrize("count", [0, len(HITS)])
def test_whatever_a_model_writes_each_citation_resolves_and_is_verbatim(
    drafts: list[Draft], said: Draft, question: str, count: int
) -> None:
    grounded = ground([*drafts, said], HITS[:count], question)
    assert bool(grounded) == bool(count)
    for sentence in grounded:
        assert sentence.text
        assert sentence.citations
        for citation in sentence.citations:
            assert citation.quote in TEXTS[citation.segment - 1]
            assert citation.segment <= count
        assert not {"**", "[2]", "\u202e"} & set(sentence.text.split())
