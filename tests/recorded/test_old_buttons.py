"""Buttons and menus under messages that an earlier version sent go on working."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from discord import Permissions

from bot.model_hints import model_hint
from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle
from tests.recorded.data_folder import unpack
from tests.recorded.old_messages import GUILD, Kept, Pressed, press
from tests.recorded.program import persistent_items

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = Kept.read()
REPLACED_WITHIN = 120.0
"""Seconds in which the vectors of the folder's 12 episodes are replaced."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(patience=60) as server:
        server.answer_seconds = 10
        yield server
        server.assert_clean()


@pytest.fixture(scope="module")
def guild(discord: DiscordServer) -> GuildHandle:
    """The guild whose own episodes are in the kept folder."""
    return discord.guild(number=GUILD)


@pytest.fixture(scope="module")
def ada(guild: GuildHandle) -> MemberHandle:
    return guild.member("ada")


@pytest.fixture(scope="module")
def mia(guild: GuildHandle) -> MemberHandle:
    return guild.member("mia", Permissions(manage_guild=True))


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def bot(
    discord: DiscordServer, guild: GuildHandle, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    """Today's bot, on the data folder of the earlier version, whose vectors it replaces first."""
    place = tmp_path_factory.mktemp("old")
    process = BotProcess(discord, unpack(place / "home"), place / "bot", PODCITE_POLL_SECONDS="600")
    try:
        await process.start_ready()
        async with asyncio.timeout(REPLACED_WITHIN):
            while "Rebuilt the index of" not in process.log:  # noqa: ASYNC110 (it is a log file)
                await asyncio.sleep(0.2)
        yield process
        assert await process.stop() == 0, process.log
        # The podcast that this guild follows is gone: a poll that fails is logged as information.
        assert not re.search(r" (?:ERROR|CRITICAL) ", process.log), process.log
    finally:
        await process.kill()


async def test_each_old_button_is_known_by_exactly_one_template() -> None:
    known = await persistent_items()
    matching = {id_: [item.pattern for item in known if item.fullmatch(id_)] for id_ in KEPT.custom_ids}
    assert {id_: found for id_, found in matching.items() if len(found) != 1} == {}


async def test_every_kind_of_button_is_kept() -> None:
    kinds = {
        ":".join(id_.split(":")[: 2 if id_.startswith(("goto", "job")) else 1]) for id_ in KEPT.custom_ids
    }
    assert kinds == {
        *("asks", "cited", "jump", "summary", "topics", "turn"),
        *("goto:hits", "goto:segment", "goto:shelf", "goto:topic"),
        *("job:cancel", "job:confirm", "job:describe", "job:drop"),
    }


@pytest.mark.parametrize(
    "pressed",
    [pressed for pressed in KEPT.pressed if not pressed.custom_id.startswith("asks:")],
    ids=lambda pressed: pressed.custom_id,
)
async def test_an_old_button_shows_the_page_that_it_showed(
    discord: DiscordServer, guild: GuildHandle, ada: MemberHandle, pressed: Pressed
) -> None:
    message = KEPT.message_with(pressed.custom_id).post(discord, guild)
    await press(discord, ada, message, pressed.custom_id, pressed.shows.__eq__)


@pytest.mark.parametrize(
    "pressed",
    [pressed for pressed in KEPT.pressed if pressed.custom_id.startswith("asks:")],
    ids=lambda pressed: pressed.custom_id,
)
async def test_an_old_button_that_asks_still_asks(
    discord: DiscordServer, guild: GuildHandle, ada: MemberHandle, pressed: Pressed
) -> None:
    message = KEPT.message_with(pressed.custom_id).post(discord, guild)
    hint = model_hint(is_moderator=False)  # of today, and only for the first of these in the channel

    def is_as_before(shown: str) -> bool:
        lines = [line for line in shown.splitlines() if line != hint]
        # Only the first two: the answer is found by today's model.
        return lines[:2] == pressed.shows.splitlines()[:2] and "[[1]]" in shown

    await press(discord, ada, message, pressed.custom_id, is_as_before)


@pytest.mark.parametrize(
    ("kind", "shows"),
    [
        ("job:describe:", "What is this?"),
        ("job:confirm:", "Only the moderator who started this removal can confirm it."),
        ("job:drop:", "Nothing was changed."),
        ("job:cancel:", "That has already been finished or cancelled."),
    ],
)
async def test_an_old_button_of_long_work_still_reaches_it(
    discord: DiscordServer, guild: GuildHandle, mia: MemberHandle, kind: str, shows: str
) -> None:
    custom_id = KEPT.ids_of(kind)[-1]
    message = KEPT.message_with(custom_id).post(discord, guild)
    await press(discord, mia, message, custom_id, shows.__eq__)
