"""Moderators set how the bot behaves, on one page, against the real process."""

import pytest
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import add, asked, ended, moderator, told
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROLE, CHANNELS, ANNOUNCE, SHOWS = ("Moderators:", "I answer in:", "Announce new episodes:", "settings:shows")


async def page_of(who: MemberHandle) -> Message:
    return await (await who.slash("library settings")).original()


async def chosen(who: MemberHandle, page: Message, menu: str, *values: object, says: str) -> Message:
    """The page once a menu of it was used and it says so."""
    reply = await who.select(page, menu, *values)
    return await reply.original(lambda shown: says in shown.text)


async def test_every_setting_is_changed_on_one_page_which_says_what_was_changed(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    quiet, role = guild.channel("quiet"), guild.role("keepers", Permissions.none())
    page = await page_of(mia)
    assert page.ephemeral
    await chosen(mia, page, CHANNELS, quiet, says=f"✓ I now answer only in <#{quiet.id}>.")
    await chosen(mia, page, CHANNELS, says="✓ I now answer in every channel.")
    await chosen(mia, page, ANNOUNCE, quiet, says=f"✓ New episodes are now announced in <#{quiet.id}>.")
    await chosen(mia, page, SHOWS, says="✓ Shared shows that are now hidden here: Salt and Light.")
    await chosen(mia, page, SHOWS, "Salt and Light", says="✓ Shared shows that are now hidden here: none.")
    for label, says in (
        ("Show answers only to the person who asks", "✓ Now only the person who asks sees an answer."),
        ("Let everybody see answers", "✓ Now everybody sees answers."),
    ):
        await mia.click(page, label)
        await discord.watch.until(lambda says=says: says in page.text, says)  # type: ignore[misc]
    await bot.stop()
    await bot.start_ready()
    await chosen(mia, page, ROLE, role, says=f"✓ Members with <@&{role.id}> are now moderators.")
    form = await mia.click(page, "Change the question limit")
    sent = await mia.submit(form, {"Questions (1 to 100)…": "7"})
    await sent.original(lambda shown: "✓ Each member may now ask 7 questions in 30 seconds." in shown.text)
    form = await mia.click(page, "Change the question limit")
    sent = await mia.submit(form, {"Questions (1 to 100)…": "no"})
    await sent.original(lambda shown: "⚠ “no” isn't a number from 1 to 100" in shown.text)
    assert "7 questions in 30 seconds" in page.text

    log = (await told(mia, "log")).replace("\\", "").replace("\u200b", "")
    for words in (
        "announce in: #quiet",
        "moderator role: @keepers",
        "hidden: Salt and Light",
        "private: True",
    ):
        assert words in log, log
    await (await mia.click(page, "Reset all")).original(lambda shown: "announced in:** nowhere" in shown.text)


async def test_a_channel_that_the_bot_can_not_write_in_is_refused_by_the_name_of_the_permission(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    for lacking, name in (
        ("view_channel", "View Channel"),
        ("send_messages", "Send Messages"),
        ("embed_links", "Embed Links"),
    ):
        closed = guild.channel(f"closed-{lacking}", bot_lacks=Permissions(**{lacking: True}))
        text = (await told(mia, "settings", announce=closed)).replace("\\", "")
        assert (
            f"I can't announce episodes in #{closed.name}: I don't have the permission {name} there" in text
        )
        assert "announced in:** nowhere" in text
    page = await page_of(mia)
    await chosen(mia, page, ANNOUNCE, closed, says="⚠ I can't announce episodes in")
    guild.deny_bot(closed)
    await chosen(mia, page, ANNOUNCE, closed, says="✓ New episodes are now announced in")


async def test_a_role_of_moderators_gets_the_steps_that_only_an_administrator_can_do(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    keepers = guild.role("keepers", Permissions.none())
    page = await chosen(mia, await page_of(mia), ROLE, keepers, says="For an administrator")
    assert "1. Open [Server Settings → Integrations]" in page.text
    assert "2. Under Commands, open `/library`" in page.text
    link = f"discord://-/guilds/{guild.id}/settings/integrations"
    assert link in page.text
    assert link in [button.get("url") for button in page.buttons]
    wardens = guild.role("wardens", Permissions(manage_guild=True))
    page = await chosen(mia, page, ROLE, wardens, says=f"<@&{wardens.id}> are now moderators")
    assert "administrator" not in page.text, "who has Manage Server sees the command already"


async def test_the_status_is_about_this_server_and_an_address_is_added_to_an_episode_without_one(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await ended(discord, await add(mia))
    page = await (await mia.slash("library status")).original()
    assert "all servers" not in page.text
    assert "Embedding model" not in page.text
    assert "No recording is known for:** clay-12. Choose an episode below to add the address" in page.text
    form = await mia.select(page, "Add the address of a recording", "clay-12")
    refused = await mia.submit(form, {"Address of the audio or video": "no address"})
    assert "A link must start with" in (await refused.original()).text
    form = await mia.select(page, "Add the address of a recording", "clay-12")
    sent = await mia.submit(form, {"Address of the audio or video": "https://clay.example/12.mp3"})
    assert "Links to clay-12 now open its audio" in (await sent.original()).text
    shown = await (await ada.slash("transcript", episode="clay-12")).original(asked)
    assert "https://clay.example/12.mp3#t=1" in shown.text
    assert "No recording is known" not in await told(mia, "status")
    assert "added a recording to clay-12 (audio)" in await told(mia, "log")


async def test_the_page_is_for_moderators_whoever_presses_its_menus(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    guild.allow("library", ada)
    assert "Only moderators" in await told(ada, "settings")
    page = await page_of(mia)
    page.seen_by = None  # as if it could be seen by others
    refused = await ada.select(page, ANNOUNCE, guild.general)
    assert "Only moderators" in (await refused.follow_up(until=lambda shown: bool(shown.text))).text
    assert not asked(await refused.follow_up())


async def test_the_page_says_which_messages_are_answered_and_the_log_names_the_channel(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    assert "Messages I answer:** those that mention me; `/library mentions`" in (await page_of(mia)).text
    await (await mia.slash("library mentions", policy="off")).original()
    page = await page_of(mia)
    assert f"those that mention me, none in <#{guild.general.id}>; `/library mentions`" in page.text
    reset = await (await mia.click(page, "Reset all")).original(lambda shown: "✓" in shown.text)
    assert "✓ I now answer messages that mention me, in every channel." in reset.text
    assert "those that mention me; `/library mentions`" in reset.text
    log = (await told(mia, "log")).replace("\\", "")
    assert "answers messages in #general: off" in log
    assert "answers messages in every channel: on mention" in log
