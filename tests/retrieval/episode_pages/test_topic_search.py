"""Which topic is opened for what somebody typed."""

import pytest

from retrieval.episode_pages.topic_search import find_topic
from retrieval.errors import NotFoundError
from retrieval.models import Citation, Sentence
from retrieval.models.episode_pages import Summary, Topic
from tests.bot.samples import EPISODE

QUOTE = Citation(EPISODE, 1, "A net learns.", 0.0, 1.0)


def topic(title: str, *said: str, within: tuple[Topic, ...] = ()) -> Topic:
    return Topic(title, 0.0, 60.0, tuple(Sentence(text, (QUOTE,)) for text in said), QUOTE, within)


SUMMARY = Summary(
    EPISODE,
    (
        topic("Brain and neural nets", "The brain is a poor guide to training."),
        topic("Aliens", "Nobody has called yet."),
        topic(
            "Data engine", "Training needs data.", within=(topic("Labels", "Training is mostly labelling."),)
        ),
    ),
    "extractive",
)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("2", (1, None)),
        (" 2. ", (1, None)),
        ("#2", (1, None)),
        ("Topic 2", (1, None)),
        ("3.1", (2, 0)),
        ("aliens", (1, None)),
        ("alines", (1, None)),
        ("the data engine", (2, None)),
        ("labels", (2, 0)),
        ("training", (2, None)),
        ("labelling", (2, None)),
        ("brain", (0, None)),
        ("aliens who cook", (1, None)),
    ],
)
def test_a_topic_is_known_by_its_number_title_or_words(typed: str, place: tuple[int, int | None]) -> None:
    assert find_topic(SUMMARY, typed) == place


@pytest.mark.parametrize("typed", ["4", "0", "3.2", "2.1", "3.0", "-1", "cooking", "", "???"])
def test_what_no_topic_is_or_says_is_refused(typed: str) -> None:
    with pytest.raises(NotFoundError):
        find_topic(SUMMARY, typed)
