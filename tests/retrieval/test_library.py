import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.errors import BadRequestError, LibraryError, NotFoundError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.index.writer_lock import WriterLock
from retrieval.library import Library
from retrieval.models import Details, Progress, Scope
from retrieval.models.options import Options
from tests.retrieval.indexing import HashEmbeddings, open_parts, transcript
from tests.retrieval.processes import PROCESSES

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
BEES = Details(show="The Hive", title="On bees", episode="hive-1")


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path / "home", embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


def test_opening_a_library_makes_and_reads_nothing(tmp_path: Path) -> None:
    Library(Options(tmp_path / "home", embedding_model="no such model"))
    assert not (tmp_path / "home").exists()


async def test_a_home_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file stands here")
    library = Library(Options(tmp_path / "home" / "library", embedding_model=DEFAULT_MODEL))
    with pytest.raises(LibraryError, match="can't be created"):
        await library.episodes(Scope())


@pytest.mark.slow
async def test_an_added_episode_is_listed_shown_counted_and_removed(library: Library) -> None:
    steps: list[Progress] = []
    report = await library.add(transcript("honey", "wax", "swarms"), BEES, steps.append, name="bees.srt")

    assert (report.episode, report.outcome, report.embedded) == ("hive-1", "added", 3)
    assert steps[0].stage == "reading"
    assert [episode.id for episode in await library.episodes(Scope())] == ["hive-1"]
    status = await library.status()
    assert (status.shows, status.episodes, status.segments, status.dimension) == (1, 1, 3, 384)
    assert (status.embedding_model, status.problems) == (DEFAULT_MODEL, ())
    assert status.disk_bytes > 0
    assert status.last_indexed is not None
    assert (await library.reindex((await library.episodes(Scope()))[0])).outcome == "unchanged"
    assert (await library.remove(Scope(episode="hive-1"))).outcome == "removed"
    assert await library.episodes(Scope()) == []
    assert await library.remove_leftovers() == 0


@pytest.mark.parametrize(
    ("at", "context", "numbers"),
    [(None, 2, [1, 2, 3, 4]), (1, 2, [1, 2, 3]), (3, 1, [2, 3, 4]), (4, 0, [4]), (4, 9**7, [1, 2, 3, 4])],
)
async def test_a_transcript_is_shown_whole_or_around_a_segment(
    library: Library, at: int | None, context: int, numbers: list[int]
) -> None:
    await library.add(transcript("honey", "wax", "swarms", "queens"), BEES, name="bees.srt")
    episode, segments = await library.transcript(Scope(episode="hive-1"), at=at, context=context)
    assert episode.id == "hive-1"
    assert [segment.number for segment in segments] == numbers


@pytest.mark.parametrize("at", [0, -1, 3, 10**12])
async def test_a_segment_that_is_not_there_is_said(library: Library, at: int) -> None:
    await library.add(transcript("honey", "wax"), BEES, name="bees.srt")
    with pytest.raises(NotFoundError, match="its segments are 1 to 2"):
        await library.transcript(Scope(episode="hive-1"), at=at)


async def test_what_needs_one_episode_asks_for_it(library: Library) -> None:
    with pytest.raises(BadRequestError, match="name an episode"):
        await library.transcript(Scope())


@pytest.mark.slow
async def test_a_citation_keeps_its_words_through_one_correction_and_is_then_said_to_be_gone(
    library: Library,
) -> None:
    await library.add(transcript("honey", "wax"), BEES, name="bees.srt")
    made = (await library.episode(Scope(episode="hive-1"))).generation
    await library.add(transcript("swarms", "wax"), BEES, name="bees.srt")

    episode, segments = await library.cited(Scope(), made, 1)
    assert (episode.id, episode.generation) == ("hive-1", made)
    assert [segment.text.split()[4] for segment in segments] == ["honey", "wax"]

    await library.add(transcript("drones", "wax"), BEES, name="bees.srt")
    with pytest.raises(NotFoundError, match="passage is gone"):
        await library.cited(Scope(), made, 1)


@pytest.mark.slow
async def test_one_guild_reaches_nothing_of_another(library: Library) -> None:
    await library.add(transcript("honey"), BEES, guild=RED, name="bees.srt")
    made = (await library.episode(Scope(RED, episode="hive-1"))).generation

    for guild in (BLUE, None):
        scope = Scope(guild, episode="hive-1")
        assert await library.episodes(Scope(guild)) == []
        with pytest.raises(NotFoundError):
            await library.transcript(scope)
        with pytest.raises(NotFoundError):
            await library.remove(scope)
        with pytest.raises(NotFoundError):
            await library.cited(scope, made, 1)
    assert len((await library.cited(Scope(RED), made, 1))[1]) == 1


async def test_a_guild_can_not_remove_what_the_host_shares(library: Library) -> None:
    await library.add(transcript("honey"), BEES, name="bees.srt")
    with pytest.raises(BadRequestError, match="shared by the host"):
        await library.remove(Scope(RED, episode="hive-1"))
    assert len(await library.episodes(Scope())) == 1


@pytest.mark.slow
async def test_a_cancelled_job_ends_at_its_next_step_and_leaves_nothing(library: Library) -> None:
    embedding = threading.Event()

    def look(step: Progress) -> None:
        if step.stage == "embedding":
            embedding.set()

    await library.add(transcript("ants"), Details(episode="ants-1"), name="ants.srt")
    topics = [f"topic {number}" for number in range(59)]
    job = asyncio.create_task(library.add(transcript(*topics), BEES, look, name="bees.srt"))
    await asyncio.to_thread(embedding.wait, 60)
    job.cancel()

    with pytest.raises(asyncio.CancelledError):
        await job
    assert [episode.id for episode in await library.episodes(Scope())] == ["ants-1"]
    assert (await library.status()).problems == ()


async def test_a_job_that_waits_for_another_writer_says_so_and_can_be_cancelled(
    library: Library, tmp_path: Path
) -> None:
    waiting = threading.Event()

    def look(step: Progress) -> None:
        if step.stage == "waiting":
            waiting.set()

    await library.episodes(Scope())
    with WriterLock(tmp_path / "home").acquire("adding something else"):
        job = asyncio.create_task(library.add(transcript("honey"), BEES, look, name="bees.srt"))
        assert await asyncio.to_thread(waiting.wait, 60)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job


async def test_two_libraries_on_one_home_see_each_others_changes(library: Library, tmp_path: Path) -> None:
    other = Library(Options(tmp_path / "home", embedding_model=DEFAULT_MODEL))
    assert await other.episodes(Scope()) == []
    await library.add(transcript("honey"), BEES, name="bees.srt")
    assert [episode.id for episode in await other.episodes(Scope())] == ["hive-1"]
    await other.close()


@pytest.mark.slow
async def test_a_search_finds_by_words_and_by_meaning_within_the_scope(library: Library) -> None:
    await library.add(transcript("honey"), BEES, name="bees.srt")
    await library.add(transcript("the weather"), Details(show="Skies", episode="sky-1"), name="sky.srt")
    await library.add(transcript("steam trains"), Details(show="Rails", episode="rails-1"), name="rails.srt")

    for query, found in (("honey", "hive-1"), ("rain and sunshine", "sky-1"), ("railway", "rails-1")):
        assert (await library.search(query, Scope()))[0].episode.id == found
    assert {hit.episode.id for hit in await library.search("trains", Scope(show="the-hive"))} == {"hive-1"}
    assert len(await library.search("honey", Scope(), k=2)) == 2


def _add_trains(home: Path) -> None:
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    details = Details(show="The Hive", episode="hive-2")
    asyncio.run(library.add(transcript("steam trains"), details, name="b.srt"))


@pytest.mark.slow
async def test_what_another_process_adds_is_found_without_opening_anew(
    library: Library, tmp_path: Path
) -> None:
    await library.add(transcript("honey"), BEES, name="bees.srt")
    await library.search("honey", Scope())
    other = PROCESSES.Process(target=_add_trains, args=(tmp_path / "home",))
    other.start()
    await asyncio.to_thread(other.join, 120)
    assert other.exitcode == 0

    for scope in (Scope(), Scope(show="the-hive"), Scope(episode="hive-2")):
        assert (await library.search("trains", scope))[0].episode.id == "hive-2"


@pytest.mark.parametrize("question", ["", "  \n", "why " * 600])
async def test_an_empty_or_endless_question_is_refused(library: Library, question: str) -> None:
    await library.add(transcript("honey"), BEES, name="bees.srt")
    with pytest.raises(BadRequestError, match="question"):
        await library.search(question, Scope())


async def test_an_empty_library_says_how_to_fill_it(library: Library) -> None:
    with pytest.raises(NotFoundError, match="podcite index add"):
        await library.search("honey", Scope(RED))


@pytest.mark.slow
async def test_a_change_of_the_embedding_model_says_what_to_do_and_keeps_what_is_rebuilt_searchable(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    old = open_parts(tmp_path / "home", HashEmbeddings("openai:hashes"))
    old.indexer.add(transcript("honey"), BEES, name="bees.srt")
    old.indexer.add(transcript("ants"), Details(show="The Hive", episode="hive-2"), name="ants.srt")
    old.close()

    with pytest.raises(LibraryError, match="podcite index reindex"):
        await library.search("honey", Scope())
    assert "podcite index reindex" in (await library.status()).problems[0]
    first, second = await library.episodes(Scope())
    assert (await library.reindex(first)).outcome == "updated"
    assert (await library.search("honey", Scope(episode=first.id)))[0].episode.id == first.id
    with pytest.raises(LibraryError, match="podcite index reindex"):
        await library.search("honey", Scope())
    await library.reindex(second)
    assert len(await library.search("honey", Scope())) == 2
    assert (await library.status()).problems == ()


@pytest.mark.slow
async def test_after_a_change_between_local_models_questions_are_answered_before_anything_is_rebuilt(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    old = open_parts(tmp_path / "home", HashEmbeddings("local:hashes"))
    old.indexer.add(transcript("honey"), BEES, name="bees.srt")
    old.close()
    (episode,) = await library.episodes(Scope())

    for scope in (Scope(), Scope(episode=episode.id)):
        assert (await library.ask("What is said about honey?", scope)).sentences
        refusal = await library.ask("Who discovered radium, Marie Curie or somebody else?", scope)
        assert not refusal.sentences
        assert refusal.left_out.startswith("0 of 1 episodes are indexed with the new embedding model")
    assert await library.pages.summary(Scope(episode=episode.id))
    assert not await library.health.is_index_whole()

    assert (await library.health.heal()).rebuilt == 1
    assert await library.health.is_index_whole()
    assert (await library.episodes(Scope()))[0].generation == episode.generation
    refusal = await library.ask("Who discovered radium, Marie Curie or somebody else?", Scope())
    assert (refusal.sentences, refusal.left_out) == ((), "")


@pytest.mark.slow
async def test_a_closed_library_leaves_no_search_threads(tmp_path: Path) -> None:
    def search_threads() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name.startswith("search")}

    before = search_threads()
    library = Library(Options(tmp_path / "home", embedding_model=DEFAULT_MODEL))
    for name in ("honey", "wax"):
        await library.add(transcript(name), Details(show=name, episode=name), name=f"{name}.srt")
    await library.search("honey", Scope())
    assert search_threads() - before

    await library.close()

    assert not search_threads() - before


@pytest.mark.slow
async def test_reading_stored_pages_loads_no_language_model_library(tmp_path: Path) -> None:
    program = (
        "import sys, retrieval.answering.answerer, retrieval.episode_pages.service;"
        "print('langchain_core.language_models' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    out, _ = await process.communicate()
    assert out.decode().strip() == "False"
