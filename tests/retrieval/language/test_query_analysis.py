import pytest

from retrieval.language.query_analysis import extract_subject, extract_terms, find_named_speakers, is_broad
from retrieval.models import Episode, Show
from retrieval.search.title_index import TitleIndex

HARBOUR, GARDEN = Show(1, "harbour-talk", "Harbour Talk"), Show(2, "garden-hour", "The Garden Hour")
EPISODES = [
    Episode(1, "harbour-talk-12", HARBOUR, "Ropes and knots", 11, 9, guests=("Ines Falk",)),
    Episode(2, "harbour-talk-13", HARBOUR, "Paint that lasts", 12, 9),
    Episode(3, "garden-hour-12", GARDEN, "Slugs", 13, 9, guests=("Otto Brandt",)),
]


@pytest.mark.parametrize(
    ("query", "about", "words"),
    [
        ("Summarize the discussion about spring tides", "the about spring tides", "spring tides"),
        ("What did they say on rust?", "What did they on rust", "rust"),
        ("Who said that?", "Who that", "Who said that?"),
        ("why?", "why", "why?"),
        ("", "", ""),
    ],
)
def test_a_question_is_looked_up_by_its_subject(query: str, about: str, words: str) -> None:
    assert extract_subject(query) == about
    assert extract_terms(query) == words


@pytest.mark.parametrize(
    ("query", "broad"),
    [
        ("Summarise what came up on moorings", True),
        ("what did they talk about before the break", True),
        ("How long is the quay?", False),
        ("Who reviews the charts?", False),
    ],
)
def test_a_discussion_is_told_from_a_statement(query: str, broad: bool) -> None:
    assert is_broad(query) is broad


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("what did ines falk say about ropes", ["Ines Falk"]),
        ("Why does Falk prefer hemp?", ["Ines Falk"]),
        ("what did ines say", []),
        ("Which Otto was it?", []),
        ("Did Otto Brandt and Falk agree?", ["Ines Falk", "Otto Brandt"]),
        ("what does the harbour master earn", ["Harbour Master"]),
        ("is the harbour deep", []),
    ],
)
def test_speakers_are_named_in_full_or_by_a_name_of_their_own(query: str, named: list[str]) -> None:
    assert find_named_speakers(query, ["Ines Falk", "Otto Brandt", "Otto Falkner", "Harbour Master"]) == named


@pytest.mark.parametrize(
    ("query", "clearest"),
    [
        ("On Harbour Talk 12, which knot slips?", 11),
        ("Is Otto Brandt fond of beer traps?", 13),
        ("what about paint", 12),
    ],
)
def test_episodes_are_named_by_number_guest_and_title(query: str, clearest: int) -> None:
    named = TitleIndex(EPISODES).score_episodes(query)
    assert max(named, key=lambda generation: named[generation]) == clearest
    assert all(0 < clarity <= 1 for clarity in named.values())


def test_words_that_every_episode_has_or_none_name_no_episode() -> None:
    assert TitleIndex(EPISODES[:2]).score_episodes("Which harbour talk is about engines?") == {}
    assert TitleIndex([]).score_episodes("anything") == {}
