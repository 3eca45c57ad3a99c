"""`/library add`: what is read of uploaded files before a job adds them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from bot.cogs.library.adding import add_files
from bot.cogs.library.content import LibraryContent
from bot.jobs.buttons import job_view
from bot.jobs.runner import JobRunner
from retrieval.errors import TranscriptError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.guilds import TranscriptFile
from retrieval.models.options import Options
from retrieval.transcripts.bounded_reader import BoundedReader
from tests.bot.jobs.clay import GLAZE, GUILD, KILN

UNTITLED = TranscriptFile("kiln.txt", KILN.encode())
TITLED = TranscriptFile("glaze.md", f"---\nshow: Clay\n---\n{GLAZE}".encode())
UNREADABLE = TranscriptFile("empty.srt", b"")


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


@pytest.fixture
def content(library: Library) -> LibraryContent:
    runner = JobRunner(Mock(), library, pace=0.0, job_view=job_view)
    runner._run = Mock()  # type: ignore[method-assign]
    return LibraryContent(library, runner)


def interaction(content: LibraryContent) -> Any:
    message = Mock(id=5, flags=Mock(ephemeral=False))
    client = Mock(library=content._library, cog=Mock(return_value=content._jobs))
    interaction = AsyncMock(guild_id=GUILD, channel_id=7, user=Mock(id=1), client=client)
    interaction.user.name = interaction.user.display_name = "mia"
    interaction.edit_original_response.return_value = interaction.original_response.return_value = message
    return interaction


async def test_files_count_as_a_job_of_the_server_while_they_are_read(
    content: LibraryContent, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, begun, ends = list[int | None](), asyncio.Event(), asyncio.Event()

    async def details(_: object, content: bytes, name: str, guild: int | None = None) -> Details:
        asked.append(guild)
        begun.set()
        await ends.wait()
        return Details(show="Clay")

    monkeypatch.setattr(BoundedReader, "details", details)
    adding = asyncio.create_task(add_files(interaction(content), [TITLED]))
    await begun.wait()
    assert (await library.guilds.usage(GUILD)).jobs == 1
    ends.set()
    await adding
    (job,) = await library.guilds.unfinished_jobs(GUILD)
    assert asked == [GUILD]
    assert (job.waits, job.show, job.message) == (False, "clay", 5)


async def test_what_files_do_not_say_is_asked_with_what_is_known_of_them(
    content: LibraryContent, library: Library
) -> None:
    await add_files(interaction(content), [UNTITLED])
    (job,) = await library.guilds.unfinished_jobs(GUILD)
    assert (job.waits, job.show, job.details.title, job.message) == (True, "", "Kiln", 5)


async def test_files_that_cannot_be_read_leave_no_job(content: LibraryContent, library: Library) -> None:
    with pytest.raises(TranscriptError):
        await add_files(interaction(content), [UNREADABLE])
    assert await library.guilds.unfinished_jobs(GUILD) == []
