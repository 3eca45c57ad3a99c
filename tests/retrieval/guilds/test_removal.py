"""Shows that are removed for good, and servers that removed the bot: nothing of them stays anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from retrieval.catalog.departure_store import tables_with_data_of_guilds
from retrieval.catalog.schema import metadata
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.guilds.removal import Removal
from retrieval.index.remover import Remover
from retrieval.models import Details, Scope, SegmentKey
from retrieval.models.feeds import FeedItem, ParsedFeed
from retrieval.models.guilds import Actor, GuildSettings, Job, TranscriptFile
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored

OURS, THEIRS = 7, 8
BEES = Details(show="The Hive", title="On bees", episode="hive-1")
ANTS = Details(show="Anthill", title="On ants", episode="ants-1")
FEED = "https://hive.example/feed.xml"
START = datetime(2026, 5, 1, tzinfo=UTC)
MONTH = timedelta(days=30)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    parts = open_parts(tmp_path)
    yield parts
    parts.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def removal(parts: IndexParts, clock: Clock) -> Removal:
    remover = Remover(parts.catalog, parts.vectors, parts.terms, parts.home)
    return Removal(parts.catalog, lambda: remover, Threads(), now=clock)


def fill(parts: IndexParts, guild: int | None) -> None:
    """Two versions of an episode, another show, and all else that a server has."""
    for topics in (("smoke",), ("honey", "wax")):
        parts.indexer.add(transcript(*topics), BEES, guild=guild, name="bees.srt")
    parts.indexer.add(transcript("larvae"), ANTS, guild=guild, name="ants.srt")
    generation = parts.episode("hive-1", guild).generation
    parts.catalog.pages.put(generation, "summary", "extractive:1", b"{}")
    parts.catalog.pages.record_views(guild, [SegmentKey(generation, 1)])
    subscribe(parts, guild)
    if guild is not None:
        parts.catalog.guilds.save_settings(guild, GuildSettings(private=True))
        parts.catalog.guilds.record(guild, Actor(1, "mia"), "add", "hive-1", "")
        parts.catalog.channel_policies.set(guild, 70, "off")
        job = Job(guild, "the-hive", "add", Actor(1, "mia"), waits=True)
        parts.catalog.jobs.create(job, [TranscriptFile("bees.srt", b"x")])


def subscribe(parts: IndexParts, guild: int | None, url: str = FEED, title: str = "The Hive") -> None:
    item = FeedItem("1", "On bees", date(2026, 4, 1), transcripts=("https://hive.example/1.srt",))
    parts.catalog.feeds.add(url, guild, ParsedFeed(title, (item,)), 20, START)


def rows_of(parts: IndexParts, guild: int) -> dict[str, int]:
    """How many rows each table has of a guild, in every table that says whose its rows are."""
    engine = create_engine(f"sqlite:///{parts.home / 'catalog.db'}")
    with engine.connect() as connection:
        counts = {
            table.name: len(connection.execute(select(table).where(table.c.guild == guild)).all())
            for table in metadata.sorted_tables
            if "guild" in table.c
        }
    engine.dispose()
    return {name: count for name, count in counts.items() if count}


def stored(parts: IndexParts) -> dict[str, int]:
    rows = verify_stored(parts)["rows"]
    assert isinstance(rows, dict)
    return rows


@pytest.mark.slow
async def test_a_server_that_left_keeps_its_data_for_a_month_and_then_loses_all_of_it(
    parts: IndexParts, removal: Removal, clock: Clock
) -> None:
    fill(parts, THEIRS)
    before = stored(parts)
    fill(parts, OURS)
    parts.catalog.pages.record_views(OURS, [SegmentKey(parts.episode("hive-1", OURS).generation, 1)])
    assert await removal.guild_left(OURS)
    clock.now += MONTH - timedelta(seconds=1)
    assert await removal.delete_departed(MONTH) == []
    assert parts.texts("hive-1", OURS)

    clock.now += timedelta(seconds=1)
    assert await removal.delete_departed(MONTH) == [OURS]
    assert rows_of(parts, OURS) == {}
    assert stored(parts) == before | {"audit": 2}  # the host's log says that it was deleted
    assert parts.texts("hive-1", THEIRS)
    assert await removal.delete_departed(MONTH) == []


@pytest.mark.slow
async def test_a_server_that_comes_back_in_time_keeps_everything(
    parts: IndexParts, removal: Removal, clock: Clock
) -> None:
    fill(parts, OURS)
    await removal.guild_left(OURS)
    clock.now += timedelta(days=29)
    assert await removal.guild_joined(OURS)
    clock.now += timedelta(days=300)
    assert await removal.delete_departed(MONTH) == []
    assert parts.texts("hive-1", OURS)
    assert not await removal.guild_joined(OURS)


@pytest.mark.slow
async def test_what_happened_while_the_bot_was_offline_is_noticed(
    parts: IndexParts, removal: Removal, clock: Clock
) -> None:
    for guild in (OURS, THEIRS):
        fill(parts, guild)
    assert await removal.compare_guilds({THEIRS, 99}) == ([OURS], [])
    clock.now += timedelta(days=20)
    assert await removal.compare_guilds({THEIRS}) == ([], [])  # it is gone since the first time
    clock.now += timedelta(days=5)
    assert await removal.compare_guilds({OURS, THEIRS}) == ([], [OURS])
    clock.now += timedelta(days=30)
    assert await removal.delete_departed(MONTH) == []


@pytest.mark.slow
async def test_a_server_that_comes_back_while_it_is_about_to_be_deleted_is_spared(
    parts: IndexParts, removal: Removal, clock: Clock
) -> None:
    fill(parts, OURS)
    await removal.guild_left(OURS)
    await removal.guild_joined(OURS)
    assert not parts.catalog.removals.delete_guild(OURS, clock.now + MONTH)
    assert parts.texts("hive-1", OURS)


async def test_a_server_without_data_is_not_remembered(parts: IndexParts, removal: Removal) -> None:
    assert not await removal.guild_left(OURS)
    assert await removal.guilds() == []


@pytest.mark.slow
async def test_feeds_of_a_server_that_left_are_not_polled(
    parts: IndexParts, removal: Removal, clock: Clock
) -> None:
    fill(parts, OURS)
    assert parts.catalog.feeds.due_guilds(clock.now) == [OURS]
    await removal.guild_left(OURS)
    assert parts.catalog.feeds.due_guilds(clock.now) == []
    await removal.guild_joined(OURS)
    assert parts.catalog.feeds.due_guilds(clock.now) == [OURS]


@pytest.mark.slow
async def test_servers_with_data_are_listed_and_deleted_at_once(
    parts: IndexParts, removal: Removal, clock: Clock
) -> None:
    fill(parts, OURS)
    parts.catalog.guilds.save_settings(THEIRS, GuildSettings(private=True))
    await removal.guild_left(OURS)
    ours, theirs = await removal.guilds()
    assert (ours.guild, ours.shows, ours.episodes, ours.left) == (OURS, 2, 2, START)
    assert (theirs.guild, theirs.shows, theirs.episodes, theirs.bytes, theirs.left) == (THEIRS, 0, 0, 0, None)
    assert (ours.usage.feeds, ours.usage.jobs, theirs.usage.feeds) == (1, 0, 0)  # its jobs ended as it left
    assert ours.bytes > 1000
    assert await removal.delete_guild(OURS) == ours
    assert rows_of(parts, OURS) == {}
    with pytest.raises(NotFoundError, match="no data"):
        await removal.delete_guild(OURS)


@pytest.mark.slow
async def test_a_show_is_removed_everywhere_and_may_come_back(parts: IndexParts, removal: Removal) -> None:
    parts.indexer.add(transcript("larvae"), ANTS, name="ants.srt")
    before = stored(parts)
    fill(parts, None)
    removed = await removal.remove_show(None, "The Hive")
    assert (removed.show, removed.episodes, removed.feeds) == ("the-hive", 1, 1)
    assert stored(parts) == before | {"feeds": 1, "feed_items": 1}
    assert [episode.id for episode in parts.catalog.episodes(Scope())] == ["ants-1"]
    with pytest.raises(NotFoundError, match="only feeds; --forget"):
        await removal.remove_show(None, "the-hive")
    assert parts.indexer.add(transcript("honey"), BEES, name="bees.srt").outcome == "added"


@pytest.mark.slow
async def test_the_earlier_version_of_an_episode_that_moved_goes_with_the_show_it_was_in(
    parts: IndexParts, removal: Removal
) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    parts.indexer.add(transcript("honey"), replace(BEES, show="Apiary"), name="bees.srt")
    with pytest.raises(NotFoundError):
        await removal.remove_show(None, "the-hive")
    await removal.remove_show(None, "apiary")
    assert stored(parts) == {}


@pytest.mark.slow
async def test_a_forgotten_show_does_not_come_back_by_file_or_feed(
    parts: IndexParts, removal: Removal
) -> None:
    fill(parts, OURS)
    removed = await removal.remove_show(OURS, "the-hive", forget=True)
    assert removed.feeds == 1
    assert not parts.catalog.feeds.for_guild(OURS)
    refused = rf"removed for good .*`podcite show allow the-hive --guild {OURS}`"
    for name in ("bees.srt", "other.srt"):
        with pytest.raises(BadRequestError, match=refused):
            parts.indexer.add(transcript("honey"), replace(BEES, episode=None), guild=OURS, name=name)
    for url, title in ((FEED, "Renamed"), ("https://elsewhere.example/", "The hive!")):
        with pytest.raises(BadRequestError, match=refused):
            subscribe(parts, OURS, url, title)
    # Nobody else is concerned, and the server's other show isn't.
    assert parts.indexer.add(transcript("honey"), BEES, guild=THEIRS, name="bees.srt").outcome == "added"
    assert parts.texts("ants-1", OURS)

    assert await removal.allow_show(OURS, "The Hive") == "the-hive"
    assert parts.indexer.add(transcript("honey"), BEES, guild=OURS, name="bees.srt").outcome == "added"
    subscribe(parts, OURS)
    with pytest.raises(NotFoundError, match="isn't blocked"):
        await removal.allow_show(OURS, "the-hive")


@pytest.mark.slow
async def test_a_show_that_the_host_forgets_comes_back_in_no_server(
    parts: IndexParts, removal: Removal
) -> None:
    with pytest.raises(NotFoundError, match="no shared show 'The Hive'"):
        await removal.remove_show(None, "The Hive", forget=True)
    assert stored(parts) == {}
    await removal.remove_show(None, "The Hive", forget=True, unknown=True)
    for guild in (None, OURS):
        with pytest.raises(BadRequestError, match="`podcite show allow the-hive`"):
            parts.indexer.add(transcript("honey"), BEES, guild=guild, name="bees.srt")
    assert stored(parts) == {"blocked_shows": 1}


@pytest.mark.slow
async def test_shows_whose_titles_differ_in_accents_alone_are_different_shows(
    parts: IndexParts, removal: Removal
) -> None:
    for title, text in (("Bär", "honey"), ("Bar", "spirits"), ("bär!", "larvae")):
        details = Details(show=title, title=text)
        parts.indexer.add(transcript(text), details, name=f"{text}.srt")
    shows = {episode.title: episode.show for episode in parts.catalog.episodes(Scope())}
    assert shows["honey"] == shows["larvae"] != shows["spirits"]
    with pytest.raises(NotFoundError, match=r"no shared show 'Bâr'; did you mean '.*'"):
        await removal.remove_show(None, "Bâr", forget=True)

    assert (await removal.remove_show(None, "Bar", forget=True)).episodes == 1
    assert sorted(episode.title for episode in parts.catalog.episodes(Scope())) == ["honey", "larvae"]
    assert parts.indexer.add(transcript("wax"), Details(show="Bär"), name="wax.srt").outcome == "added"
    with pytest.raises(BadRequestError, match="`podcite show allow bar`"):
        parts.indexer.add(transcript("spirits"), Details(show="Bar"), name="spirits.srt")
    assert await removal.allow_show(None, "Bar") == "bar"


async def test_a_show_that_has_only_feeds_can_be_forgotten(parts: IndexParts, removal: Removal) -> None:
    subscribe(parts, OURS)
    with pytest.raises(NotFoundError, match="only feeds"):
        await removal.remove_show(OURS, "The Hive")
    assert (await removal.remove_show(OURS, "the-hive", forget=True)).feeds == 1
    assert not parts.catalog.feeds.for_guild(OURS)


@pytest.mark.slow
async def test_a_block_outlives_the_data_of_its_server(parts: IndexParts, removal: Removal) -> None:
    fill(parts, OURS)
    await removal.remove_show(OURS, "the-hive", forget=True)
    await removal.delete_guild(OURS)
    assert rows_of(parts, OURS) == {"blocked_shows": 1}
    assert await removal.guilds() == []


async def test_transcripts_without_a_show_are_never_blocked(parts: IndexParts, removal: Removal) -> None:
    with pytest.raises(BadRequestError, match="without --forget"):
        await removal.remove_show(None, "unsorted", forget=True)


def test_every_table_that_says_whose_its_rows_are_is_emptied() -> None:
    names = {table.name for table in tables_with_data_of_guilds()}
    hosts_decisions = {"blocked_shows", "guild_limits"}
    assert names == {table.name for table in metadata.sorted_tables if "guild" in table.c} - hosts_decisions
