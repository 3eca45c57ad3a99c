"""A job that an earlier process left is taken up, however long the catalog can't be used."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from bot.jobs import runner
from bot.jobs.buttons import job_view
from bot.jobs.runner import JobRunner
from retrieval.errors import LibraryError
from retrieval.guilds.service import Guilds
from retrieval.library import Library
from retrieval.models import Scope
from tests.bot.jobs.clay import GUILD, KILN, add_clay, job_on_clay


async def test_a_job_survives_being_kept_with_all_that_is_known_of_it(library: Library) -> None:
    kept = await library.guilds.create_job(job_on_clay("rollback", 42))
    assert await library.guilds.unfinished_jobs(GUILD) == [kept]


@pytest.mark.slow
async def test_what_was_left_is_done_and_put_away_however_long_the_catalog_is_locked(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_clay(library, KILN)
    await library.guilds.create_job(job_on_clay("remove"))
    monkeypatch.setattr(runner, "RETRY_PAUSES", (0.0,))
    refused: list[str] = []
    finished = asyncio.Event()

    def locked_at_first(name: str) -> None:
        real = getattr(Guilds, name)

        async def method(*args: Any, **more: Any) -> Any:
            if refused.count(name) < 2:
                refused.append(name)
                raise LibraryError("The catalog is locked.")
            result = await real(*args, **more)
            if name == "end_job":
                finished.set()
            return result

        monkeypatch.setattr(Guilds, name, method)

    for name in ("unfinished_jobs", "end_job"):
        locked_at_first(name)
    later = JobRunner(Mock(), library, pace=0.0, job_view=job_view)
    later._started_at = datetime.now(UTC) + timedelta(seconds=1)  # after the job was begun
    await later.resume()
    async with asyncio.timeout(20):
        await finished.wait()
    await later.cog_unload()
    assert len(refused) == 4
    assert await library.episodes(Scope(GUILD)) == []
    assert [entry.action for entry in await library.guilds.audit_log(GUILD)] == ["remove"]
