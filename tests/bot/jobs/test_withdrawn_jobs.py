"""Jobs of a server whose data is deleted, or that removes the bot, end and leave nothing behind."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from bot.jobs.buttons import job_view
from bot.jobs.runner import JobRunner
from retrieval.errors import BadRequestError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.index.local_models import PodciteMiniLM
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.guilds import GuildSettings, Job, TranscriptFile
from retrieval.models.options import Options
from tests.bot.jobs.clay import GLAZE, GUILD, KILN, job_on_clay


@pytest.fixture
def client() -> Mock:
    client = Mock()
    message = client.get_partial_messageable.return_value.get_partial_message.return_value
    message.edit = client.edit = AsyncMock()
    return client


async def add_job(library: Library) -> Job:
    files = [TranscriptFile(f"{n}.txt", text.encode()) for n, text in enumerate((KILN, GLAZE))]
    job = replace(job_on_clay("add", episode=None), details=Details(show="Clay"), channel=1, message=2)
    return await library.guilds.create_job(job, files)


@pytest.mark.slow
async def test_a_job_ends_where_the_shell_deletes_its_servers_data_meanwhile(
    library: Library, client: Mock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    embed, loop = PodciteMiniLM.embed_with_tokens, asyncio.get_running_loop()

    def delete_first(model: PodciteMiniLM, *args: Any) -> Any:  # the last moment before an episode is written
        deleting = shell.removal.delete_guild(GUILD)
        asyncio.run_coroutine_threadsafe(deleting, loop).result(60)
        monkeypatch.setattr(PodciteMiniLM, "embed_with_tokens", embed)
        return embed(model, *args)

    jobs = JobRunner(client, library, pace=0.0, job_view=job_view)
    job = await add_job(library)
    monkeypatch.setattr(PodciteMiniLM, "embed_with_tokens", delete_first)
    jobs._run(job, None)
    await jobs._running[job.id].task
    assert await shell.removal.guilds() == []
    assert "deleted this server's data" in client.edit.await_args.kwargs["embed"].description
    assert client.edit.await_args.kwargs["view"] is None
    await shell.close()


async def test_the_jobs_of_a_server_that_removes_the_bot_are_stopped_and_not_resumed(
    library: Library, client: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed, began, go_on = PodciteMiniLM.embed_with_tokens, asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def wait(model: PodciteMiniLM, *args: Any) -> Any:
        loop.call_soon_threadsafe(began.set)
        assert go_on.wait(60)
        return embed(model, *args)

    jobs = JobRunner(client, library, pace=0.0, job_view=job_view)
    job = await add_job(library)
    monkeypatch.setattr(PodciteMiniLM, "embed_with_tokens", wait)
    jobs._run(job, None)
    task = jobs._running[job.id].task
    await began.wait()
    assert await library.removal.guild_left(GUILD)
    await jobs.on_guild_remove(Mock(id=GUILD))
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await library.removal.guilds() == []

    await library.guilds.create_job(job_on_clay("reindex"))  # what was left by an earlier process
    client.get_guild.return_value = None
    later = JobRunner(client, library, pace=0.0, job_view=job_view)
    await later._resume()
    assert not later._running


async def test_settings_that_the_shell_deleted_are_not_written_back(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.guilds.service.SETTINGS_SECONDS", 0)
    before = GuildSettings(moderator_role=5, private=True)
    await library.guilds.save_settings(GUILD, before)
    assert await library.guilds.settings(GUILD) == before
    shell = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await shell.removal.delete_guild(GUILD)
    await shell.close()
    assert await library.guilds.settings(GUILD) == GuildSettings()
    with pytest.raises(BadRequestError, match="Somebody else has just changed"):
        await library.guilds.save_settings(GUILD, replace(before, questions=3), before)
    assert await library.removal.guilds() == []
