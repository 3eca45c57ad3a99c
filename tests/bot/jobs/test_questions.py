"""Questions are shown even after a crash, and end when nobody answers them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

import discord
import pytest

from bot.jobs import runner
from bot.jobs.buttons import job_view
from bot.jobs.questions import JobQuestions
from bot.jobs.runner import JobRunner
from retrieval.catalog import job_store
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.guilds import Job, TranscriptFile
from tests.bot.jobs.clay import GLAZE, GUILD, KILN, add_clay, job_on_clay

CHANNEL, MESSAGE = 77, 88


class Channel:
    """A channel's message, which remembers how it was edited."""

    def __init__(self) -> None:
        self.edit = AsyncMock()
        self.client = Mock()
        self.client.get_partial_messageable.return_value.get_partial_message.return_value.edit = self.edit

    @property
    def shown(self) -> dict[str, Any]:
        """What the last edit showed."""
        return dict(self.edit.await_args_list[-1].kwargs)


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "RETRY_PAUSES", (0.0,))


def questions(library: Library, channel: Channel, *, later: bool = True) -> JobQuestions:
    """As a process that was started after all that is stored sees it."""
    cog = JobQuestions(channel.client, library, job_view=job_view)
    cog._started_at = datetime.now(UTC) + timedelta(seconds=1 if later else -1)
    return cog


async def run_to_its_end(library: Library, channel: Channel, job: Job) -> None:
    jobs = JobRunner(channel.client, library, pace=0.0, job_view=job_view)
    jobs._run(job, None)
    await jobs._running[job.id].task


async def add_job(library: Library, text: str = GLAZE) -> Job:
    job = replace(job_on_clay("add", episode=None), details=Details(show="Clay"))
    stored = await library.guilds.create_job(job, [TranscriptFile("clay-12.txt", text.encode())])
    return await library.guilds.set_progress_message(stored, CHANNEL, MESSAGE)


@pytest.mark.slow
async def test_a_question_that_could_not_be_shown_is_shown_after_the_restart(
    library: Library, channel: Channel
) -> None:
    await add_clay(library, KILN)
    channel.edit.side_effect = discord.HTTPException(Mock(status=503, reason=""), "away")
    await run_to_its_end(library, channel, await add_job(library))
    (asked,) = await library.guilds.unfinished_jobs(GUILD)
    assert (asked.waits, asked.episode, asked.message) == (True, "clay-12", MESSAGE)
    assert "clay-12" in (asked.question or "")

    channel.edit.side_effect = None
    channel.edit.reset_mock()
    await questions(library, channel, later=False).sweep()  # the job itself may be about to show it
    assert channel.edit.await_count == 0
    await questions(library, channel).sweep()
    assert "Should it replace that episode" in channel.shown["embed"].description
    labels = [item.item.label for item in channel.shown["view"].children]
    assert labels == ["Replace clay-12", "Add as new", "Never mind"]
    (asked,) = await library.guilds.unfinished_jobs(GUILD)
    assert asked.question is None
    await questions(library, channel).sweep()
    assert channel.edit.await_count == 1
    assert [file.content for file in await library.guilds.job_files(asked)] == [GLAZE.encode()]


async def test_a_question_that_was_shown_is_not_shown_again(library: Library, channel: Channel) -> None:
    await add_clay(library, KILN)
    await run_to_its_end(library, channel, await add_job(library))
    assert "Should it replace that episode" in channel.shown["embed"].description
    shown = channel.edit.await_count
    await questions(library, channel).sweep()
    assert channel.edit.await_count == shown


@pytest.mark.parametrize("action", ["add", "remove"])
async def test_what_nobody_answers_ends_with_its_files_and_its_message_says_so(
    library: Library, channel: Channel, monkeypatch: pytest.MonkeyPatch, action: Any
) -> None:
    job = replace(job_on_clay(action), waits=True, channel=CHANNEL, message=MESSAGE)
    stored = await library.guilds.create_job(job, [TranscriptFile("clay-12.txt", b"x")])
    running = await library.guilds.create_job(replace(job_on_clay("reindex"), show="other"))
    cog = questions(library, channel)
    await cog.sweep()
    assert len(await library.guilds.unfinished_jobs(GUILD)) == 2
    monkeypatch.setattr(job_store, "WAITING_JOB_LIFETIME", timedelta(0))
    await cog.sweep()
    assert await library.guilds.unfinished_jobs(GUILD) == [running]
    assert await library.guilds.job_files(stored) == []
    assert channel.shown["content"].startswith("Nobody answered within a day, so")
    assert channel.shown["view"] is None
    assert "embed" not in channel.shown  # what became of other files stays to be read


async def test_a_message_that_is_gone_keeps_no_question_from_ending(
    library: Library, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.edit.side_effect = discord.NotFound(Mock(status=404, reason=""), "gone")
    monkeypatch.setattr(job_store, "WAITING_JOB_LIFETIME", timedelta(0))
    for message in (MESSAGE, None):
        job = replace(job_on_clay("remove"), waits=True, channel=CHANNEL, message=message)
        await library.guilds.create_job(job)
    await questions(library, channel).sweep()
    assert await library.guilds.unfinished_jobs() == []


async def test_an_upload_whose_reading_a_killed_process_left_off_is_freed_at_the_next_start(
    library: Library, channel: Channel
) -> None:
    upload = [TranscriptFile("clay-12.txt", GLAZE.encode())]
    job = replace(job_on_clay("add", episode=None), waits=True)
    await library.guilds.create_job(job, upload)
    shown = await library.guilds.create_job(replace(job, channel=CHANNEL, message=MESSAGE), upload)
    await questions(library, channel, later=False).sweep()  # it may be what reads them
    assert len(await library.guilds.unfinished_jobs(GUILD)) == 2
    await questions(library, channel).sweep()
    assert await library.guilds.unfinished_jobs(GUILD) == [shown]
    assert "upload them again" in (await library.guilds.audit_log(GUILD))[0].detail
