from datetime import date

import pytest

from retrieval.grounding import Draft, ground
from retrieval.models import Cue, Episode, Hit, Segment, Show

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
