"""The one place that turns an error of a command, a button or a form into a sentence for its user."""

import logging
import secrets
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.installs import forget_foreign_guild
from bot.reader_language import speak_to_everybody, speak_to_user
from bot.ui.discord_text import MAX_CONTENT, fit
from bot.ui.language import _, gettext_noop, in_a_row, ngettext, shown
from bot.ui.permission_names import permission_name
from retrieval.errors import (
    ALL_EPISODES,
    ALL_SHOWS,
    ConfigurationError,
    KeyFileError,
    ModelError,
    PodciteError,
)

ItemT = TypeVar("ItemT")
ItemCallback = Callable[[ItemT, discord.Interaction[Any]], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)

WITHDRAWN = gettext_noop("That didn't work; the person who asked can see why.")
MODEL_FAILED = gettext_noop("The language model isn't available at the moment; please try again later.")
KEY_FAILED = gettext_noop(
    "I can't work at the moment: one of my files can't be used. The host of this bot sees which in the log."
)
# Discord's error codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
INVALID_TOKEN = 50027
THREAD_ARCHIVED = 50083
THREAD_LOCKED = 160005
_CLOSED_THREAD = (THREAD_ARCHIVED, THREAD_LOCKED)
_GONE = (UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_TOKEN)


class RefusedError(app_commands.CheckFailure):
    """A user may not do this here; the message is the sentence that they read."""


class KeptQuestionError(app_commands.CommandOnCooldown):
    """A question came too early; the embed keeps it, and the button in the view asks it again."""

    def __init__(
        self, cooldown: app_commands.Cooldown, retry_after: float, embed: discord.Embed, view: discord.ui.View
    ) -> None:
        super().__init__(cooldown, retry_after)
        self.embed, self.view = embed, view


async def report_error(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Tell the user, and nobody else, what went wrong; log unforeseen errors under an id."""
    speak_to_user(interaction)
    cause = _cause(error)
    if isinstance(cause, discord.HTTPException) and cause.code == ALREADY_ACKNOWLEDGED:
        log.info("%s was delivered twice, and answered once", _name(interaction))
        return
    if isinstance(cause, discord.HTTPException) and cause.code in _GONE:
        log.warning("%s came too late for Discord (code %s)", _name(interaction), cause.code)
        return
    sentence = _sentence(cause)
    if isinstance(cause, KeptQuestionError) and not interaction.response.is_done():
        kept = _("I have kept your question; press the button when the wait is over.")
        content = in_a_row(sentence or "", kept)
        await interaction.response.send_message(content, embed=cause.embed, view=cause.view, ephemeral=True)
        return
    if isinstance(cause, ModelError | ConfigurationError):  # which name the host's servers and settings
        number = secrets.token_hex(4)
        log.warning("Error %s in %s: %s", number, _name(interaction), cause, extra={"error_id": number})
        failed = KEY_FAILED if isinstance(cause, KeyFileError) else MODEL_FAILED
        sentence = in_a_row(_(failed), _("Error id: {number}", number=number))
    if sentence is None:
        number = secrets.token_hex(4)
        log.error("Error %s in %s", number, _name(interaction), exc_info=cause, extra={"error_id": number})
        sentence = _(
            "Something went wrong on my side; your question is fine. (error id {number})", number=number
        )
    await tell_user(interaction, sentence)


def reports_errors(callback: ItemCallback[ItemT]) -> ItemCallback[ItemT]:
    """Send the errors of a button's or a form's callback to `report_error`; discord.py only logs them."""

    @wraps(callback)
    async def reporting(item: ItemT, interaction: discord.Interaction[Any]) -> None:
        forget_foreign_guild(interaction)
        speak_to_user(interaction)
        try:
            await callback(item, interaction)
        except Exception as error:
            await report_error(interaction, error)

    return reporting


async def tell_user(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Show one sentence to the user alone, in place of a deferred or half shown reply."""
    content = fit(sentence, MAX_CONTENT)
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(content, ephemeral=True)
            return
        # The first follow-up to a deferred reply replaces it and inherits its visibility; after an edit of
        # the reply, a follow-up is a message of its own and can be ephemeral.
        is_command = interaction.type is discord.InteractionType.application_command
        if is_command:
            speak_to_everybody(interaction)
            await interaction.edit_original_response(content=_(WITHDRAWN), embeds=[], view=None)
        await interaction.followup.send(content, ephemeral=True)
        if is_command:
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
        case PodciteError() | RefusedError():
            sentence = shown(error.args[0]) if error.args else str(error)
            way = _("/episodes lists all of them.")
            return sentence.replace(ALL_EPISODES, way).replace(ALL_SHOWS, way)
        case app_commands.CommandOnCooldown(retry_after=seconds):
            wait = max(1, round(seconds))
            return ngettext(
                "One moment: you can ask again in {n} second.",
                "One moment: you can ask again in {n} seconds.",
                wait,
            )
        case app_commands.MissingPermissions(missing_permissions=missing):
            return _("You need the permission {names} for that.", names=_names(missing))
        case app_commands.BotMissingPermissions(missing_permissions=missing):
            return _(
                "I need the permission {names} here; a moderator can give it to me.", names=_names(missing)
            )
        case app_commands.NoPrivateMessage():
            return _("That works in a server, not in private messages.")
        case app_commands.CheckFailure():
            return _("You aren't allowed to do that here.")
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return _(
                "That command has changed since Discord loaded it; please restart Discord and try again."
            )
        case app_commands.TransformerError():
            return _("One of the values you entered isn't valid; please choose one from the list.")
        case discord.HTTPException(code=code) if code in _CLOSED_THREAD:
            return _(
                "This thread is archived or locked, so I can't write in it; a moderator can open it again."
            )
        case discord.Forbidden():
            return _(
                "Discord doesn't let me do that in this channel; a moderator can change my permissions here."
            )
        case discord.DiscordServerError():
            return _("Discord is having trouble right now; please try again in a minute.")
    return None


def _names(permissions: list[str]) -> str:
    return ", ".join(map(permission_name, permissions))


def _name(interaction: discord.Interaction[Any]) -> str:
    command = interaction.command
    if command is not None:
        return f"/{command.qualified_name}"
    return f"a {interaction.type.name}"
