"""Chapters and soundbites: read from what strangers wrote, kept with the episode, timed as it is."""

import json
from datetime import timedelta

import pytest

from retrieval.concurrency import Threads
from retrieval.episode_pages.service import EpisodePages
from retrieval.errors import FeedError
from retrieval.feeds import chapters
from retrieval.models import Chapter, Scope, Soundbite
from tests.retrieval.feeds.feed_library import FeedLibrary
from tests.retrieval.feeds.feed_server import item

BITE = '<podcast:soundbite startTime="12.5" duration="30">The swarm lands</podcast:soundbite>'


def listed(*rows: object) -> bytes:
    return json.dumps({"version": "1.2.0", "chapters": list(rows)}).encode()


def test_what_is_a_chapter_is_read_in_order_and_the_rest_left_out() -> None:
    content = listed(
        {"startTime": 90, "title": "Drones"},
        {"startTime": 0, "title": "Queens \u202egnp.exe\n"},
        {"startTime": 45, "title": "only a picture", "toc": False},
        {"startTime": -1, "title": "before"},
        {"startTime": 10**9, "title": "after"},
        {"startTime": 60},
        "a line",
        {"startTime": 90, "title": "Drones again"},
    )
    assert chapters.parse(content) == (Chapter(0, "Queens gnp.exe"), Chapter(90, "Drones"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        b"[]",
        b'{"chapters": 7}',
        b"\xff\xfe\x00",
        b'{"chapters": [' + b"[" * 10_000 + b"]" * 10_000 + b"]}",
    ],
    ids=["empty", "a web page", "a list", "a number", "no text", "10,000 deep"],
)
def test_what_is_no_list_of_chapters_is_refused(content: bytes) -> None:
    with pytest.raises(FeedError, match="isn't a list of chapters"):
        chapters.parse(content)


def test_a_time_that_is_no_number_is_no_chapter() -> None:
    assert chapters.parse(b'{"chapters": [{"startTime": NaN, "title": "when"}]}') == ()


@pytest.mark.slow
async def test_a_feed_s_chapters_and_soundbites_are_kept_and_renewed(library: FeedLibrary) -> None:
    first, other = listed({"startTime": 0, "title": "Queens"}), listed({"startTime": 5, "title": "Drones"})
    library.server.holds("/c/1.json", first, "application/json+chapters")
    more = (
        f'<podcast:chapters url="{library.server.url("/c/1.json")}" type="application/json+chapters"/>{BITE}'
    )
    library.set_items(item(1, library.server, more=more))
    await library.subscribe()
    await library.poll()
    (made,) = library.parts.catalog.indexed_episodes(None, id="hive-1")
    assert made.chapters == (Chapter(0, "Queens"),)
    assert made.soundbites == (Soundbite(12.5, 30, "The swarm lands"),)

    pages, generation = library.parts.catalog.pages, made.episode.generation
    pages.put(generation, "clips", "any", b"made from other chapters")
    library.server.holds("/c/2.json", other, "application/json+chapters")
    library.set_items(item(1, library.server, more=more.replace("/c/1.json", "/c/2.json")))
    library.time += timedelta(days=40)
    assert (await library.poll()).updated == ("hive-1",)
    (made,) = library.parts.catalog.indexed_episodes(None, id="hive-1")
    assert (made.chapters, made.episode.generation) == ((Chapter(5, "Drones"),), generation)
    assert pages.get(generation, "clips", "any") is None


@pytest.mark.slow
async def test_an_episode_is_indexed_without_chapters_that_can_not_be_had(library: FeedLibrary) -> None:
    more = f'<podcast:chapters url="{library.server.url("/gone.json")}" type="application/json+chapters"/>'
    library.set_items(item(1, library.server, more=more))
    await library.subscribe()
    report = await library.poll()
    assert (report.added, report.failures) == (("hive-1",), ())
    assert "/gone.json" in library.server.asked
    assert library.episodes() == ["hive-1"]


async def test_what_the_feed_says_of_its_audio_is_put_into_the_transcript_s_times(
    library: FeedLibrary,
) -> None:
    content = listed({"startTime": 14, "title": "Queens"})
    library.server.holds("/c/1.json", content, "application/json+chapters")
    more = f'<podcast:chapters url="{library.server.url("/c/1.json")}"/>{BITE}'
    library.set_items(item(1, library.server, more=more))
    await library.subscribe()
    await library.poll()
    pages = EpisodePages(
        catalog=library.parts.catalog,
        vectors=library.parts.vectors,
        embed=library.parts.model.embed,
        topic_writer=lambda: None,
        chat_model=None,
        threads=Threads(),
    )
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-1"))
    assert pages.page_input(episode).chapters == (Chapter(14, "Queens"),)

    library.parts.indexer.set_media_offset(episode, "audio", 10.0)
    (episode,) = library.parts.catalog.episodes(Scope(episode="hive-1"))
    page_input = pages.page_input(episode)
    assert page_input.chapters == (Chapter(4, "Queens"),)
    assert page_input.soundbites == (Soundbite(2.5, 30, "The swarm lands"),)
