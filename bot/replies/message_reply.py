"""Reply to a message as if it were a command: with one message, which is edited until it is done."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from enum import Enum
from typing import Any, cast

import discord
from discord import app_commands
from discord.utils import MISSING

from bot.client import Podcite
from bot.errors import THREAD_ARCHIVED, UNKNOWN_CHANNEL, RefusedError
from bot.ui.language import _, gettext_noop, in_a_row
from retrieval.understanding.languages import language_of

log = logging.getLogger(__name__)

TYPING_SECONDS = 8.0
"""How often it is shown that the bot types, in seconds; Discord shows it for 10."""
# Discord's error codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes
_NEEDED = ("embed_links", "read_message_history")
# In place of an interaction's token, which has no slash: the channel and the id of the message.
_REPLY_TO = "message/"
INVALID_FORM = 50035
LOCKED = gettext_noop("This thread is locked, so I can't answer in it. A moderator can unlock it.")


class MessageGoneError(Exception):
    """The message to reply to, or its channel, was deleted, so there is nobody to tell."""


class _Kind(Enum):
    """What the log and the errors call the thing that is replied to."""

    message = 1


class _Response:
    """The acknowledgement that a command needs and a message doesn't."""

    def is_done(self) -> bool:
        return True

    async def defer(self, **_: object) -> None:
        return None


class MessageReply:
    """Replies to one message: all of `discord.Interaction` that the functions of this package use.

    The first thing shown replies to the message; everything later is an edit of that, or a message after it.
    Raises MessageGoneError where there is nothing left to reply to.
    """

    type = _Kind.message
    command = None
    message = None

    def __init__(self, client: Podcite, message: discord.Message) -> None:
        self.client, self.asked = client, message
        self.user, self.channel, self.guild = message.author, message.channel, message.guild
        self.guild_id = message.guild.id if message.guild else None
        self.channel_id, self.created_at = message.channel.id, message.created_at
        self.locale = self.guild_locale = (
            str(message.guild.preferred_locale) if message.guild else language_of(message.content)
        )
        self.extras: dict[Any, Any] = {}
        self.application_id = client.application_id
        self.response, self.followup = _Response(), self
        self.token = f"{_REPLY_TO}{message.channel.id}/{message.id}"
        self._shown: discord.Message | None = None

    @property
    def interaction(self) -> discord.Interaction[Podcite]:
        """The reply itself, for functions that reply to interactions."""
        return cast("discord.Interaction[Podcite]", self)

    @property
    def permissions(self) -> discord.Permissions:
        """What the author of the message may do in its channel."""
        if isinstance(self.user, discord.Member) and self.guild is not None:
            return self.channel.permissions_for(self.user)
        return discord.Permissions.none()

    @property
    def app_permissions(self) -> discord.Permissions:
        """What the bot may do in the channel."""
        if self.guild is None:
            return discord.Permissions.all()
        return self.channel.permissions_for(self.guild.me)

    def is_guild_integration(self) -> bool:
        return self.guild_id is not None

    def is_user_integration(self) -> bool:
        return False

    def check_can_reply(self) -> None:
        """Raise RefusedError where the bot can't answer in the channel, with what it lacks."""
        if self.guild is None:
            return
        held = self.app_permissions
        if isinstance(self.channel, discord.Thread):
            if self.channel.locked and not held.manage_threads:
                raise RefusedError(LOCKED)
            may_write = "send_messages_in_threads"
        else:
            may_write = "send_messages"
        # Without that one, Discord takes some others away too.
        needed = _NEEDED if getattr(held, may_write) else (may_write,)
        if lacking := [name for name in needed if not getattr(held, name)]:
            raise app_commands.BotMissingPermissions(lacking)

    async def edit_original_response(
        self,
        *,
        content: str | None = MISSING,
        embed: discord.Embed | None = MISSING,
        embeds: Sequence[discord.Embed] = MISSING,
        view: discord.ui.View | None = MISSING,
        attachments: Sequence[discord.Attachment | discord.File] = MISSING,
    ) -> discord.Message:
        """Show the reply, or change what it shows."""
        if self._shown is not None:
            changes: dict[str, Any] = {"content": content, "embed": embed, "embeds": embeds}
            return await self._edit(self._shown, changes | {"view": view, "attachments": attachments})
        files = [each for each in attachments or () if isinstance(each, discord.File)]
        shown: dict[str, Any] = {"content": content, "embed": embed, "embeds": embeds, "view": view}
        shown = {name: value for name, value in (shown | {"files": files}).items() if value}
        try:
            self._shown = await self.asked.reply(**shown)
        except discord.HTTPException as error:
            if _is_gone(error):
                raise MessageGoneError from error
            raise
        return self._shown

    async def _edit(self, shown: discord.Message, changes: Mapping[str, Any]) -> discord.Message:
        """Change what is shown, also in a thread that was archived while the reply was made."""
        try:
            self._shown = await shown.edit(**changes)
        except discord.HTTPException as error:
            if error.code == UNKNOWN_CHANNEL:
                raise MessageGoneError from error
            if error.code != THREAD_ARCHIVED or not isinstance(self.channel, discord.Thread):
                raise
            await self.channel.edit(archived=False)
            self._shown = await shown.edit(**changes)
        return self._shown

    async def original_response(self) -> discord.Message:
        """Return the reply. Raises MessageGoneError before there is one."""
        if self._shown is None:
            raise MessageGoneError
        return self._shown

    async def delete_original_response(self) -> None:
        """Delete the reply, if there is one."""
        if self._shown is not None:
            await self._shown.delete()
            self._shown = None

    async def send(
        self,
        content: str | None = None,
        *,
        embed: discord.Embed = MISSING,
        view: discord.ui.View = MISSING,
        ephemeral: bool = False,
    ) -> None:
        """Show one more message; a sentence that only the user should see takes the place of the reply."""
        if ephemeral and content:
            await self._say(content)
        else:
            await self.asked.channel.send(content, embed=embed, view=view)

    async def _say(self, sentence: str) -> None:
        """Show a sentence where the user reads it: as the reply, in the channel, or else in private."""
        attempts: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: self.edit_original_response(content=sentence, embed=None, view=None),
            lambda: self.asked.channel.send(sentence),
            lambda: self.user.send(in_a_row(sentence, _("(You wrote: {link})", link=self.asked.jump_url))),
        )
        for show in attempts:
            try:
                await show()
                return
            except discord.HTTPException as error:
                if error.status >= 500:
                    raise
                log.info("Could not say there why a message isn't answered (code %s)", error.code)

    @asynccontextmanager
    async def typing(self) -> AsyncIterator[None]:
        """Show that the bot types until there is something else to see."""
        task = asyncio.create_task(self._type())
        try:
            yield
        finally:
            task.cancel()

    async def _type(self) -> None:
        with suppress(discord.HTTPException):
            while self._shown is None:
                await self.asked.channel.typing()
                await asyncio.sleep(TYPING_SECONDS)


def asked_message(token: str) -> discord.MessageReference | None:
    """Return the message that a reply with this token replies to; None for the token of an interaction."""
    channel, _, message = token.removeprefix(_REPLY_TO).partition("/")
    if not token.startswith(_REPLY_TO) or not (channel.isdecimal() and message.isdecimal()):
        return None
    return discord.MessageReference(message_id=int(message), channel_id=int(channel))


def _is_gone(error: discord.HTTPException) -> bool:
    """Return whether Discord refuses the channel, or the message that is replied to."""
    return error.code == UNKNOWN_CHANNEL or (error.code == INVALID_FORM and "message_reference" in error.text)
