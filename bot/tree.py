"""The command tree, and the one place where every error of a command, a button or a form ends."""

import logging
import secrets
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import app_commands

from bot.permissions import RefusedError
from bot.ui.discord_text import CONTENT, fit
from retrieval.errors import PodciteError

if TYPE_CHECKING:
    from bot.client import Podcite

Item = TypeVar("Item")
Callback = Callable[[Item, discord.Interaction[Any]], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)

RESTARTING = "I'm being restarted and couldn't finish. Please ask again in a minute."
WITHDRAWN = "That didn't work; whoever asked is told why."
UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, EXPIRED_TOKEN = 10062, 10008, 10015, 50027
_NO_LONGER_THERE = (UNKNOWN_INTERACTION, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, EXPIRED_TOKEN)


class Tree(app_commands.CommandTree["Podcite"]):
    """The bot's commands; what goes wrong in one of them becomes a sentence for whoever called it."""

    async def interaction_check(self, interaction: "discord.Interaction[Podcite]", /) -> bool:
        self.client.serving(interaction)
        return True

    async def on_error(
        self, interaction: "discord.Interaction[Podcite]", error: app_commands.AppCommandError, /
    ) -> None:
        await report(interaction, error)


async def report(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Tells the user, and only them, what went wrong; logs with an id what isn't theirs to know."""
    cause = _cause(error)
    if isinstance(cause, discord.HTTPException) and cause.code in _NO_LONGER_THERE:
        log.warning("%s came too late for Discord (code %s)", _name(interaction), cause.code)
        return
    sentence = _sentence(cause)
    if sentence is None:
        number = secrets.token_hex(4)
        log.error("Error %s in %s", number, _name(interaction), exc_info=cause)
        sentence = f"Something went wrong here, not with your question. (error id {number})"
    await tell(interaction, sentence)


def reported(callback: Callback[Item]) -> Callback[Item]:
    """Sends the errors of a button's or a form's callback to `report`; discord.py would only log them."""

    @wraps(callback)
    async def reporting(item: Item, interaction: discord.Interaction[Any]) -> None:
        try:
            await callback(item, interaction)
        except Exception as error:
            await report(interaction, error)

    return reporting


async def tell(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Says one sentence that only the user sees, in place of whatever was announced or half shown."""
    content = fit(sentence, CONTENT)
    quiet = discord.AllowedMentions.none()
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(content, ephemeral=True, allowed_mentions=quiet)
            return
        # A follow-up to a deferred reply takes its place and is as public as it; only after an edit not.
        announced = interaction.type is discord.InteractionType.application_command
        if announced:
            await interaction.edit_original_response(content=WITHDRAWN, embeds=[], view=None)
        await interaction.followup.send(content, ephemeral=True, allowed_mentions=quiet)
        if announced:
            await interaction.delete_original_response()
    except discord.HTTPException as error:
        log.warning(
            "Could not say so in %s (status %s, code %s)", _name(interaction), error.status, error.code
        )


def _cause(error: BaseException) -> BaseException:
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    if isinstance(error, app_commands.TransformerError) and error.__cause__:
        return error.__cause__
    return error


def _sentence(error: BaseException) -> str | None:
    match error:
        case PodciteError():
            return str(error)
        case app_commands.CommandOnCooldown(retry_after=seconds):
            wait = max(1, round(seconds))
            return f"One moment: you can ask again in {wait} second{'s' if wait > 1 else ''}."
        case app_commands.MissingPermissions(missing_permissions=missing):
            return f"You need the permission {_names(missing)} for that."
        case app_commands.BotMissingPermissions(missing_permissions=missing):
            return f"I need the permission {_names(missing)} here; a moderator can give it to me."
        case app_commands.NoPrivateMessage():
            return "That works in a server, not in private messages."
        case RefusedError():
            return str(error)
        case app_commands.CheckFailure():
            return "You may not do that here."
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "That command has changed since Discord loaded it; please restart Discord and try again."
        case app_commands.TransformerError():
            return "I can't make sense of one of the values you gave; please choose one that is offered."
        case discord.Forbidden():
            return (
                "Discord doesn't let me do that in this channel; a moderator can change my permissions here."
            )
        case discord.DiscordServerError():
            return "Discord has trouble right now; please try again in a minute."
    return None


def _names(permissions: list[str]) -> str:
    return ", ".join(permission.replace("_", " ").title() for permission in permissions)


def _name(interaction: discord.Interaction[Any]) -> str:
    command = interaction.command
    if command is not None:
        return f"/{command.qualified_name}"
    return f"a {interaction.type.name}"
