"""What a later process makes of jobs that an earlier one left."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import jobs
from bot.job_steps import steps_of
from bot.jobs import Jobs
from retrieval.errors import LibraryError
from retrieval.guilds.service import Guilds
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Episode, Progress, Scope
from retrieval.models.guilds import Action, Actor, Job

GUILD, MIA = 1_100_000_000_000_000_001, Actor(1, "mia")
KILN = "Orla Finn: A kiln is fired slowly, because wet clay bursts when its water boils."
GLAZE = "Orla Finn: A celadon glaze is green because iron burns in it without enough air."


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library.open(tmp_path, embedding_model=DEFAULT_MODEL)
    yield library
    await library.close()


async def fired(library: Library, text: str, episode: str = "clay-12") -> Episode:
    await library.add(
        text.encode(), Details(show="Clay", episode=episode), guild=GUILD, name=f"{episode}.txt"
    )
    return (await library.episodes(Scope(GUILD, episode=episode)))[0]


async def says(library: Library) -> str:
    _, (segment, *_) = await library.transcript(Scope(GUILD, episode="clay-12"))
    return segment.text


def about(action: Action, seen: int | None = None, episode: str | None = "clay-12") -> Job:
    return Job(GUILD, "clay", action, MIA, episode, seen=seen)


async def do(library: Library, job: Job) -> list[str]:
    """Takes the steps of a job, and gives the outcomes."""

    def tell(_: Progress) -> None:
        """Where nobody looks on."""

    done = [await step(tell) for _, step in await steps_of(library, job)]
    return [report.outcome for each in done for report in each.reports]


async def test_a_rollback_that_was_done_before_its_process_ended_is_not_done_again(library: Library) -> None:
    await fired(library, KILN)
    job = about("rollback", (await fired(library, GLAZE)).generation)
    assert await do(library, job) == ["rolled back"]
    assert "wet clay" in await says(library)
    assert await do(library, job) == ["rolled back"]
    assert "wet clay" in await says(library)


async def test_a_removal_takes_what_was_there_when_it_was_asked_for(library: Library) -> None:
    job = about("remove", (await fired(library, KILN)).key, episode=None)
    await fired(library, GLAZE, "clay-77")
    assert await do(library, job) == ["removed"]
    assert [each.id for each in await library.episodes(Scope(GUILD))] == ["clay-77"]


async def test_a_job_survives_being_kept_with_all_that_is_known_of_it(library: Library) -> None:
    kept = await library.guilds.create_job(about("rollback", 42))
    assert await library.guilds.unfinished_jobs(GUILD) == [kept]


async def test_what_was_left_is_done_and_put_away_however_long_the_catalog_is_locked(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fired(library, KILN)
    await library.guilds.create_job(about("remove"))
    monkeypatch.setattr(jobs, "RETRY_PAUSES", (0.0,))
    refused: list[str] = []
    finished = asyncio.Event()

    def locked_at_first(name: str) -> None:
        real = getattr(Guilds, name)

        async def method(*args: Any, **more: Any) -> Any:
            if refused.count(name) < 2:
                refused.append(name)
                raise LibraryError("The catalog is locked.")
            result = await real(*args, **more)
            if name == "finish_job":
                finished.set()
            return result

        monkeypatch.setattr(Guilds, name, method)

    for name in ("unfinished_jobs", "record", "finish_job"):
        locked_at_first(name)
    bot = cast("Any", SimpleNamespace(library=library))
    later = Jobs(bot, pace=0.0)
    later._since = datetime.now(UTC) + timedelta(seconds=1)  # as if it had started after the job was begun
    await later.resume()
    async with asyncio.timeout(20):
        await finished.wait()
    await later.close()
    assert len(refused) == 6
    assert await library.episodes(Scope(GUILD)) == []
    assert [entry.action for entry in await library.guilds.audit_log(GUILD)] == ["remove"]
