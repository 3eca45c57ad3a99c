"""Making and changing messages from what a bot sends, and telling everybody who may see it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .bodies import Body
from .gateway import CONTENT, DIRECT_MESSAGES, GUILD_MESSAGES
from .limits import check_mentions, check_message
from .messages import COMMAND, COMPONENTS_V2, EPHEMERAL, LOADING, REPLY, Message, every
from .people import User
from .places import Channel
from .wire import (
    EMPTY_MESSAGE,
    INVALID_FORM,
    THREAD_ARCHIVED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    ApiError,
    Json,
    Problem,
)

if TYPE_CHECKING:
    from .interactions import Interaction
    from .server import DiscordServer

SETTABLE = EPHEMERAL | COMPONENTS_V2 | 1 << 2 | 1 << 12  # and: suppress embeds, suppress notifications


class Posting:
    """The one way into a channel."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server

    def post(self, channel: Channel, body: Body, interaction: "Interaction | None" = None) -> Message:
        """A new message of the bot's, checked; raises ApiError as Discord would refuse it."""
        payload = body.payload
        self._check(payload, pings=True)
        message = self._new(channel, self._server.bot)
        message.flags = (payload.get("flags") or 0) & SETTABLE
        if interaction:
            message.interaction, message.type = interaction.metadata(), COMMAND
            message.seen_by = interaction.user if message.ephemeral else None
        if reference := payload.get("message_reference"):
            message.reply_to = channel.messages.get(int(reference["message_id"]))
            message.type = REPLY
            if message.reply_to is None:
                raise ApiError(INVALID_FORM, [Problem(("message_reference",), "Unknown message")])
        self._fill(message, payload, body.files)
        self._publish(message)
        return message

    def loading(self, interaction: "Interaction", *, ephemeral: bool) -> Message:
        """The message that says that the bot is thinking."""
        message = self._new(interaction.channel, self._server.bot)
        message.flags = LOADING | (EPHEMERAL if ephemeral else 0)
        message.interaction, message.type = interaction.metadata(), COMMAND
        message.seen_by = interaction.user if ephemeral else None
        self._publish(message)
        return message

    def say(
        self,
        channel: Channel,
        author: User,
        content: str,
        reply_to: Message | None = None,
        *,
        ping: bool = True,
    ) -> Message:
        """A message that a person writes; a reply pings its author unless the person switches that off."""
        message = self._new(channel, author)
        message.content, message.reply_to = content, reply_to
        message.type = REPLY if reply_to else message.type
        message.mentions = [user for user in self._server.users.values() if user.mention in content]
        if reply_to and ping and reply_to.author not in message.mentions:
            message.mentions.append(reply_to.author)
        self._publish(message)
        return message

    def edit(self, message: Message, body: Body) -> None:
        """Change what `body` names of a message; raise ApiError as Discord would refuse it."""
        if message.deleted:
            raise ApiError(UNKNOWN_MESSAGE)
        if message.channel.id not in self._server.channels:
            raise ApiError(UNKNOWN_CHANNEL)
        if message.channel.archived:
            raise ApiError(THREAD_ARCHIVED)
        self._check(body.payload, pings="content" in body.payload)
        message.flags &= ~LOADING
        message.edited = self._server.clock.now()
        self._fill(message, body.payload, body.files)
        self._announce("MESSAGE_UPDATE", message)

    def rewrite(self, message: Message, content: str) -> None:
        """Change a message as its author does."""
        message.content, message.edited = content, self._server.clock.now()
        self._announce("MESSAGE_UPDATE", message)

    def as_read(self, message: Message) -> Json:
        """A message as the bot may read it over REST, where Discord empties those of others too."""
        return self._as_read(message, all_content=bool(self._server.privileged_intents & CONTENT))

    def _as_read(self, message: Message, *, all_content: bool) -> Json:
        bot, data = self._server.bot, message.payload()
        is_readable = message.author is bot or bot in message.mentions or message.channel.guild is None
        if message.reply_to and data.get("referenced_message"):
            data["referenced_message"] = self._as_read(message.reply_to, all_content=all_content)
        return data if is_readable or all_content else data | EMPTIED

    def delete(self, message: Message) -> None:
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        self._announce("MESSAGE_DELETE", message)

    def delete_in_bulk(self, messages: Sequence[Message]) -> None:
        """Delete messages of one channel of a server at once, as moderation bots do: one event for all."""
        channel = messages[0].channel
        assert channel.guild
        for message in messages:
            message.deleted = True
            channel.messages.pop(message.id, None)
        self._server.watch.changed()
        numbers = [str(message.id) for message in messages]
        event: Json = {"ids": numbers, "channel_id": str(channel.id), "guild_id": str(channel.guild.id)}
        for session in self._server.gateway.sessions.values():
            if session.intents & GUILD_MESSAGES:
                session.emit("MESSAGE_DELETE_BULK", event)

    def _check(self, payload: Json, *, pings: bool) -> None:
        """Record what is wrong with a send or an edit; raise ApiError where Discord would refuse it."""
        unsafe, problems = list(check_mentions(payload)) if pings else [], list(check_message(payload))
        self._server.violations.extend(f"a message's {problem}" for problem in unsafe + problems)
        if problems:
            raise ApiError(INVALID_FORM, problems)

    def _publish(self, message: Message) -> None:
        message.channel.messages[message.id] = message
        self._announce("MESSAGE_CREATE", message)

    def _announce(self, event: str, message: Message) -> None:
        """Tell the bots' sessions that may know; an ephemeral message makes no event."""
        if not message.deleted:
            message.versions.append(message.payload())
        self._server.watch.changed()
        if message.seen_by:
            return
        guild = message.channel.guild
        added: Json = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if guild:
            added["guild_id"] = str(guild.id)
            if not message.deleted and (member := guild.members.get(message.author.id)):
                added["member"] = member.payload() | {"user": None}
                del added["member"]["user"]
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        for session in self._server.gateway.sessions.values():
            if session.intents & intent:
                all_content = bool(session.intents & CONTENT)
                read = {} if message.deleted else self._as_read(message, all_content=all_content)
                session.emit(event, read | added)

    def _new(self, channel: Channel, author: User) -> Message:
        return Message(self._server.new_id(), channel, author, self._server.clock.now())

    def _fill(self, message: Message, payload: Json, files: Mapping[int, tuple[str, bytes]]) -> None:
        if "content" in payload:
            message.content = (payload["content"] or "").strip()
        if "embeds" in payload:
            message.embeds = [{"type": "rich", **embed} for embed in payload["embeds"] or []]
        if "components" in payload:
            message.components = _numbered(payload["components"] or [])
        if "attachments" in payload or files:
            message.attachments = self._attachments(message, payload.get("attachments"), files)
        if not (message.content or message.embeds or message.attachments or message.components):
            self._server.violations.append("a message is empty")
            raise ApiError(EMPTY_MESSAGE)

    def _attachments(
        self, message: Message, listed: list[Json] | None, files: Mapping[int, tuple[str, bytes]]
    ) -> list[Json]:
        kept = {attachment["id"]: attachment for attachment in message.attachments}
        if listed is None:
            return [*kept.values(), *(self._server.cdn.store(*file) for file in files.values())]
        found: list[Json] = []
        for entry in listed:
            if str(entry["id"]) in kept:
                found.append(kept[str(entry["id"])])
            elif int(entry["id"]) in files:
                stored = self._server.cdn.store(*files[int(entry["id"])])
                described = {"description": entry["description"]} if entry.get("description") else {}
                found.append(stored | described)
        return found


EMPTIED: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def _numbered(components: list[Json]) -> list[Json]:
    """The components as Discord gives them back: each with an id, selects with their bounds."""
    for number, component in enumerate(every(components), 1):
        component["id"] = component.get("id") or number
        if "options" in component:
            component.setdefault("min_values", 1)
            component.setdefault("max_values", 1)
    return components
