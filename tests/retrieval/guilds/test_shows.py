"""Shows are renamed, merged and split without an episode being lost, changed or indexed again."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.guilds.removal import Removal
from retrieval.guilds.shows import Shows
from retrieval.index.remover import Remover
from retrieval.index.term_reader import TermReader
from retrieval.models import Details, Placement, Scope, UnnamedSpeaker
from retrieval.models.feeds import ParsedFeed
from retrieval.search.hybrid_search import HybridSearch, Unsearched
from tests.retrieval.guilds.test_removal import START
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored

OURS = 7


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    opened = open_parts(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
async def shows(parts: IndexParts) -> AsyncIterator[Shows]:
    threads = Threads()
    yield Shows(parts.catalog, parts.home, threads)
    threads.close()


def add(parts: IndexParts, show: str, topic: str, guild: int | None = None) -> str:
    details = Details(show=show, title=f"On {topic}", episode=f"{topic}-1")
    return parts.indexer.add(transcript(topic), details, guild=guild, name=f"{topic}.srt").episode


def found(parts: IndexParts, topic: str, scope: Scope) -> str | None:
    """The episode that a search for the topic within the scope finds first, by its vectors and its words."""
    episodes = parts.catalog.episodes(scope)
    search = HybridSearch(parts.catalog, parts.vectors, TermReader(parts.terms))
    by_generation = {episode.generation: episode for episode in episodes}
    text = parts.texts(f"{topic}-1", scope.guild)[0]
    (vector,) = parts.model.embed([text])
    scores, similarities = search.score_candidates(topic, vector, episodes, by_generation, Unsearched())
    search.close()
    assert max(similarities.values()) == pytest.approx(1)
    return by_generation[max(scores, key=lambda key: scores[key]).generation].id


@pytest.mark.slow
async def test_a_renamed_show_keeps_everything_and_its_earlier_names(parts: IndexParts, shows: Shows) -> None:
    add(parts, "Tmp", "honey")
    before, stored = parts.episode("honey-1"), verify_stored(parts)["generations"]
    changed = await shows.rename(None, "tmp", "The Hive")
    assert (changed.before.title, changed.after.title, changed.episodes) == ("Tmp", "The Hive", 1)
    after = parts.episode("honey-1")
    assert (after.key, after.generation, after.show.key) == (before.key, before.generation, before.show.key)
    assert (after.show.id, after.show.title) == ("the-hive", "The Hive")
    assert verify_stored(parts)["generations"] == stored
    # The old name still works where people type it, and where a transcript says it.
    for typed in ("tmp", "Tmp", "the-hive", "hive", "The Hive"):
        assert [episode.id for episode in parts.catalog.episodes(Scope(show=typed))] == ["honey-1"]
    add(parts, "Tmp", "wax")
    assert parts.episode("wax-1").show.id == "the-hive"


async def test_a_show_is_not_renamed_to_what_another_one_is_called(parts: IndexParts, shows: Shows) -> None:
    add(parts, "The Hive", "honey")
    add(parts, "Anthill", "ants")
    with pytest.raises(BadRequestError, match="There is a show 'The Hive' already"):
        await shows.rename(None, "anthill", "the hive!")
    with pytest.raises(BadRequestError, match="'Unsorted' is reserved"):
        await shows.rename(None, "anthill", "unsorted")
    with pytest.raises(NotFoundError, match="no shared show 'moles'"):
        await shows.rename(None, "moles", "Moles")
    # Back and forth: a name that was given up can be taken again.
    await shows.rename(None, "anthill", "Ants")
    await shows.rename(None, "the-hive", "Anthill")
    assert parts.episode("honey-1").show.id == "anthill"
    assert parts.episode("ants-1").show.id == "ants"
    assert [one.id for one in parts.catalog.episodes(Scope(show="Anthill"))] == ["honey-1"]


@pytest.mark.slow
async def test_a_merged_show_is_found_in_the_other_one(parts: IndexParts, shows: Shows) -> None:
    add(parts, "Tmp", "honey")
    add(parts, "The Hive", "wax")
    generation, asked = parts.episode("honey-1").generation, len(parts.model.embedded_texts)
    changed = await shows.merge(None, "tmp", "the-hive")
    assert (changed.before.title, changed.after.title, changed.episodes) == ("Tmp", "The Hive", 1)
    assert parts.episode("honey-1").generation == generation
    assert len(parts.model.embedded_texts) == asked
    assert [one.show.title for one in await shows.summaries(None)] == ["The Hive"]
    assert parts.catalog.totals().shows == 1
    assert found(parts, "honey", Scope(show="the-hive")) == "honey-1"
    assert found(parts, "wax", Scope(show="tmp")) == "wax-1"
    verify_stored(parts)
    # What still says the old name comes into the new show, also after a second merger.
    add(parts, "Apiary", "bears")
    await shows.merge(None, "hive", "apiary")
    add(parts, "Tmp", "combs")
    assert {episode.show.id for episode in parts.catalog.episodes(Scope())} == {"apiary"}
    # A new version of a merged episode, and going back to the earlier one, leave it where it is.
    details, replacing = Details(episode="honey-1"), Placement("replace")
    parts.indexer.add(transcript("honey", "pollen"), details, name="new.srt", placement=replacing)
    assert parts.episode("honey-1").show.id == "apiary"
    parts.indexer.roll_back(parts.episode("honey-1"))
    assert (parts.episode("honey-1").show.id, parts.episode("honey-1").generation) == ("apiary", generation)
    parts.indexer.reindex(parts.episode("honey-1"), force=True)
    verify_stored(parts)


@pytest.mark.slow
async def test_an_episode_moves_to_another_show_with_its_earlier_version(
    parts: IndexParts, shows: Shows
) -> None:
    add(parts, "Tmp", "honey")
    details, replacing = Details(episode="honey-1"), Placement("replace")
    parts.indexer.add(transcript("honey", "pollen"), details, name="new.srt", placement=replacing)
    add(parts, "Tmp", "ants")
    with pytest.raises(NotFoundError, match="no shared show 'The Hive'"):
        await shows.move(None, "honey-1", "The Hive")
    moved = await shows.move(None, "honey-1", "The Hive", new=True)
    assert (moved.title, moved.before.title, moved.after.id) == ("On honey", "Tmp", "the-hive")
    with pytest.raises(BadRequestError, match="in the show 'The Hive' already"):
        await shows.move(None, "honey-1", "hive")
    assert parts.episode("honey-1").show.title == "The Hive"
    assert found(parts, "honey", Scope(show="the-hive")) == "honey-1"
    assert found(parts, "ants", Scope(show="tmp")) == "ants-1"
    # Removing the show where it was leaves both of its versions; removing its own takes both.
    threads = Threads()
    remover = Remover(parts.catalog, parts.vectors, parts.terms, parts.home, parts.tokens)
    removal = Removal(parts.catalog, lambda: remover, threads, now=lambda: START)
    assert (await removal.remove_show(None, "tmp")).episodes == 1
    parts.indexer.roll_back(parts.episode("honey-1"))
    assert parts.texts("honey-1")
    verify_stored(parts)
    assert (await removal.remove_show(None, "the-hive")).episodes == 1
    assert verify_stored(parts) == {"rows": {}, "generations": []}
    threads.close()


async def test_an_emptied_show_gives_its_name_to_the_next_that_wants_it(
    parts: IndexParts, shows: Shows
) -> None:
    add(parts, "Tmp", "honey")
    add(parts, "The Hive", "wax")
    await shows.rename(None, "tmp", "Bees")
    moved = await shows.move(None, "honey-1", "hive")
    assert (moved.left, moved.feeds) == (0, 0)
    renamed = await shows.rename(None, "hive", "Bees")
    assert renamed.after.id == "bees"
    add(parts, "Bees", "combs")
    add(parts, "The Hive", "queens")
    add(parts, "Tmp", "ants")  # an earlier name of the show that is gone
    assert [(one.show.id, one.episodes) for one in await shows.summaries(None)] == [("bees", 4), ("tmp", 1)]
    # There and back again, as a new show.
    assert (await shows.move(None, "ants-1", "Bees")).left == 0
    assert (await shows.move(None, "ants-1", "Tmp", new=True)).after.id == "tmp"
    assert found(parts, "ants", Scope(show="tmp")) == "ants-1"
    verify_stored(parts)


async def test_a_show_is_not_renamed_to_its_own_name(parts: IndexParts, shows: Shows) -> None:
    add(parts, "The Hive", "honey")
    with pytest.raises(BadRequestError, match="The show is called 'The Hive' already"):
        await shows.rename(None, "hive", " The  Hive ")
    assert (await shows.rename(None, "hive", "the hive")).after.title == "the hive"


async def test_a_show_that_only_a_feed_keeps_is_renamed_filled_and_merged(
    parts: IndexParts, shows: Shows
) -> None:
    parts.catalog.feeds.add("https://feeds.example/tmp.xml", None, ParsedFeed("Tmp", ()), 1, START)
    add(parts, "Tmp", "honey")
    moved = await shows.move(None, "honey-1", "The Hive", new=True)
    assert (moved.left, moved.feeds) == (0, 1)
    assert (await shows.move(None, "honey-1", "tmp")).after == moved.before
    await shows.move(None, "honey-1", "The Hive", new=True)
    renamed = await shows.rename(None, "tmp", "Bees")
    assert (renamed.after.id, renamed.episodes, renamed.feeds) == ("bees", 0, 1)
    assert [one.show.id for one in await shows.summaries(None)] == ["bees", "the-hive"]
    merged = await shows.merge(None, "tmp", "hive")  # the earlier name still finds it
    assert (merged.before.title, merged.episodes, merged.feeds) == ("Bees", 0, 1)
    add(parts, "Bees", "wax")
    assert parts.episode("wax-1").show.id == "the-hive"


async def test_the_earlier_name_of_a_show_that_never_had_an_episode_finds_it(
    parts: IndexParts, shows: Shows
) -> None:
    parts.catalog.feeds.add("https://feeds.example/tmp.xml", None, ParsedFeed("Tmp", ()), 1, START)
    renamed = await shows.rename(None, "tmp", "The Hive")
    (summary,) = await shows.summaries(None)
    assert (
        (summary.show.id, summary.show.former_names) == (renamed.after.id, ("tmp",)) == ("the-hive", ("tmp",))
    )
    add(parts, "Tmp", "honey")
    assert parts.episode("honey-1").show.id == "the-hive"


async def test_only_own_shows_are_changed(parts: IndexParts, shows: Shows) -> None:
    add(parts, "The Hive", "honey")
    add(parts, "The Hive", "wax", OURS)
    with pytest.raises(NotFoundError, match="This server has no show"):
        await shows.rename(OURS + 1, "the-hive", "Mine")
    with pytest.raises(BadRequestError, match="shared by the host"):
        await shows.move(OURS, "honey-1", "The Hive")
    await shows.rename(OURS, "the-hive", "Mine")
    assert parts.episode("honey-1").show.title == "The Hive"
    assert parts.episode("wax-1", OURS).show.title == "Mine"


async def test_feeds_follow_their_show(parts: IndexParts, shows: Shows) -> None:
    parsed, url = ParsedFeed("Tmp", ()), "https://feeds.example/tmp.xml"
    parts.catalog.feeds.add(url, None, parsed, 1, START)
    add(parts, "Tmp", "honey")
    assert (await shows.rename(None, "tmp", "The Hive")).feeds == 1
    (feed,) = parts.catalog.feeds.for_guild(None)
    assert feed.show == "The Hive"
    add(parts, "Apiary", "wax")
    assert (await shows.merge(None, "hive", "apiary")).feeds == 1
    (feed,) = parts.catalog.feeds.for_guild(None)
    assert feed.show == "Apiary"
    # Followed a second time under the title that the feed itself has: it is in the show of today.
    again, _ = parts.catalog.feeds.add(f"{url}?2", None, parsed, 1, START)
    assert again.show == "Apiary"


@pytest.mark.slow
async def test_a_blocked_show_does_not_come_back_by_another_name(parts: IndexParts, shows: Shows) -> None:
    add(parts, "Tmp", "honey")
    await shows.rename(None, "tmp", "The Hive")
    parts.catalog.removals.remove_show(None, "the-hive", forget=True)
    parts.indexer.remove_leftovers()
    for title in ("Tmp", "The Hive"):
        with pytest.raises(BadRequestError, match="podcite show allow the-hive"):
            add(parts, title, "honey")
    add(parts, "Ants", "ants")
    for title in ("Tmp", "The Hive"):
        with pytest.raises(BadRequestError, match="podcite show allow the-hive"):
            await shows.rename(None, "ants", title)
    assert parts.catalog.blocked_shows.allow(None, "The Hive")
    add(parts, "Tmp", "honey")
    assert parts.episode("honey-1").show.id == "tmp"


@pytest.mark.slow
@pytest.mark.parametrize("forget", [False, True])
async def test_an_earlier_name_does_not_remove_the_show_that_got_the_episodes(
    parts: IndexParts, shows: Shows, forget: bool
) -> None:
    add(parts, "Tmp", "honey", OURS)
    add(parts, "The Hive", "wax", OURS)
    await shows.merge(OURS, "tmp", "the-hive")
    command = "`podcite show remove the-hive --guild 7`"
    with pytest.raises(BadRequestError, match=f"'Tmp' is an earlier name of the show 'The Hive'.*{command}"):
        parts.catalog.removals.remove_show(OURS, "Tmp", forget=forget)
    assert len(parts.catalog.episodes(Scope(OURS))) == 2
    assert parts.catalog.removals.remove_show(OURS, "the hive", forget=forget).episodes == 2


@pytest.mark.slow
async def test_named_speakers_stay_named_in_a_merged_show(parts: IndexParts, shows: Shows) -> None:
    talk = b"1\n00:00:00,000 --> 00:00:09,000\nSPEAKER_00: There is a great deal to say about %s today.\n"
    for show, topic, name in (("Tmp", "honey", "Dana"), ("The Hive", "wax", "Bob")):
        details = Details(show=show, title=topic, episode=f"{topic}-1")
        parts.indexer.add(talk % topic.encode(), details, name=f"{topic}.srt")
        show_id, id_ = parts.episode(f"{topic}-1").show.id, f"{topic}-1"
        parts.catalog.speaker_names.set_name(None, show_id, "Speaker 1", name, [id_])
    await shows.merge(None, "tmp", "the-hive")
    assert {id_: speaker(parts, id_) for id_ in ("honey-1", "wax-1")} == {"honey-1": "Dana", "wax-1": "Bob"}
    parts.catalog.speaker_names.set_name(None, "the-hive", "Speaker 1", "Ines", ["honey-1"])
    assert {id_: speaker(parts, id_) for id_ in ("honey-1", "wax-1")} == {"honey-1": "Ines", "wax-1": "Bob"}


@pytest.mark.slow
async def test_names_of_speakers_follow_an_episode_into_another_show(parts: IndexParts, shows: Shows) -> None:
    talk = b"1\n00:00:00,000 --> 00:00:09,000\nSPEAKER_00: There is a great deal to say about %s today.\n"
    for show, topic in (("Tmp", "honey"), ("Tmp", "wax"), ("The Hive", "bees")):
        details = Details(show=show, title=topic, episode=f"{topic}-1")
        parts.indexer.add(talk % topic.encode(), details, name=f"{topic}.srt")
    names = parts.catalog.speaker_names
    names.set_name(None, "tmp", "Speaker 1", "Dana", ["honey-1", "wax-1"])
    await shows.move(None, "honey-1", "Smoke", new=True)
    assert speaker(parts, "honey-1") == "Dana"
    assert names.unnamed(None, "smoke") == [UnnamedSpeaker("Speaker 1", ("honey-1",), "Dana")]
    assert names.unnamed(None, "tmp") == [UnnamedSpeaker("Speaker 1", ("wax-1",), "Dana")]
    names.set_name(None, "smoke", "Speaker 1", None, ["honey-1"])
    assert (speaker(parts, "honey-1"), speaker(parts, "wax-1")) == ("Speaker 1", "Dana")
    # where a show has a speaker of that label itself, nobody knows whether they are the same person
    await shows.move(None, "wax-1", "The Hive")
    assert (speaker(parts, "wax-1"), speaker(parts, "bees-1")) == ("Dana", "Speaker 1")


def speaker(parts: IndexParts, id_: str) -> str | None:
    return parts.catalog.transcript(parts.episode(id_).generation)[0].speaker


def test_a_catalog_is_read_by_two_processes(parts: IndexParts) -> None:
    """Another process sees the new title with the next question."""
    add(parts, "Tmp", "honey")
    other = Catalog(f"sqlite:///{parts.home / 'catalog.db'}")
    assert other.episodes(Scope())[0].show.title == "Tmp"
    parts.catalog.show_changes.rename(None, "tmp", "The Hive")
    assert other.episodes(Scope())[0].show == replace(
        parts.episode("honey-1").show, title="The Hive", former_names=("tmp",)
    )
    other.close()


@pytest.mark.slow
async def test_a_show_says_itself_how_much_of_its_transcripts_the_site_shows(
    shows: Shows, parts: IndexParts
) -> None:
    add(parts, "Bees", "hives")
    add(parts, "Wasps", "nests")
    assert (await shows.set_transcripts(None, "bees", "whole")).transcripts == "whole"
    assert {one.show.title: one.show.transcripts for one in parts.catalog.episodes(Scope())} == {
        "Bees": "whole",
        "Wasps": None,
    }
    await shows.rename(None, "Bees", "Honey bees")
    (first, _) = await shows.summaries(None)
    assert first.show.transcripts == "whole"
    assert (await shows.set_transcripts(None, "honey-bees", None)).transcripts is None
    assert {one.show.transcripts for one in parts.catalog.episodes(Scope())} == {None}


@pytest.mark.slow
async def test_nobody_sets_how_much_is_shown_of_others_transcripts(shows: Shows, parts: IndexParts) -> None:
    add(parts, "Bees", "hives")
    add(parts, "Wasps", "nests", OURS)
    for guild, show in ((OURS, "bees"), (OURS + 1, "wasps"), (OURS + 1, "bees"), (None, "wasps")):
        with pytest.raises(NotFoundError):
            await shows.set_transcripts(guild, show, "whole")
    assert {one.show.transcripts for one in parts.catalog.episodes(Scope(OURS))} == {None}


async def test_a_show_without_episodes_has_nothing_to_show(shows: Shows, parts: IndexParts) -> None:
    parts.catalog.feeds.add("https://bees.example/feed", None, ParsedFeed("Bees", ()), 1, START)
    with pytest.raises(BadRequestError, match="no episodes yet"):
        await shows.set_transcripts(None, "Bees", "whole")
