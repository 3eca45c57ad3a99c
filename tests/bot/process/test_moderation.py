"""Moderators run their server's library from Discord, against the real process."""

import pytest
from discord import Permissions

from tests.bot.process.all_commands import heard, leaves, value
from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message, Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

KILN = """\
1
00:00:01,000 --> 00:00:09,000
Orla Finn: A kiln is fired slowly, because wet clay bursts when its water boils.
"""
GLAZE = """\
1
00:00:01,000 --> 00:00:09,000
Orla Finn: A celadon glaze is green because iron burns in it without enough air.
"""
ENDS = ("Added: ", "Removed: ", "Reindexed: ", "Indexed: ", "Rolled back: ", "Cancelled: ", " failed")
ASKS = "Should it replace that episode"
FIRING = "12 - On firing.srt"


def moderator(guild: GuildHandle, name: str = "mia") -> MemberHandle:
    return guild.member(name, Permissions(manage_guild=True))


def over(message: Message) -> bool:
    """Whether a job's message shows its end."""
    return any(word in message.text for word in ENDS)


def asked(message: Message) -> bool:
    return bool(message.buttons)


def long_talk(version: int) -> str:
    """A talk of more segments than the first that a held model embeds."""
    return "\n\n".join(
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\n"
        f"Orla Finn: In firing number {n} of series {version} the cone bent at {n + 900} degrees, "
        + "and the shelf in the middle, which is the hottest, had a bowl that cracked along its foot. "
        * 3
        for n in range(1, 21)
    )


async def add(who: MemberHandle, text: str = KILN, name: str = FIRING, show: str = "Clay") -> Message:
    """Add a transcript of a server's own and fill in the form; return the message of the job."""
    reply = await who.slash("library add", file=Upload(name, text.encode()))
    form = await who.click(await reply.original(asked), "Fill in")
    await who.submit(form, {"Show": show})
    return await reply.original(lambda shown: over(shown) or "░" in shown.text or ASKS in shown.text)


async def job(who: MemberHandle, command: str, **options: str) -> str:
    reply = await who.slash(f"library {command}", **options)
    return (await reply.original(over)).text


async def ended(discord: DiscordServer, message: Message) -> Message:
    """The message of a job that shows its end."""
    await discord.watch.until(lambda: over(message), f"an end of {message.text}")
    return message


async def told(who: MemberHandle, command: str, **options: object) -> str:
    """What a command answers at once, to the person who asked alone."""
    reply = await who.slash(f"library {command}", **options)
    message = await reply.original()
    assert message.ephemeral
    return message.text


async def test_an_uploaded_transcript_is_described_indexed_asked_and_removed(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    reply = await mia.slash("library add", file=Upload(FIRING, KILN.encode()))
    message = await reply.original(asked)
    assert "doesn't say which show" in message.text
    form = await mia.click(message, "Fill in")
    fields = {"Show": "Clay", "Date, such as 2024-05-31": "2025-01-02"}
    await mia.submit(form, fields | {"Link to its recording": "https://clay.example/12.mp3"})
    assert "added **clay-12** (“On firing”) to Clay, 1 segment" in (await reply.original(over)).text

    answer = await (await ada.slash("ask", question="Why is a kiln fired slowly?")).original(asked)
    assert "wet clay bursts when its water boils" in answer.text
    assert "https://clay.example/12.mp3#t=1" in answer.text
    assert "keeper" not in answer.text, "what has nothing to do with kilns is quoted too"

    reply = await mia.slash("library remove", episode="clay-12")
    message = await reply.original(asked)
    assert "**clay-12**" in message.text
    refused = await (await moderator(guild, "mo").click(message, "Remove for good")).follow_up()
    assert "Only the moderator who started" in refused.text
    await mia.click(message, "Remove for good")
    assert "removed **clay-12**" in (await reply.original(over)).text
    log = await told(mia, "log")
    assert log.index("removed clay-12") < log.index("added clay")


async def test_an_episode_is_suggested_by_a_guest_whom_only_its_introduction_names(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    opening = "Welcome to Clay. The following is a conversation with Ines Prado, a potter from Porto."
    await ended(discord, await add(mia, KILN.replace("A kiln", f"{opening} A kiln")))
    (found,) = await ada.autocomplete("clips", "episode", "prado")
    assert found["value"] == "clay-12"


async def test_a_job_that_outlives_its_interaction_goes_on_in_the_channel(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    with bot.embedding_held():
        message = await add(mia, long_talk(7))
        discord.clock.advance(901)
    assert "added **clay-12**" in (await ended(discord, message)).text
    assert not message.buttons
    await mia.slash("library remove", episode="clay-12")


async def test_moderators_are_offered_what_is_their_own_and_others_nothing(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await add(mia)
    guild.allow("library", ada)
    for command in ("reindex", "remove", "rollback", "offset"):
        offered = await mia.autocomplete(f"library {command}", "episode", "fir")
        assert [each["value"] for each in offered] == ["clay-12"], command
        assert await ada.autocomplete(f"library {command}", "episode", "fir") == [], command
    assert [each["value"] for each in await mia.autocomplete("library remove", "show", "cl")] == ["clay"]


async def test_a_removal_takes_what_it_named_and_nothing_that_came_since(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await add(mia)
    reply = await mia.slash("library remove", show="clay")
    message = await reply.original(asked)
    assert "In total 1 episode" in message.text
    assert over(await add(mia, GLAZE, "77 - On glaze.srt"))
    await mia.click(message, "Remove for good")
    text = (await reply.original(over)).text
    assert "removed **clay-12**" in text
    assert "clay-77" not in text
    answer = await (await ada.slash("ask", question="Why is a celadon glaze green?")).original(asked)
    assert "iron burns in it" in answer.text


async def test_names_that_nobody_can_read_and_days_that_can_not_be_are_refused(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    reply = await mia.slash("library add", file=Upload(FIRING, KILN.encode()))
    message = await reply.original(asked)
    for fields, sentence in (
        ({"Show": "\u202e\u200b", "Title": "x"}, "enter a name for the show"),
        ({"Show": "Clay", "Title": "x", "Date, such as 2024-05-31": "2126-01-01"}, "check the year"),
        ({"Show": "Clay", "Title": "x", "Date, such as 2024-05-31": "1969-12-31"}, "check the year"),
    ):
        form = await mia.click(message, "Fill in")
        refused = await mia.submit(form, fields)
        assert sentence in (await refused.follow_up()).text
    await mia.click(message, "Never mind")


async def test_one_setting_is_set_back_and_the_log_says_what_was_set(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    await told(mia, "settings", announce=guild.general, questions=3)
    page = await told(mia, "settings", reset="announcements")
    assert "announced in:** nowhere" in page
    assert "3 questions" in page
    assert "questions: 3" in await told(mia, "log")


async def test_refusals_said_again_and_again_stand_once_in_the_log(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, eve = moderator(guild), guild.member("eve")
    guild.allow("library", eve)
    for _ in range(4):
        await (await eve.slash("library log")).original()
    assert (await told(mia, "log", lines=50)).count("refused") == 1


async def test_a_correction_is_rolled_back_and_old_citations_keep_their_words(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await add(mia)
    old = await (await ada.slash("ask", question="Why is a kiln fired slowly?")).original(asked)
    question = await add(mia, GLAZE)
    await mia.click(question, "Replace clay-12")
    await discord.watch.until(lambda: "updated **clay-12**" in question.text, "the renewed episode")
    assert "/library rollback" in question.text
    read = await (await ada.click(old, "Read [1]")).original()
    assert "wet clay bursts" in read.text

    assert "clay-12" in await job(mia, "rollback", episode="clay-12")
    again = await (await ada.slash("ask", question="Why is a kiln fired slowly?")).original(asked)
    assert "wet clay bursts" in again.text
    reindexed = await job(mia, "reindex", show="clay")
    assert "unchanged **clay-12**" in reindexed
    assert "Unchanged: nothing is missing" in reindexed


async def test_several_files_are_one_job_and_a_bad_one_spoils_no_other(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    files = {"file": Upload("1.srt", KILN.encode()), "file2": Upload("2.srt", b"\x00\x01\x02" * 40)}
    reply = await mia.slash("library add", **files, file3=Upload("3.srt", GLAZE.encode()))
    form = await mia.click(await reply.original(asked), "Fill in")
    await mia.submit(form, {"The show of all these files": "Clay"})
    text = (await reply.original(over)).text.replace("\\", "")
    assert "added **clay-1**" in text
    assert "added **clay-3**" in text
    assert "2.srt is not a text file" in text
    for name, content in (("talk.zip", b"PK\x03\x04"), ("talk.srt", b"PK\x03\x04 and more")):
        reply = await mia.slash("library add", file=Upload(name, content))
        assert name in await heard(discord, reply)


async def test_the_content_of_another_shows_episode_asks(
    discord: DiscordServer, guild: GuildHandle, bot: BotProcess
) -> None:
    mia = moderator(guild)
    await ended(discord, await add(mia))
    reply = await mia.slash("library add", file=Upload("pots.srt", KILN.encode()))
    form = await mia.click(await reply.original(asked), "Fill in")
    await mia.submit(form, {"Show": "Glass"})
    message = await reply.original(lambda shown: ASKS in shown.text)
    assert "pots.srt has the same content as 'clay-12'" in message.text
    assert "of Clay, not of Glass" in message.text
    assert "To move that episode to the other show, use /library show move." in message.text
    await mia.click(message, "Add as new")
    await discord.watch.until(lambda: "added **pots**" in message.text, "the new episode")


async def test_a_file_that_looks_like_an_episode_asks_and_the_others_are_added(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await ended(discord, await add(mia))
    files = {"file": Upload("1.srt", GLAZE.encode()), "file2": Upload(FIRING, (KILN + "Again.").encode())}
    reply = await mia.slash("library add", **files, file3=Upload(FIRING, (KILN + "Twice.").encode()))
    form = await mia.click(await reply.original(asked), "Fill in")
    await mia.submit(form, {"The show of all these files": "Clay"})
    message = await reply.original(lambda shown: ASKS in shown.text)
    assert "added **clay-1**" in message.text
    assert "looks like 'clay-12'" in message.text
    assert [button["label"] for button in message.buttons] == ["Replace clay-12", "Add as new", "Never mind"]
    refused = await (await ada.click(message, "Replace clay-12")).follow_up()
    assert "Only moderators" in refused.text

    await bot.kill()
    await bot.start_ready()
    await mia.click(message, "Add as new")
    await discord.watch.until(lambda: "added **clay-12-2**" in message.text, "the new episode")
    await discord.watch.until(lambda: ASKS in message.text, "the question about the third file")
    await mia.click(message, "Replace clay-12")
    await discord.watch.until(lambda: "updated **clay-12**" in message.text, "the renewed episode")
    assert not message.buttons
    assert "added clay-12" in await told(mia, "log")

    reply = await mia.slash("library add", file=Upload(FIRING, (KILN + "Thrice.").encode()))
    form = await mia.click(await reply.original(asked), "Fill in")
    await mia.submit(form, {"Show": "Clay"})
    await mia.click(await reply.original(lambda shown: ASKS in shown.text), "Never mind")
    await reply.original(lambda shown: "Skipped: 12 - On firing.srt" in shown.text and not shown.buttons)


async def test_members_may_do_nothing_of_it_whatever_discord_offers_them(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, mia = guild.member("ada"), moderator(guild)
    guild.allow("library", ada)
    library = next(each for each in discord.applications.offered(guild.id) if each["name"] == "library")
    tried = 0
    for command, options in leaves(library):
        name = command.removeprefix("library ")
        given = {each["name"]: value(each, guild, "clay") for each in options if each.get("required")}
        assert "Only moderators" in await told(ada, name, **given)
        tried += 1
        for each in options:
            if each.get("autocomplete"):
                assert await ada.autocomplete(f"library {name}", each["name"], "") == []
    assert tried >= 8

    reply = await mia.slash("library add", file=Upload(FIRING, KILN.encode()))
    message = await reply.original(asked)
    for label in ("Fill in", "Never mind"):
        assert "Only moderators" in await heard(discord, await ada.click(message, label), message)
    assert "refused" in await told(mia, "log")
    await mia.click(message, "Never mind")
    assert (await reply.original(lambda shown: not shown.buttons)).text == "Nothing was changed."


async def test_settings_say_who_where_how_and_what(bot: BotProcess, guild: GuildHandle) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    role = guild.role("keepers", Permissions.none())
    assert ada.member
    ada.member.roles.append(role)
    guild.allow("library", ada)
    assert "Manage Server" in await told(mia, "settings", moderators=role)
    assert "<@&" in await told(ada, "settings")

    quiet = guild.channel("quiet")
    await told(
        ada, "settings", channel=quiet, answers="seen only by the person who asks", hide="salt-and-light"
    )
    refused = await (await ada.slash("ask", question="What causes the tides?")).original()
    assert "don't answer in this channel" in refused.text
    heard = await (await ada.at(quiet).slash("episodes")).original()
    assert heard.ephemeral
    assert "tides" not in heard.text
    assert await ada.autocomplete("ask", "episode", "tides") == []

    await told(ada, "settings", reset="everything")
    assert "Only moderators" in await told(ada, "settings")
    answer = await (await ada.slash("ask", question="What causes the tides?")).original(asked)
    assert answer.seen_by is None


async def test_one_job_at_a_time_survives_a_crash_and_can_be_cancelled(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, mo, ada = moderator(guild), moderator(guild, "mo"), guild.member("ada")
    await add(mia)
    with bot.embedding_held():
        going = await add(mia, long_talk(1), "13 - Cones.srt")
        assert "started by mia" in going.text
        reply = await mo.slash("library reindex")
        assert "mia has been adding clay since" in (await reply.follow_up()).text
        assert "Adding now" in await told(mo, "status")
        refused = await (await ada.click(going, "Cancel")).follow_up()
        assert "Only moderators" in refused.text
        await bot.kill()

    await bot.start_ready()
    last = await ended(discord, going)
    assert "added **clay-13**" in last.text

    with bot.embedding_held():
        going = await add(mia, long_talk(2), "14 - More cones.srt")
        await mo.click(going, "Cancel")
        last = await ended(discord, going)
    assert "Cancelled by mo" in last.text
    assert "clay-14" not in await job(mia, "reindex")


async def test_a_speaker_without_a_name_is_named_for_one_episode_of_a_show(
    bot: BotProcess, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await add(mia, KILN.replace("Orla Finn", "SPEAKER_00"))
    assert "Speaker 1: no name yet (1 episode)" in await told(mia, "speakers", show="clay")
    unsaid = await mia.slash("library speakers", show="clay", speaker="Speaker 1")
    assert "name:" in (await unsaid.follow_up()).text
    named = await told(mia, "speakers", show="clay", speaker="Speaker 1", name="Orla *Finn*")
    assert named.startswith("Speaker 1 is now called Orla \\*Finn\\* in clay-12, ")
    await add(mia, GLAZE.replace("Orla Finn", "SPEAKER_00"), "13 - On glazes.srt")
    for episode, is_named in (("clay-12", True), ("clay-13", False)):
        shown = await (await ada.slash("transcript", episode=episode)).original(asked)
        assert ("Orla \\*Finn\\*" in shown.text, "Speaker 1" in shown.text) == (is_named, not is_named)
    unclear = await mia.slash("library speakers", show="clay", speaker="Speaker 1", name="Tom")
    assert "(the option “episode”): clay-12, clay-13." in (await unclear.follow_up()).text
    said = await told(mia, "speakers", show="clay", speaker="Speaker 1", name="Tom", episode="clay-13")
    assert said.startswith("Speaker 1 is now called Tom in clay-13, ")
    assert "changed the name of a speaker in clay (Speaker 1: Orla" in await told(mia, "log")
    assert "no longer has a name" in await told(mia, "speakers", show="clay", speaker="Speaker 1", undo=True)
    shown = await (await ada.slash("transcript", episode="clay-12")).original(asked)
    assert "Speaker 1" in shown.text
