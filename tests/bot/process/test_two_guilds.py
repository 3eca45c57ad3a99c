"""One guild's own show does not exist for another."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio
from discord import Permissions

from retrieval.models import Details
from tests.bot.process.all_commands import ever_shown, heard, leaves, value
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.conftest import indexed
from tests.bot.process.talking import mention
from tests.bot.process.test_asking import finished
from tests.discord_server import DiscordServer, GuildHandle, Message, Reply
from tests.discord_server.command_limits import CHAT
from tests.prepared_homes import copied

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Where is the spare key to the boathouse kept?"
SECRET = "The spare key to the boathouse is kept inside the hollow oar above the door."


@pytest.fixture(scope="module")
def ours(discord: DiscordServer) -> GuildHandle:
    return discord.guild("Ours")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(ours: GuildHandle, indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that holds the bundled show for everybody, and one more for a single guild."""
    folder = tmp_path_factory.mktemp("guilds")
    transcript = folder / "boathouse.srt"
    transcript.write_text(f"1\n00:00:05,000 --> 00:00:11,000\n{SECRET}\n", encoding="utf-8")
    details = Details(show="House rules", title="About the boathouse", episode="boathouse")
    home = copied(indexed_sample, tmp_path_factory)
    return await asyncio.to_thread(indexed, home, [(transcript, details)], ours.id)


async def answered(guild: GuildHandle) -> Message:
    reply = await guild.member().slash("ask", question=QUESTION)
    return await reply.original(lambda shown: bool(shown.embeds) and "…" not in shown.text[-2:])


async def test_a_guild_finds_its_own_show_and_no_other_guild_does(
    bot: BotProcess, ours: GuildHandle, guild: GuildHandle
) -> None:
    assert "hollow oar" in (await answered(ours)).text
    for elsewhere in (guild.member(), ours.member().direct()):
        reply = await elsewhere.slash("ask", question=QUESTION)
        found = await reply.original(lambda shown: bool(shown.embeds) and not shown.text.endswith(" …"))
        text = found.text
        assert "hollow oar" not in text
        assert "oathouse" not in text.replace(QUESTION, "")


async def test_only_the_guild_itself_is_offered_its_episode(
    bot: BotProcess, ours: GuildHandle, guild: GuildHandle
) -> None:
    offered = [
        {choice["value"] for choice in await who.autocomplete("ask", "episode", "boathouse")}
        for who in (ours.member(), guild.member(), ours.member().direct())
    ]
    assert ["boathouse" in values for values in offered] == [True, False, False]


async def test_an_episode_of_another_guild_is_refused_as_one_that_is_not_there(
    bot: BotProcess, guild: GuildHandle
) -> None:
    reply = await guild.member().slash("ask", question=QUESTION, episode="boathouse")
    told = (await reply.original()).text
    assert told.startswith("There is no episode 'boathouse' here")
    assert "oathouse" not in told.replace("'boathouse'", "", 1)


async def test_the_button_of_another_guild_opens_nothing(
    bot: BotProcess, ours: GuildHandle, guild: GuildHandle
) -> None:
    message = await (await ours.member().slash("ask", question=QUESTION)).original(finished)
    opened = await (await guild.member().click(message, "Read [1]")).original()
    assert "passage is gone" in opened.text
    assert "hollow oar" not in opened.text


async def test_a_mention_finds_what_is_ours_here_and_nowhere_else(
    bot: BotProcess, discord: DiscordServer, ours: GuildHandle, guild: GuildHandle
) -> None:
    assert "hollow oar" in (await mention(discord, ours.member(), QUESTION)).text
    for elsewhere in (guild.member(), ours.member().direct()):
        assert "hollow oar" not in (await mention(discord, elsewhere, QUESTION)).text


NAMES = {"episode": "boathouse", "show": "house-rules", "hide": "house-rules", "unhide": "house-rules"}
OURS = ("hollow oar", "About the", "House rules")


async def test_no_command_tells_another_guild_what_is_ours(
    bot: BotProcess, discord: DiscordServer, ours: GuildHandle, guild: GuildHandle
) -> None:
    guild.role("anybody", Permissions.none())
    replies: list[Reply] = []
    for command in [each for each in discord.applications.offered(guild.id) if each["type"] == CHAT]:
        for name, options in leaves(command):
            required = {
                each["name"]: value(each, guild, QUESTION) for each in options if each.get("required")
            }
            named = [each["name"] for each in options if each["name"] in NAMES]
            for given in [{one: NAMES[one]} for one in named] or [{}]:
                thief = guild.member(f"thief {len(replies)}", Permissions(manage_guild=True))
                replies.append(await thief.slash(name, **(required | given)))
                text = await heard(discord, replies[-1])
                assert not any(words in text for words in OURS), (name, given, text)
            for each in options:
                if each.get("autocomplete"):
                    offered = await thief.autocomplete(name, each["name"], "house")
                    assert not any(words in str(offered) for words in OURS), (name, offered)
                    assert all(choice["value"] not in NAMES.values() for choice in offered)
    assert len(replies) >= 18
    assert "hollow oar" in (await answered(ours)).text  # by now what came late would be there
    late = [reply.interaction.data for reply in replies if any(words in ever_shown(reply) for words in OURS)]
    assert not late


async def test_no_button_or_menu_of_ours_works_elsewhere(
    bot: BotProcess, discord: DiscordServer, ours: GuildHandle, guild: GuildHandle
) -> None:
    replies: list[tuple[Reply, Message]] = []
    commands: dict[str, dict[str, str]] = {
        name: {"episode": "boathouse"}
        for name in ("summary", "clips", "questions", "transcript", "library remove")
    }
    for name, given in (commands | {"ask": {"question": QUESTION}, "search": {"query": QUESTION}}).items():
        host = ours.member(f"host of {name}", Permissions(manage_guild=True))
        reply = await host.slash(name, **given)
        message = await reply.original(lambda shown: bool(shown.embeds) and not shown.text.endswith(" …"))
        for control in message.buttons:
            if "custom_id" not in control or control.get("disabled"):
                continue
            thief = guild.member(f"clicker {len(replies)}", Permissions(manage_guild=True))
            reply = await thief.click(message, control["custom_id"])
            if form := reply.interaction.modal:
                field = form["components"][0].get("component") or form["components"][0]["components"][0]
                reply = await thief.submit(reply, {field["custom_id"]: "1"})
            replies.append((reply, message))
            text = await heard(discord, reply, message)
            assert not any(words in text for words in OURS), (name, control, text)
    assert len(replies) >= 6
    assert "hollow oar" in (await answered(ours)).text, "somebody elsewhere has removed it"
    shown = [ever_shown(*each) for each in replies]
    assert not [text for text in shown if any(words in text for words in OURS)]
