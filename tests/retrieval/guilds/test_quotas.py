"""What a server may store is counted as it is stored, and refused in one sentence before any work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from retrieval.catalog import disk_space, quota_store
from retrieval.catalog.disk_space import DISK_FULL
from retrieval.catalog.quota_store import QuotaStore
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError, OverQuotaError, WithdrawnError
from retrieval.guilds.service import Guilds
from retrieval.models import Details, IndexReport, Placement
from retrieval.models.guilds import Actor, Job, TranscriptFile
from retrieval.models.quotas import GuildLimits, Quotas
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored

OURS, THEIRS = 7, 8
BEES = Details(show="The Hive", title="On bees", episode="hive-1")
MIA = Actor(1, "mia")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    parts = open_parts(tmp_path)
    yield parts
    parts.close()


@pytest.fixture
def quotas(parts: IndexParts) -> QuotaStore:
    return parts.catalog.quotas


def add(parts: IndexParts, number: int, *topics: str, guild: int | None = OURS) -> IndexReport:
    details = Details(show="The Hive", title=f"On {number}", episode=f"hive-{number}")
    content = transcript(*topics or (f"bees {number}",))
    return parts.indexer.add(content, details, guild=guild, name=f"{number}.srt")


def waiting(guild: int = OURS, show: str = "the-hive") -> Job:
    return Job(guild, show, "add", MIA, waits=True)


@pytest.mark.slow
def test_a_server_that_has_all_its_episodes_is_told_so_before_anything_is_embedded(
    parts: IndexParts, quotas: QuotaStore
) -> None:
    quotas.defaults = Quotas(episodes=1)
    add(parts, 1)
    before, embedded = verify_stored(parts), list(parts.model.embedded_texts)
    with pytest.raises(OverQuotaError, match=r"has 1 of 1 episodes: remove some with `/library remove`, or"):
        add(parts, 2)
    assert (verify_stored(parts), parts.model.embedded_texts) == (before, embedded)
    assert add(parts, 1, "honey").replaced  # no further episode
    for guild in (None, THEIRS):
        for number in (1, 2) if guild is None else (1,):
            assert add(parts, number, guild=guild).outcome == "added"


@pytest.mark.slow
def test_a_server_whose_transcripts_take_all_their_bytes_is_told_so(
    parts: IndexParts, quotas: QuotaStore
) -> None:
    for topic in ("smoke", "honey", "wax", "mites"):
        add(parts, 1, topic)
    used = quotas.usage(OURS).bytes
    assert used > 1000
    quotas.defaults = Quotas(bytes=used + 200)
    with pytest.raises(OverQuotaError, match=r"take 0\.0 of 0\.0 MB, and 0\.0 MB more are needed"):
        add(parts, 2)
    # A correction displaces the version before the last, so it needs no more than is there.
    assert add(parts, 1, "larva").replaced
    assert abs(quotas.usage(OURS).bytes - used) < 200


@pytest.mark.slow
def test_what_is_built_counts_what_leaves_does_not_and_nothing_is_left_of_what_is_removed(
    parts: IndexParts, quotas: QuotaStore
) -> None:
    add(parts, 1)
    first = quotas.usage(OURS).bytes
    add(parts, 2)
    assert quotas.usage(OURS).bytes > 1.5 * first
    for number in (1, 2):
        parts.indexer.remove(parts.episode(f"hive-{number}", OURS))
    usage = quotas.usage(OURS)
    assert (usage.bytes, usage.episodes) == (0, 0)


@pytest.mark.slow
def test_servers_that_add_at_once_get_exactly_what_they_may_have(
    parts: IndexParts, quotas: QuotaStore
) -> None:
    quotas.defaults = Quotas(episodes=2)

    def attempt(number: int) -> str:
        try:
            return add(parts, number).outcome
        except OverQuotaError:
            return "refused"

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(attempt, range(6)))
    assert outcomes == ["added"] * 2 + ["refused"] * 4
    assert quotas.usage(OURS).episodes == 2


@pytest.mark.slow
def test_what_is_stored_already_is_reindexed_whatever_is_allowed_now(
    parts: IndexParts, quotas: QuotaStore
) -> None:
    add(parts, 1)
    quotas.defaults = Quotas(bytes=0, episodes=0)
    parts.vectors.drop(parts.episode("hive-1", OURS).show.key)
    assert parts.indexer.reindex(parts.episode("hive-1", OURS)).outcome == "updated"


def test_what_the_host_sets_for_one_server_goes_before_what_holds_for_all(
    parts: IndexParts, quotas: QuotaStore
) -> None:
    quotas.defaults = Quotas(episodes=0)
    quotas.set_limits(OURS, GuildLimits(episodes=1))
    assert add(parts, 1).outcome == "added"
    with pytest.raises(OverQuotaError):
        add(parts, 1, guild=THEIRS)
    parts.catalog.removals.delete_guild(OURS)
    assert quotas.limits(OURS) == GuildLimits(episodes=1)  # the host's decision outlives the data
    quotas.set_limits(OURS, GuildLimits())
    with pytest.raises(OverQuotaError, match="has 0 of 0 episodes"):
        add(parts, 1)


def test_jobs_and_their_files_are_counted_until_they_end(parts: IndexParts, quotas: QuotaStore) -> None:
    jobs, quotas.defaults = parts.catalog.jobs, Quotas(jobs=2, bytes=3_000)
    noise = bytes(range(256)) * 4  # 1 kB that zlib makes little smaller
    first = jobs.create(waiting(), [TranscriptFile("a.srt", noise + b"a")])
    jobs.create(waiting(show="other"), [])
    with pytest.raises(OverQuotaError, match="has 2 of 2 unfinished jobs: answer or cancel some"):
        jobs.create(waiting(show="third"), [])
    assert jobs.create(waiting(THEIRS), []).id
    quotas.defaults = Quotas(jobs=9, bytes=400)
    with pytest.raises(OverQuotaError, match="take 0"):
        jobs.create(waiting(show="third"), [TranscriptFile("b.srt", noise + b"b")])
    jobs.delete(first.id)
    assert jobs.create(waiting(show="third"), [TranscriptFile("b.srt", noise + b"b")]).id


def test_a_job_that_asks_takes_the_place_of_the_one_that_ended(parts: IndexParts, quotas: QuotaStore) -> None:
    jobs, quotas.defaults = parts.catalog.jobs, Quotas(jobs=1)
    job = jobs.create(replace(waiting(), waits=False), [])
    asked = jobs.end_asking(job, MIA, "add", "", replace(waiting(), question="Which?"), [])
    assert asked is not None
    (found,) = jobs.unfinished(OURS)
    assert (found.id, found.question, found.waits) == (asked.id, "Which?", True)
    assert quotas.usage(OURS).jobs == 1


async def test_a_full_disk_is_noticed_before_the_files_of_a_job_are_stored(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    catalog = type(parts.catalog)(f"sqlite:///{tmp_path / 'catalog.db'}", tmp_path)
    guilds = Guilds(catalog, Threads())
    await guilds.check_upload(OURS, 10)
    with pytest.raises(LibraryError, match="The disk is full"):
        await guilds.check_upload(OURS, 10**18)
    monkeypatch.setattr(disk_space, "MIN_FREE_BYTES", 10**18)
    with pytest.raises(LibraryError) as refused:
        await guilds.create_job(waiting(), [TranscriptFile("a.srt", b"x")])
    assert str(refused.value) == DISK_FULL
    assert await guilds.unfinished_jobs() == []
    catalog.close()


async def test_an_upload_is_refused_before_it_is_fetched(parts: IndexParts, quotas: QuotaStore) -> None:
    quotas.defaults = Quotas(bytes=0)
    with pytest.raises(OverQuotaError):
        await Guilds(parts.catalog, Threads()).check_upload(OURS, 10)


def test_nothing_is_stored_for_a_job_whose_servers_data_was_deleted(parts: IndexParts) -> None:
    job = parts.catalog.jobs.create(replace(waiting(), waits=False), [])
    placement = Placement(job=job.id)
    parts.indexer.add(transcript("honey"), BEES, guild=OURS, name="a.srt", placement=placement)
    parts.catalog.removals.delete_guild(OURS)
    parts.indexer.remove_leftovers()
    with pytest.raises(WithdrawnError):
        parts.indexer.add(transcript("honey"), BEES, guild=OURS, name="a.srt", placement=placement)
    assert not parts.catalog.jobs.end(job, MIA, "add", "")
    assert parts.catalog.departures.guilds() == []


def test_counting_reads_no_more_than_the_servers_own_rows(parts: IndexParts) -> None:
    add(parts, 1)
    engine = create_engine(f"sqlite:///{parts.home / 'catalog.db'}")
    with engine.connect() as connection:
        for kind, query in quota_store._queries(OURS).items():
            if kind == "jobs":  # a server has a few of them, and all servers together
                continue
            sql = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
            plan = [row[-1] for row in connection.execute(text(f"explain query plan {sql}"))]
            assert not any(step.startswith("SCAN") for step in plan), (kind, plan)
    engine.dispose()
