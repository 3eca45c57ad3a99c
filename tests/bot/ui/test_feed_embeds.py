"""Sentences about feeds agree in number."""

from unittest.mock import Mock

import pytest

from bot.ui.feed_embeds import added_sentence
from retrieval.models.feeds import AddedFeed


@pytest.mark.parametrize(
    ("transcripts", "episodes", "words"),
    [(1, 1, "1 of 1 episode has a transcript"), (2, 5, "2 of 5 episodes have a transcript")],
)
def test_a_single_transcript_has_a_singular(transcripts: int, episodes: int, words: str) -> None:
    feed = Mock(show="The Hive")
    assert words in added_sentence(AddedFeed(feed, episodes, transcripts))
