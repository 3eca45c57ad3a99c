"""Which topic is opened for what somebody typed."""

import pytest

from retrieval.episode_pages.topic_search import find_topic_position
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
    ("typed", "position"),
    [
        ("2", 1),
        ("aliens", 1),
        ("alines", 1),
        ("the data engine", 2),
        ("labels", 2),
        ("training", 2),
        ("labelling", 2),
        ("brain", 0),
        ("aliens who cook", 1),
    ],
)
def test_a_topic_is_known_by_its_number_title_or_words(typed: str, position: int) -> None:
    assert find_topic_position(SUMMARY, typed) == position


@pytest.mark.parametrize("typed", ["4", "0", "cooking", "", "???"])
def test_what_no_topic_is_or_says_is_refused(typed: str) -> None:
    with pytest.raises(NotFoundError):
        find_topic_position(SUMMARY, typed)
