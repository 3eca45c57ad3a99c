"""Moderators add transcripts with a form, and jobs say what becomes of them, against the real process."""

import asyncio

import pytest
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import (
    FIRING,
    GLAZE,
    KILN,
    add,
    ended,
    long_talk,
    moderator,
    over,
    told,
)
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message, Reply, Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILE = Upload(FIRING, KILN.encode())
TYPED = {
    "Show": "Clay & *Fire*",
    "Title": "On firing",
    "Link to its recording": "https://clay.example/12.mp3",
}


async def uploaded(who: MemberHandle, **fields: object) -> Reply:
    form = await who.slash("library add")
    return await who.submit(form, {"Transcripts": FILE, **fields})


async def test_a_form_takes_the_file_and_all_that_is_known_of_it_and_shows_the_job_to_everybody(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    sent = await uploaded(mia, **TYPED, Date="May 3rd, 2024")
    private = await sent.original(lambda shown: "I have started" in shown.text)
    assert private.ephemeral
    public = await sent.follow_up(until=over)
    assert public.seen_by is None
    assert "1 segment" in public.text
    shown = await (await ada.slash("episodes")).original(lambda shown: bool(shown.embeds))
    assert "2024-05-03" in shown.text
    await mia.slash("library remove", show="clay-fire")


async def test_a_wrong_date_keeps_the_file_and_all_that_was_typed_also_over_a_restart(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    sent = await uploaded(mia, **TYPED, Date="32 May")
    wrong = await sent.original(lambda shown: bool(shown.buttons))
    assert "I can't read the date “32 May”; please write it like 3 May 2024." in wrong.text
    assert "I'll keep the file and what you typed" in wrong.text
    assert wrong.ephemeral
    assert not guild.general.visible_messages, "nothing of it is public"

    await bot.kill()
    await bot.start_ready()
    form = await mia.click(wrong, "Correct it")
    rows = (await form.modal())["components"]
    parts = {part["label"]: part.get("value") for row in rows for part in row["components"]}
    assert parts["Show"] == "Clay & *Fire*"
    assert parts["Title"] == "On firing"
    assert parts["Date, such as 2024-05-31"] == "32 May"
    assert parts["Link to its recording"] == "https://clay.example/12.mp3"
    again = await mia.submit(form, {"Date, such as 2024-05-31": "3/5/2024"})
    unclear = await again.original(lambda shown: "Which one do you mean?" in shown.text)
    assert "The date 3/5/2024 can be 3 May 2024 or 5 March 2024." in unclear.text.replace("\\", "")
    assert [button["label"] for button in unclear.buttons] == [
        "Correct it",
        "Never mind",
        "3 May 2024",
        "5 March 2024",
    ]
    picked = await mia.click(unclear, "5 March 2024")
    assert "added **" in (await picked.follow_up(until=over)).text
    shown = await (await mia.slash("episodes")).original(lambda shown: bool(shown.embeds))
    assert "2024-03-05" in shown.text
    assert not unclear.buttons


async def test_forms_that_are_open_in_two_servers_at_once_keep_their_own_files(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, eve = moderator(guild), moderator(discord.guild("Glazers"), "eve")
    forms = [await who.slash("library add") for who in (mia, eve)]
    glaze = {
        "Transcripts": Upload("13 - On glazes.srt", GLAZE.encode()),
        "Show": "Glazes",
        "Title": "On glazes",
    }
    first, second = await asyncio.gather(
        mia.submit(forms[0], {"Transcripts": FILE, **TYPED}), eve.submit(forms[1], glaze)
    )
    for who, sent, own, others in (
        (mia, first, "On firing", "On glazes"),
        (eve, second, "On glazes", "On firing"),
    ):
        assert "added **" in (await sent.follow_up(until=over)).text
        shown = await (await who.slash("episodes")).original(lambda shown: bool(shown.embeds))
        assert own in shown.text
        assert others not in shown.text


async def test_a_wrong_value_is_told_in_one_private_reply_and_nobody_else_sees_anything(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    wrong: list[tuple[MemberHandle, str, dict[str, object], str]] = [
        (mia, "library reindex", {"show": "nothing"}, "no show"),
        (mia, "library remove", {}, "Please choose what to remove"),
        (mia, "library remove", {"episode": "nothing"}, "no episode"),
        (
            mia,
            "library offset",
            {"episode": "x", "medium": "audio", "here": "soon", "there": "1"},
            "isn't a time",
        ),
        (mia, "library add", {"file": Upload("talk.exe", b"MZ")}, "isn't a transcript"),
        (mia, "library feed add", {"url": "file:///etc/passwd"}, "https"),
        (ada, "transcript", {"episode": "tides", "at": "soon"}, "Please write a time"),
        (ada, "transcript", {"episode": "nothing"}, "nothing"),
        (ada, "episodes", {"show": "nothing"}, "no show"),
    ]
    for who, command, options, says in wrong:
        reply = await who.slash(command, **options)
        shown: Message = await reply.original()
        assert shown.ephemeral, command
        assert not reply.deferred, f"{command} was seen by others for a moment"
        assert says.casefold() in shown.text.replace("\\", "").casefold(), shown.text
        assert not reply.interaction.follow_ups
    assert not guild.general.visible_messages
    assert "Only moderators" not in await told(mia, "status")


async def test_a_job_in_a_channel_that_the_bot_can_not_see_says_so_and_ends_in_a_private_message(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    closed = guild.channel("closed", bot_lacks=Permissions(view_channel=True))
    mia = moderator(guild, "mia_*x*").at(closed)
    with bot.embedding_held():
        message = await add(mia, long_talk(11))
        warning = "I don't have the permission View Channel in this channel"
        await discord.watch.until(lambda: warning in message.text, "the warning")
        assert "the result in a private message" in message.text
        assert "started by mia_*x*" in message.text, "a footer has no markdown to escape"
        discord.clock.advance(901)
        private = discord.direct_channel(mia.user)
        await discord.watch.until(lambda: private.messages, "a private message")
        (told,) = private.messages.values()
        assert "I can't write in the channel where you started this in Listeners" in told.text
    await ended(discord, told)
    assert "added **clay-12**" in told.text
    assert len(private.messages) == 1


async def test_a_job_that_a_restart_interrupts_says_so_and_goes_on(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    with bot.embedding_held():
        message = await add(mia, long_talk(12))
        assert await bot.stop() == 0
    assert "Interrupted: adding clay" in message.text
    assert "I'm being restarted" in message.text
    await bot.start_ready()
    assert "added **clay-12**" in (await ended(discord, message)).text


async def test_a_message_that_somebody_deletes_is_replaced_by_a_new_one(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    with bot.embedding_held():
        message = await add(mia, long_talk(13))
        discord.posting.delete(message)
    others = guild.general.visible_messages

    def replaced() -> bool:
        return any("added **clay-12**" in other.text for other in guild.general.visible_messages)

    await discord.watch.until(replaced, f"a new message; there are {others}")
