"""Moderators rename, merge and split their server's own shows in Discord, against the real process."""

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import GLAZE, KILN, add, ended, moderator
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def show(who: MemberHandle, command: str, **options: object) -> str:
    reply = await who.slash(f"library show {command}", **options)
    text = (await reply.original()).text
    text = (await reply.follow_up()).text if "That didn't work" in text else text
    return text.replace("\\", "")


async def test_own_shows_are_renamed_merged_and_split_and_old_buttons_still_work(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    first = await ended(discord, await add(mia, KILN, "12 - On firing.srt", show="Clay"))
    assert "Salt and Light is hidden here now" in first.text
    second = await ended(discord, await add(mia, GLAZE, "13 - On glazes.srt", show="Glazes"))
    assert "Salt and Light" not in second.text
    asked = await guild.member("kai").slash("ask", question="Why is a kiln fired slowly?")
    answer = await asked.original(lambda shown: bool(shown.buttons))

    assert "Clay is now called Pottery, and its id is pottery" in await show(
        mia, "rename", show="clay", title="Pottery"
    )
    assert "1 episode moved" in await show(mia, "merge", show="glazes", into="pottery")
    listed = await show(mia, "list")
    assert "Pottery" in listed
    assert "2 episodes" in listed
    assert "Glazes" not in listed
    assert "add new: True" in await show(mia, "move", episode="clay-12", show="Kilns")
    moved = await show(mia, "move", episode="clay-12", show="Kilns", new=True)
    assert "moved from Pottery to Kilns" in moved
    assert "no episodes left" not in moved
    moved = await show(mia, "move", episode="glazes-13", show="kilns")
    assert "Pottery has no episodes left, so it is no longer listed" in moved
    assert "called 'Kilns' already" in await show(mia, "rename", show="kilns", title="Kilns")

    context = await guild.member("kai").click(answer, "Read [1]")
    assert "wet clay bursts" in (await context.original()).text
    again = await guild.member("kai").slash("ask", question="Why is a kiln fired slowly?")
    assert "wet clay bursts" in (await again.original(lambda shown: bool(shown.buttons))).text
    # The sample show has left, so that it doesn't answer next to the server's own episodes.
    episodes = await guild.member("kai").slash("episodes")
    assert "Salt and Light" not in (await episodes.original()).text


async def test_shared_shows_and_other_servers_shows_are_out_of_reach(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    assert "no show 'salt-and-light'" in await show(mia, "rename", show="salt-and-light", title="Mine")
    kai = guild.member("kai")
    guild.allow("library", kai)
    assert "Only moderators" in await show(kai, "rename", show="clay", title="Mine")


async def test_a_show_that_is_typed_wrong_is_told_to_the_moderator_alone(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    for command, options in (
        ("rename", {"show": "nothing", "title": "Mine"}),
        ("merge", {"show": "nothing", "into": "none"}),
        ("move", {"episode": "nothing-1", "show": "Kilns"}),
    ):
        refused = await (await mia.slash(f"library show {command}", **options)).original()
        assert (refused.seen_by, "no show" in refused.text) == (mia.user, True), command
    assert not mia.channel.visible_messages


async def test_moderators_say_whether_whole_transcripts_of_their_own_shows_are_on_the_site(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, whole = moderator(guild), "whole transcripts"
    await ended(discord, await add(mia, KILN, "21 - On kilns.srt", show="Kilns and such"))
    assert "now shows the whole transcripts of Kilns and such" in await show(
        mia, "transcripts", show="kilns-and-such", shown=whole
    )
    assert "whole transcripts on the site" in await show(mia, "list")
    log = (await (await mia.slash("library log")).original()).text
    assert "Kilns and such" in log
    assert whole in log

    other = moderator(discord.guild("Elsewhere"), "eve")
    kai = guild.member("kai")
    guild.allow("library", kai)
    passages = "only cited passages"
    for who, name in ((other, "kilns-and-such"), (other, "salt-and-light"), (mia, "salt-and-light")):
        assert "no show" in await show(who, "transcripts", show=name, shown=passages)
    assert "Only moderators" in await show(kai, "transcripts", show="kilns-and-such", shown=passages)
    assert "whole transcripts on the site" in await show(mia, "list")
    for shown, said in (
        (passages, "only the passages"),
        ("what the host has set", "follows the host's setting"),
    ):
        assert said in await show(mia, "transcripts", show="kilns-and-such", shown=shown)
    assert "on the site" not in await show(mia, "list")
