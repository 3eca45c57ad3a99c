"""A fact or a page is asked of the episode that an id or a part of a title names; other words are talk."""

import pytest

from retrieval.models import Citation, Episode, Show, Turn
from retrieval.models.requests import Request
from retrieval.understanding.classify import understand
from tests.retrieval.understanding.shelf import EPISODES, HARBOUR, OVEN, names

TIDES = Episode(5, "tides", OVEN, "Why the sea comes back at night", 5, 1)
CORRIE = Episode(6, "corrie-blount", OVEN, "Zymurgy for beginners", 6, 1, guests=("Corrie Blount",))
LIBRARY = names((*EPISODES, TIDES, CORRIE))
BREAKWATER, KNOTS, RYE, COSTS = EPISODES


def request_for(message: str) -> Request:
    return understand(message, LIBRARY)


@pytest.mark.parametrize(
    ("message", "detail", "episode"),
    [
        ("who is the guest of tides?", "people", TIDES),
        ("Who is the guest in TIDES", "people", TIDES),
        ("who hosts tides", "people", TIDES),
        ("and the host of tides?", "people", TIDES),
        ("tell me the guest of tides", "people", TIDES),
        ("what is the name of the guest on tides?", "people", TIDES),
        ("who speaks in tides?", "people", TIDES),
        ("does tides have a guest?", "people", TIDES),
        ("tides guest", "people", TIDES),
        ("wer ist der gast von tides", "people", TIDES),
        ("qui est l'invité de tides", "people", TIDES),
        ("who is the guest of the sea comes back", "people", TIDES),
        ("who is the guest of zymurgy", "people", CORRIE),
        ("who is the guest of corrie-blount", "people", CORRIE),
        ("who was the guest in patience?", "people", RYE),
        ("how long is tides?", "length", TIDES),
        ("length of tides", "length", TIDES),
        ("how many minutes is tides", "length", TIDES),
        ("duration of zymurgy for beginners", "length", CORRIE),
        ("when was tides published", "date", TIDES),
        ("publication date of tides", "date", TIDES),
        ("when did the sea comes back come out?", "date", TIDES),
        ("link to tides", "link", TIDES),
        ("chapters of tides", "chapters", TIDES),
        ("show me the chapters in zymurgy", "chapters", CORRIE),
        ("chapters of patience", "chapters", RYE),
        ("topics of tides", "summary", TIDES),
        ("summary of tides", "summary", TIDES),
        ("summarize tides", "summary", TIDES),
        ("what is tides about", "summary", TIDES),
        ("what's zymurgy about?", "summary", CORRIE),
        ("best clips from tides", "clips", TIDES),
        ("transcript of zymurgy", "transcript", CORRIE),
        ("questions about tides", "questions", TIDES),
    ],
)
def test_a_fact_or_a_page_is_asked_of_what_an_id_or_a_part_of_a_title_names(
    message: str, detail: str, episode: Episode
) -> None:
    request = request_for(message)
    assert (request.detail, request.reference.episodes) == (detail, (episode,))


@pytest.mark.parametrize(
    ("message", "detail", "show"),
    [
        ("who hosts harbour", "people", HARBOUR),
        ("guests of harbour", "people", HARBOUR),
        ("how many episodes of harbour are there", "count", HARBOUR),
        ("how many episodes are in tides", "count", OVEN),
    ],
)
def test_a_part_of_a_shows_name_is_enough_for_its_people_and_its_number_of_episodes(
    message: str, detail: str, show: Show
) -> None:
    request = request_for(message)
    assert (request.detail, request.reference.show) == (detail, show)


@pytest.mark.parametrize(
    "message",
    [
        "what are tides?",
        "what causes the tides",
        "how long are tides",
        "how long do tides last",
        "when do tides come",
        "who is tides",
        "who makes tides",
        "tell me about tides",
        "what do the guests say about tides",
        "when was bread invented",
        "how long does bread last",
        "what is bread about",
        "summary of bread",
        "who invented tides",
    ],
)
def test_the_same_word_in_other_questions_is_what_was_talked_about(message: str) -> None:
    assert request_for(message).kind == "talk"


QUOTE = Citation(RYE, 2, "Rye bread keeps for a week.", 60.0, 89.0)


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        ("What about the guest?", "people"),
        ("and the host?", "people"),
        ("who's the guest?", "people"),
        ("who is the host of this episode", "people"),
        ("who are the hosts and guests?", "people"),
        ("how about the guests?", "people"),
        ("how long is the episode?", "length"),
        ("when was that episode published?", "date"),
        ("what about the chapters?", "chapters"),
        ("show me clips", "clips"),
    ],
)
def test_after_an_answer_a_fact_is_asked_of_the_episode_that_it_cites(message: str, detail: str) -> None:
    history = (Turn("does ada brisk keep rye", "Rye bread keeps for a week. [1]", citations=(QUOTE,)),)
    request = understand(message, LIBRARY, history)
    episodes = request.reference.episodes or (QUOTE.episode,)
    assert (request.detail, episodes, request.reference.is_person) == (detail, (RYE,), False)


@pytest.mark.parametrize("message", ["what about warmth?", "how long?", "and what do the guests think?"])
def test_a_follow_up_that_asks_for_no_fact_stays_one(message: str) -> None:
    history = (Turn("does ada brisk keep rye", "Rye bread keeps for a week. [1]", citations=(QUOTE,)),)
    assert understand(message, LIBRARY, history).kind in ("talk", "followup")
