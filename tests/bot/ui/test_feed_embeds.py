"""Sentences about feeds agree in number, and say what becomes of episodes that fail."""

from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

from bot.ui.feed_embeds import added_sentence, feeds_embed
from retrieval.models.feeds import AddedFeed, Feed, UnfinishedItem


@pytest.mark.parametrize(
    ("transcripts", "episodes", "words"),
    [(1, 1, "1 of 1 episode has a transcript"), (2, 5, "2 of 5 episodes have a transcript")],
)
def test_a_single_transcript_has_a_singular(transcripts: int, episodes: int, words: str) -> None:
    feed = Mock(show="The Hive")
    assert words in added_sentence(AddedFeed(feed, episodes, transcripts))


def test_an_indexed_episode_that_can_not_be_checked_is_said_to_stay() -> None:
    due = datetime(2026, 5, 1, tzinfo=UTC)
    items = [
        UnfinishedItem("Wax", "Too large.", 1, due, indexed=True),
        UnfinishedItem("Smoke", "No.", 1, due),
    ]
    listed = feeds_embed([Feed(1, 7, "https://hive.example/feed", "The Hive")], {1: items}).description or ""
    assert "Wax: Too large. The text that is indexed stays." in listed
    assert listed.endswith("Smoke: No.")
