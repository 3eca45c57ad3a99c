"""Nothing that the bot sends pings anybody: discord.py adds the client's `allowed_mentions`."""

from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock, Mock

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.feeds.announcer import Announcer
from bot.jobs.message import JobMessage
from retrieval.models import Episode, Scope
from retrieval.models.feeds import NewEpisodes
from retrieval.models.guilds import Actor, GuildSettings, Job
from tests.bot.fake_library import FakeLibrary
from tests.bot.responses import bodies
from tests.bot.samples import EPISODE

EMBED = discord.Embed(description="@everyone")


def nobody_was_pinged(env: Env, count: int) -> bool:
    shown = [body for body in bodies(env) if body.get("embeds")]
    return len(shown) == count and all(body["allowed_mentions"] == {"parse": []} for body in shown)


@pytest.mark.slow
async def test_messages_of_jobs_ping_nobody_when_sent_and_when_edited(
    simcord_env: Env, general: ChannelHandle
) -> None:
    job = Job(simcord_env.guild.id, "clay", "add", Actor(1, "mia"), channel=general.id)
    guilds: Any = Mock(
        set_progress_message=AsyncMock(side_effect=lambda job, _, id_: replace(job, message=id_))
    )
    message = JobMessage(simcord_env.bot, guilds, job)
    await message.edit(embed=EMBED, view=None)
    await message.edit(embed=EMBED, view=None)
    assert [request.method for request in simcord_env.http_requests[-2:]] == ["POST", "PATCH"]
    assert nobody_was_pinged(simcord_env, 2)


async def test_announcements_ping_nobody(
    simcord_env: Env, general: ChannelHandle, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild = simcord_env.guild.id
    await library.guilds.save_settings(guild, GuildSettings(announce_in=general.id))

    async def visible(scope: Scope) -> list[Episode]:
        return [replace(EPISODE, title="@everyone")]

    monkeypatch.setattr(library, "episodes", visible)
    announcer = Announcer(simcord_env.bot, library)
    await announcer.queue(NewEpisodes(1, guild, ("kites",), ("kites",)))
    await announcer.deliver()
    assert nobody_was_pinged(simcord_env, 1)
