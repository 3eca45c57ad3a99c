"""In a German server, the real process shows a German moderator no English words of its own."""

import pytest
from discord import Permissions

from tests.bot.english import english_in
from tests.bot.process.all_commands import heard
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import FIRING, KILN, asked
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message, Reply, Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENDS = ("Hinzugefügt: ", "Entfernt: ", "Neu indexiert: ", "Zurückgenommen: ", "fehlgeschlagen")


def over(message: Message) -> bool:
    return any(end in message.text for end in ENDS)


def german(discord: DiscordServer) -> tuple[GuildHandle, MemberHandle]:
    guild = discord.guild(locale="de")
    return guild, guild.member("mia", Permissions(manage_guild=True), locale="de")


def everything(message: Message) -> str:
    """What a message shows: its text, and the labels of its buttons and menus."""
    labels = [str(button.get("label") or "") for button in message.buttons]
    return "\n".join((message.text, *labels))


async def shown(discord: DiscordServer, reply: Reply) -> list[str]:
    """All that anybody is shown of a reply."""
    await heard(discord, reply)
    return so_far(reply)


def so_far(reply: Reply) -> list[str]:
    messages = (reply.interaction.original, *reply.interaction.follow_ups)
    return [everything(each) for each in messages if each and not each.deleted]


async def added(mia: MemberHandle, show: str = "Ton", text: str = KILN, name: str = FIRING) -> list[Message]:
    """The messages of a file that is added: the question, and the job's own."""
    reply = await mia.slash("library add", file=Upload(name, text.encode()))
    question = await reply.original(asked)
    assert english_in(everything(question), "de") == []
    form = await mia.click(question, "Ausfüllen")
    assert (form.interaction.modal or {})["title"] == "Was ist das?"
    await mia.submit(form, {"Sendung": show})
    return [await reply.original(over)]


async def test_a_job_is_told_in_german_from_its_form_to_its_end(
    bot: BotProcess, discord: DiscordServer
) -> None:
    _, mia = german(discord)
    (end,) = await added(mia)
    assert "hinzugefügt: **ton-12** („On firing“) zu Ton, 1 Segment" in end.text
    for command, options in (
        ("library reindex", {"show": "ton"}),
        ("library remove", {"show": "ton"}),
    ):
        message = await (await mia.slash(command, **options)).original(
            lambda shown: over(shown) or asked(shown)
        )
        assert english_in(everything(message), "de") == []
        if "Das entfernen?" in message.text:
            reply = await mia.click(message, "Endgültig entfernen")
            removed = await reply.original(over)
            assert english_in(everything(removed), "de") == []


COMMANDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("help", {}),
    ("episodes", {}),
    ("stats", {}),
    ("privacy", {}),
    ("library status", {}),
    ("library settings", {}),
    ("library settings", {"announce": None, "questions": 3}),
    ("library mentions", {}),
    ("library gaps", {}),
    ("library pins", {}),
    ("library revoke-links", {}),
    ("library speakers", {"show": "ton"}),
    ("library feed list", {}),
    ("library show list", {}),
    ("library show rename", {"show": "ton", "title": "Keramik"}),
    ("library show move", {"episode": "ton-12", "show": "Öfen", "new": True}),
    ("library show merge", {"show": "ofen", "into": "keramik"}),
    ("library offset", {"episode": "ton-12", "medium": "audio", "here": "0:01", "there": "0:03"}),
    (
        "library offset",
        {
            "episode": "ton-12",
            "medium": "audio",
            "here": "0:01",
            "there": "0:03",
            "link": "https://a.example/1.mp3",
        },
    ),
    ("library rollback", {"episode": "ton-12"}),
    ("library reindex", {"show": "nothing"}),
    ("library remove", {"episode": "lighthouses"}),
    ("library show rename", {"show": "salt-and-light", "title": "Mein"}),
    ("library feed add", {"url": "https://127.0.0.1/feed.xml"}),
    ("library feed add", {"url": "https://podcasts.apple.com/show/1"}),
    ("library add", {"link": "https://127.0.0.1/a.srt"}),
    ("library log", {"lines": 50}),
    ("transcript", {"episode": "nothing-of-this"}),
)


async def test_no_command_answers_a_german_moderator_in_english(
    bot: BotProcess, discord: DiscordServer
) -> None:
    _, mia = german(discord)
    await added(mia)
    found = {}
    for command, options in COMMANDS:
        given = {name: value for name, value in options.items() if value is not None}
        reply = await mia.slash(command, **given)
        texts = await shown(discord, reply)
        if english := [text for each in texts for text in english_in(each, "de")]:
            found[f"/{command} {given}"] = english
    assert found == {}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("talk.srt", b"%PDF-1.7 of a talk", "ist ein PDF"),
        ("talk.srt", b"", "ist leer"),
        ("talk.vtt", b"\x89PNG\r\n", "sondern ein Bild"),
        ("talk.mp3", b"ID3", "kann ich nicht lesen"),
    ],
)
async def test_why_a_file_is_refused_is_said_in_german(
    bot: BotProcess, discord: DiscordServer, name: str, content: bytes, reason: str
) -> None:
    _, mia = german(discord)
    reply = await mia.slash("library add", file=Upload(name, content))
    await discord.watch.until(lambda: reason in "".join(so_far(reply)), reason)  # the asker alone sees it
    assert [text for each in so_far(reply) for text in english_in(each, "de")] == []
