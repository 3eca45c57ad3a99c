"""A job that an earlier process has begun is finished, and nothing is done twice."""

from unittest.mock import AsyncMock

import pytest

from bot.jobs.steps import SAMPLE_HIDDEN, steps_of
from retrieval.library import Library
from retrieval.models import Progress, Scope
from retrieval.models.feeds import Feed, FeedFailure, PollReport
from retrieval.models.guilds import Job
from tests.bot.jobs.clay import GLAZE, GUILD, KILN, add_clay, job_on_clay


async def words_of_clay(library: Library) -> str:
    _, (segment, *_) = await library.transcript(Scope(GUILD, episode="clay-12"))
    return segment.text


async def outcomes(library: Library, job: Job) -> list[str]:
    """Run the steps of a job and return the outcomes."""

    def ignore(_: Progress) -> None:
        """Show no progress."""

    results = [await step(ignore) for _, step in await steps_of(library, job)]
    return [report.outcome for result in results for report in result.reports]


@pytest.mark.slow
async def test_a_rollback_that_was_done_before_its_process_ended_is_not_done_again(library: Library) -> None:
    await add_clay(library, KILN)
    job = job_on_clay("rollback", (await add_clay(library, GLAZE)).generation)
    assert await outcomes(library, job) == ["rolled back"]
    assert "wet clay" in await words_of_clay(library)
    assert await outcomes(library, job) == ["rolled back"]
    assert "wet clay" in await words_of_clay(library)


async def test_a_removal_takes_what_was_there_when_it_was_asked_for(library: Library) -> None:
    job = job_on_clay("remove", (await add_clay(library, KILN)).key, episode=None)
    await add_clay(library, GLAZE, "clay-77")
    assert await outcomes(library, job) == ["removed"]
    assert [episode.id for episode in await library.episodes(Scope(GUILD))] == ["clay-77"]


async def test_each_note_of_a_poll_is_with_its_own_episode_and_none_is_lost(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for episode in ("clay-1", "clay-2"):
        await add_clay(library, KILN if episode == "clay-1" else GLAZE, episode)
    notes = (
        FeedFailure("Glaze", "It is a copy.", "clay-2"),
        FeedFailure("Gone", "It is gone again.", "clay-3"),
        FeedFailure("Glaze", "Its second transcript was taken.", "clay-2"),
    )
    feed = Feed(1, GUILD, "https://clay.example/feed", "Clay")
    kept = (FeedFailure("Kiln", "Too large."),)
    report = PollReport(feed, added=("clay-1", "clay-2"), notes=notes, kept=kept)
    monkeypatch.setattr(type(library.feeds), "for_guild", AsyncMock(return_value=[feed]))
    monkeypatch.setattr(type(library.feeds), "poll", AsyncMock(return_value=[report]))
    monkeypatch.setattr("bot.jobs.steps.hide_sample", AsyncMock(return_value=True))
    ((_, step),) = await steps_of(library, job_on_clay("poll", episode=None))
    result = await step(lambda _: None)
    assert [(one.episode, one.warning) for one in result.reports] == [
        ("clay-1", ""),
        ("clay-2", "Glaze: It is a copy."),
    ]
    assert result.notes == (
        SAMPLE_HIDDEN,
        "Gone: It is gone again.",
        "Glaze: Its second transcript was taken.",
        "Kiln: Too large. The text that is indexed stays.",
    )
    assert not result.failures
