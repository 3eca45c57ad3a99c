"""Slash commands from a person's typing to the message they read, through unmodified discord.py."""

import io

import discord
import pytest
from discord import app_commands

from . import DiscordServer, RefusedError, Upload
from .command_limits import check_commands
from .conftest import RunBot

Interaction = discord.Interaction[discord.Client]


@app_commands.command()
async def greet(interaction: Interaction, name: str, times: app_commands.Range[int, 1, 3] = 1) -> None:
    """Greet somebody."""
    await interaction.response.send_message(f"hello {name} " * times)


@app_commands.command()
async def ponder(interaction: Interaction, hidden: bool = False) -> None:
    """Thinks, answers, adds something, and thinks again."""
    await interaction.response.defer(thinking=True, ephemeral=hidden)
    await interaction.followup.send("first thought", wait=True)
    await interaction.edit_original_response(content="second thought")
    await interaction.followup.send("by the way", ephemeral=True, wait=True)


async def test_a_command_with_options_is_answered(server: DiscordServer, run_bot: RunBot) -> None:
    await run_bot(greet)
    ada = server.guild().member("ada")
    reply = await ada.slash("greet", name="bob", times=2)
    message = await reply.original()
    assert message.text == "hello bob hello bob"
    assert message in ada.channel.visible_messages


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "name is required"),
        ({"name": "bob", "times": 4}, "at most 3"),
        ({"name": "bob", "times": "two"}, "can't be 'two'"),
        ({"name": "bob", "loud": True}, "no option named loud"),
    ],
)
async def test_the_interface_refuses_values_that_do_not_fit(
    server: DiscordServer, run_bot: RunBot, options: dict[str, object], words: str
) -> None:
    await run_bot(greet)
    with pytest.raises(RefusedError, match=words):
        await server.guild().member().slash("greet", **options)


@pytest.mark.parametrize("hidden", [False, True])
async def test_the_first_follow_up_fills_the_message_that_was_loading(
    server: DiscordServer, run_bot: RunBot, hidden: bool
) -> None:
    await run_bot(ponder)
    ada = server.guild().member("ada")
    reply = await ada.slash("ponder", hidden=hidden)
    original = await reply.original(lambda message: message.content == "second thought")
    assert [version["content"] for version in original.versions] == ["", "first thought", "second thought"]
    assert (original.ephemeral, original in ada.channel.visible_messages) == (hidden, not hidden)
    assert (await reply.follow_up()).ephemeral
    assert len(reply.interaction.follow_ups) == 1


async def test_autocomplete_offers_choices(server: DiscordServer, run_bot: RunBot) -> None:
    @app_commands.command()
    async def play(interaction: Interaction, show: str, episode: str) -> None:
        """Play an episode."""

    @play.autocomplete("episode")
    async def episodes(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{interaction.namespace.show}: {typed}…", value=typed)]

    await run_bot(play)
    ada = server.guild().member()
    choices = await ada.autocomplete("play", "episode", "lex", show="Talks")
    assert choices == [{"name": "Talks: lex…", "value": "lex"}]


async def test_members_channels_roles_and_files_arrive_as_what_they_are(
    server: DiscordServer, run_bot: RunBot
) -> None:
    @app_commands.command()
    async def report(
        interaction: Interaction,
        who: discord.Member,
        where: discord.TextChannel,
        role: discord.Role,
        file: discord.Attachment,
    ) -> None:
        """Say what was given."""
        data = await file.read()
        await interaction.response.send_message(f"{who.name} {where.name} {role.name} {data.decode()}")

    await run_bot(report)
    guild = server.guild()
    role = guild.role("editors", discord.Permissions.none())
    reply = await guild.member("ada").slash(
        "report", who=guild.member("bob"), where=guild.general, role=role, file=Upload("a.srt", b"some text")
    )
    assert (await reply.original()).text == "bob general editors some text"


async def test_an_answer_can_carry_a_file(server: DiscordServer, run_bot: RunBot) -> None:
    @app_commands.command()
    async def export(interaction: Interaction) -> None:
        """Send a file."""
        await interaction.response.send_message(file=discord.File(io.BytesIO(b"all of it"), "all.txt"))

    bot = await run_bot(export)
    message = await (await server.guild().member().slash("export")).original()
    assert [attachment["filename"] for attachment in message.attachments] == ["all.txt"]
    assert await bot.http.get_from_cdn(message.attachments[0]["url"]) == b"all of it"


async def test_a_nested_command_needs_its_permission_unless_an_admin_allows_it(
    server: DiscordServer, run_bot: RunBot
) -> None:
    library = app_commands.Group(
        name="library", description="…", default_permissions=discord.Permissions(manage_guild=True)
    )
    feed = app_commands.Group(name="feed", description="…", parent=library)

    @feed.command()
    async def add(interaction: Interaction, url: str) -> None:
        """Add a feed."""
        held = interaction.permissions.manage_guild, interaction.app_permissions.manage_messages
        await interaction.response.send_message(f"{url} {held}")

    await run_bot(library)
    guild = server.guild(bot_permissions=discord.Permissions(manage_messages=True).value)
    ada, moderator = guild.member("ada"), guild.member("bob", discord.Permissions(manage_guild=True))
    reply = await moderator.slash("library feed add", url="x")
    assert (await reply.original()).text == "x (True, True)"
    with pytest.raises(RefusedError, match="not offered"):
        await ada.slash("library feed add", url="x")
    guild.allow("library", ada)
    assert (await (await ada.slash("library feed add", url="x")).original()).text == "x (False, True)"


async def test_direct_messages_offer_only_commands_that_are_for_them(
    server: DiscordServer, run_bot: RunBot
) -> None:
    @app_commands.command()
    @app_commands.guild_only()
    async def moderate(interaction: Interaction) -> None:
        """Only in a guild."""

    await run_bot(greet, moderate)
    ada = server.guild().member("ada").direct()
    reply = await ada.slash("greet", name="you")
    assert (await reply.original()).text == "hello you"
    with pytest.raises(RefusedError, match="not offered here"):
        await ada.slash("moderate")


async def test_a_command_that_is_never_acknowledged_fails(server: DiscordServer, run_bot: RunBot) -> None:
    @app_commands.command()
    async def sleep(interaction: Interaction) -> None:
        """Say nothing."""

    await run_bot(sleep)
    server.answer_seconds = 0.1
    with pytest.raises(AssertionError, match="the application did not respond"):
        await server.guild().member().slash("sleep")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name_localizations": {"de": "Grüß mich"}}, "no name"),
        ({"name_localizations": {"de": "g" * 33}}, "no name"),
        ({"description_localizations": {"de": "g" * 101}}, "between 1 and 100"),
        (
            {
                "options": [
                    {"type": 3, "name": "one", "description": "One.", "name_localizations": {"fr": "two"}},
                    {"type": 3, "name": "two", "description": "Two."},
                ]
            },
            "unique",
        ),
    ],
)
def test_translations_that_discord_would_refuse_are_noticed(wrong: dict[str, object], words: str) -> None:
    command = {"name": "greet", "description": "Greets.", "type": 1}
    assert list(check_commands([command])) == []
    assert [words in problem.message for problem in check_commands([command | wrong])] == [True]
