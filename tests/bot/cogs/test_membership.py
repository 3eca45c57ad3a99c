"""Nothing of a server is deleted before it is known which servers came back while the bot was offline."""

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.client import Podcite
from bot.cogs.membership import Membership
from retrieval.errors import LibraryError
from retrieval.models.guilds import GuildSettings
from tests.bot.fake_library import FakeLibrary

LEFT_LONG_AGO = 77


async def test_a_comparison_that_fails_is_tried_again_before_anything_is_deleted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = FakeLibrary()
    removal = library.removal
    deleted: list[timedelta] = []
    failures = [LibraryError("Another process writes.")]

    async def compare_guilds(present: object) -> tuple[list[int], list[int]]:
        if failures:
            raise failures.pop()
        return [], [LEFT_LONG_AGO]

    async def delete_departed(keep: timedelta) -> list[int]:
        deleted.append(keep)
        return []

    monkeypatch.setattr(removal, "compare_guilds", compare_guilds)
    monkeypatch.setattr(removal, "delete_departed", delete_departed)
    cog = Membership(Podcite(library=library))

    await cog._sweep()
    assert not deleted

    await cog._sweep()
    assert deleted == [timedelta(days=30)]


async def test_a_server_that_leaves_before_the_comparison_deletes_nothing() -> None:
    library = FakeLibrary()
    await library.guilds.save_settings(LEFT_LONG_AGO, GuildSettings(moderator_role=5))
    catalog = library.guilds._catalog
    catalog.departures.mark_left(LEFT_LONG_AGO, datetime.now(UTC) - timedelta(days=90))

    await Membership(Podcite(library=library))._delete_departed()

    assert [data.guild for data in await library.removal.guilds()] == [LEFT_LONG_AGO]


async def test_a_server_that_leaves_during_the_comparison_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary()
    compares, may_go_on = asyncio.Event(), asyncio.Event()
    stored: list[str] = []

    async def compare_guilds(present: object) -> tuple[list[int], list[int]]:
        compares.set()
        await may_go_on.wait()
        stored.append("compared")
        return [], []

    async def guild_left(guild: int) -> bool:
        stored.append("left")
        return False

    monkeypatch.setattr(library.removal, "compare_guilds", compare_guilds)
    monkeypatch.setattr(library.removal, "guild_left", guild_left)
    cog = Membership(Podcite(library=library))
    comparing = asyncio.create_task(cog._compare_guilds())
    await compares.wait()
    leaving = asyncio.create_task(cog.on_guild_remove(discord.Object(5)))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    may_go_on.set()
    await asyncio.gather(comparing, leaving)
    assert stored == ["compared", "left"]
