"""Whatever goes wrong, the one who called hears a sentence and nobody else hears anything."""

import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import discord
import pytest
from discord import app_commands, ui
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import Podcite
from bot.errors import reports_errors
from retrieval.errors import LibraryError
from tests.bot.fake_library import FakeLibrary


class Stumble:
    """Commands that fail as `error` says, before or after a reply."""

    error: Exception = LibraryError("The index is being rebuilt.")

    def commands(self) -> Iterator[app_commands.Command[Any, ..., Any]]:
        @app_commands.command(description="Fails at once.")
        async def fail(interaction: discord.Interaction) -> None:
            raise self.error

        @app_commands.command(description="Fails after a reply.")
        async def fail_late(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("All is well.")
            raise self.error

        @app_commands.command(description="Offers a button that fails.")
        async def offer(interaction: discord.Interaction) -> None:
            view = ui.View(timeout=None)
            view.add_item(FailingButton(self))
            await interaction.response.send_message("Press it.", view=view)

        @app_commands.command(description="Asks for a permission.")
        @app_commands.checks.has_permissions(manage_guild=True)
        async def manage(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("Managed.")

        yield from (fail, fail_late, offer, manage)


class FailingButton(ui.DynamicItem[ui.Button[ui.View]], template="stumble"):
    stumble: Stumble

    def __init__(self, stumble: Stumble | None = None) -> None:
        super().__init__(ui.Button(label="Stumble", custom_id="stumble"))
        if stumble:
            type(self).stumble = stumble

    @classmethod
    async def from_custom_id(cls, *_: Any) -> "FailingButton":
        return cls()

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        raise self.stumble.error


@pytest.fixture
def stumble() -> Stumble:
    return Stumble()


@pytest.fixture
def simcord_bot(library: FakeLibrary, stumble: Stumble) -> Podcite:
    bot = Podcite(library=library)
    for command in stumble.commands():
        bot.tree.add_command(command)
    return bot


def refusal(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    return kind(Mock(status=status, reason=""), {"code": code, "message": "?"})


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (LibraryError("Run `podcite index reindex`."), "Run \\`podcite index reindex\\`."),
        (LibraryError("No episode <@123> [x](https://evil.example)."), "No episode \\<@\u200b123\\>"),
        (
            app_commands.BotMissingPermissions(["send_messages", "embed_links"]),
            "I need the permission Send Messages",
        ),
        (app_commands.NoPrivateMessage(), "That works in a server"),
        (app_commands.CheckFailure(), "You aren't allowed to do that here."),
        (
            app_commands.TransformerError(
                "x", discord.AppCommandOptionType.string, app_commands.Transformer()
            ),
            "One of the values you entered isn't valid",
        ),
        (refusal(discord.Forbidden, 403, 50013), "Discord doesn't let me do that"),
        (refusal(discord.DiscordServerError, 503, 0), "Discord is having trouble right now"),
        (refusal(discord.HTTPException, 400, 50035), "Something went wrong on my side"),
        (KeyError("secret"), "Something went wrong on my side; your question is fine. (error id "),
    ],
)
@pytest.mark.parametrize("command", ["fail", "fail_late"])
async def test_every_error_has_a_sentence(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    stumble: Stumble,
    command: str,
    error: Exception,
    sentence: str,
) -> None:
    stumble.error = error
    result = await alice.slash(general, command)
    said = result.followups[-1] if result.followups else result.response
    assert said
    assert said.ephemeral
    assert said.content.startswith(sentence)
    assert "secret" not in said.content
    assert simcord_env.errors


async def test_an_endless_reason_is_cut_to_a_message(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, stumble: Stumble
) -> None:
    stumble.error = LibraryError("It goes on * " * 900)
    result = await alice.slash(general, "fail")
    assert result.response
    assert 1900 < len(result.response.content) <= 2000
    assert simcord_env.errors


async def test_a_button_that_fails_answers_as_a_command_does(
    alice: MemberActor, general: ChannelHandle, caplog: pytest.LogCaptureFixture, stumble: Stumble
) -> None:
    offered = await alice.slash(general, "offer")
    assert offered.response
    clicked = await alice.click(offered.response, label="Stumble")
    assert clicked.response
    assert clicked.response.ephemeral
    assert clicked.response.content == "The index is being rebuilt."

    stumble.error = KeyError("secret")
    clicked = await alice.click(offered.response, label="Stumble")
    assert clicked.response
    assert clicked.response.content.startswith("Something went wrong on my side")
    assert [record.name for record in caplog.records if record.levelno == logging.ERROR] == ["bot.errors"]


async def test_a_missing_permission_is_named(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    result = await alice.slash(general, "manage")
    assert result.response
    assert result.response.ephemeral
    assert result.response.content == "You need the permission Manage Server for that."
    assert simcord_env.errors


@pytest.mark.parametrize("command", ["fail", "fail_late"])
async def test_what_cannot_even_be_said_is_logged_and_nothing_else_breaks(
    simcord_env: Env,
    alice: MemberActor,
    general: ChannelHandle,
    stumble: Stumble,
    caplog: pytest.LogCaptureFixture,
    command: str,
) -> None:
    simcord_env.inject_error("POST", "/webhooks/*", status=403, code=50001, times=None)
    if command == "fail":
        simcord_env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    await alice.slash(general, command)
    assert f"Could not say so in /{command}" in caplog.text
    assert simcord_env.errors


async def test_a_command_that_discord_still_shows_but_is_gone_says_so(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    assert isinstance(simcord_env.bot, Podcite)
    simcord_env.bot.tree.remove_command("fail")
    result = await alice.slash(general, "fail")
    assert result.response
    assert result.response.ephemeral
    assert result.response.content.startswith("That command has changed")
    assert simcord_env.errors
