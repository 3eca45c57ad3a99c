"""A message that grows shows the latest state, and is edited politely."""

import asyncio
import logging
from typing import Any
from unittest.mock import Mock

import discord
import pytest

from bot.replies.live_message import LiveMessage


def embed(text: str) -> discord.Embed:
    return discord.Embed(description=text)


class Message:
    """Remembers its edits; an edit waits until it is let go."""

    def __init__(self, *, slow: bool = False) -> None:
        self.shown: list[str | None] = []
        self.let_go = asyncio.Event()
        if not slow:
            self.let_go.set()

    async def edit(self, embed: discord.Embed) -> None:
        self.shown.append(embed.description)
        await self.let_go.wait()


async def several_steps() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_comes_while_an_edit_is_on_its_way_is_skipped_but_the_last() -> None:
    message = Message(slow=True)
    live = LiveMessage(message.edit, pace=0)
    live.show(embed("one"))
    await several_steps()
    for text in ("two", "three", "four"):
        live.show(embed(text))
    message.let_go.set()
    await several_steps()
    assert message.shown == ["one", "four"]


async def test_what_is_finished_within_the_pace_is_never_shown_half() -> None:
    message = Message()
    live = LiveMessage(message.edit, pace=3600)
    live.show(embed("half"))
    await several_steps()
    await live.close()
    assert message.shown == []


async def test_nothing_is_shown_after_closing() -> None:
    message = Message(slow=True)
    live = LiveMessage(message.edit, pace=0)
    live.show(embed("one"))
    await several_steps()
    live.show(embed("two"))
    closing = asyncio.create_task(live.close())
    await several_steps()
    assert not closing.done(), "the edit on its way must not be overtaken"
    message.let_go.set()
    await closing
    await several_steps()
    assert message.shown == ["one"]


async def test_closing_what_never_began_is_fine() -> None:
    await LiveMessage(Message().edit).close()


async def test_an_edit_that_discord_refuses_ends_the_growing_and_not_the_work(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def edit(_: Any) -> None:
        raise discord.HTTPException(
            Mock(status=404, reason="Not Found"), {"code": 10008, "message": "Unknown"}
        )

    live = LiveMessage(edit, pace=0)
    with caplog.at_level(logging.WARNING):
        live.show(embed("one"))
        await several_steps()
    await live.close()
    assert "could not be updated (status 404, code 10008)" in caplog.text
