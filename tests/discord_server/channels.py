"""Channels over REST: messages, typing, threads and direct messages, each behind the bot's permissions."""

from typing import TYPE_CHECKING

from aiohttp import web

from .bodies import read_body
from .messages import Message
from .people import flag, permissions_in
from .places import DIRECT, PRIVATE_THREAD, PUBLIC_THREAD, Channel
from .wire import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_DIRECT_MESSAGES,
    NO_HISTORY_TO_REPLY,
    NOT_THE_AUTHOR,
    THREAD_ARCHIVED,
    THREAD_EXISTS,
    THREAD_LOCKED,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    ApiError,
    respond,
)

if TYPE_CHECKING:
    from .server import DiscordServer


class Channels:
    def __init__(self, server: "DiscordServer") -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        channel = "/channels/{channel}"
        message = channel + "/messages/{message}"
        return [
            web.get(channel, self._get),
            web.patch(channel, self._change_thread),
            web.post(channel + "/typing", self._typing),
            web.get(channel + "/messages", self._history),
            web.post(channel + "/messages", self._send),
            web.get(message, self._message),
            web.patch(message, self._edit),
            web.delete(message, self._delete),
            web.post(channel + "/threads", self._start_thread),
            web.post(message + "/threads", self._start_thread),
            web.put(channel + "/thread-members/@me", self._typing),
            web.post("/users/@me/channels", self._open_direct),
        ]

    async def _get(self, request: web.Request) -> web.Response:
        return respond(self._channel(request).payload())

    async def _typing(self, request: web.Request) -> web.Response:
        self._channel(request)
        return respond()

    async def _history(self, request: web.Request) -> web.Response:
        channel, query = self._channel(request, "read_message_history"), request.query
        low, high = int(query.get("after", 0)), int(query.get("before", 1 << 63))
        found = [m for m in channel.visible_messages if low < m.id < high]
        count = int(query.get("limit", 50))
        chosen = found[:count] if "after" in query else found[-count:]
        posting = self._server.posting
        return respond([posting.as_read(message) for message in reversed(chosen)])

    async def _send(self, request: web.Request) -> web.Response:
        channel, body = self._channel(request), await read_body(request)
        needed = ["send_messages_in_threads" if channel.is_thread else "send_messages"]
        needed += ["attach_files"] if body.files else []
        needed += ["embed_links"] if body.payload.get("embeds") else []
        channel = self._channel(request, *needed)
        if channel.recipient and not channel.recipient.accepts_messages:
            raise ApiError(NO_DIRECT_MESSAGES)
        held = self._held(channel)
        if body.payload.get("message_reference") and not held & flag(read_message_history=True):
            raise ApiError(NO_HISTORY_TO_REPLY)
        if channel.locked and not held & flag(manage_threads=True):
            raise ApiError(THREAD_ARCHIVED if channel.archived else THREAD_LOCKED)
        channel.archived = False
        return respond(self._server.posting.post(channel, body).payload())

    async def _message(self, request: web.Request) -> web.Response:
        return respond(self._server.posting.as_read(self._find(request)))

    async def _edit(self, request: web.Request) -> web.Response:
        message = self._find(request)
        if message.author is not self._server.bot:
            raise ApiError(NOT_THE_AUTHOR)
        self._server.posting.edit(message, await read_body(request))
        return respond(message.payload())

    async def _delete(self, request: web.Request) -> web.Response:
        message = self._find(request)
        if message.author is not self._server.bot:
            self._channel(request, "manage_messages")
        self._server.posting.delete(message)
        return respond()

    async def _start_thread(self, request: web.Request) -> web.Response:
        parent, body = self._channel(request, "create_public_threads"), (await read_body(request)).payload
        message = self._find(request) if "message" in request.match_info else None
        if message and message.thread:
            raise ApiError(THREAD_EXISTS)
        # Discord's own default without a type is a private thread; a message's thread is always public.
        kind = PUBLIC_THREAD if message else body.get("type", PRIVATE_THREAD)
        thread_id = message.id if message else self._server.new_id()
        thread = self._server.add_thread(parent, thread_id, body["name"], self._server.bot, kind)
        thread.archive_after = body.get("auto_archive_duration") or thread.archive_after
        if message:
            message.thread = thread
        return respond(thread.payload(), 201)

    async def _change_thread(self, request: web.Request) -> web.Response:
        thread, body = self._channel(request), (await read_body(request)).payload
        if not thread.is_thread:
            raise ApiError(MISSING_PERMISSIONS)
        for name in ("name", "archived", "locked"):
            setattr(thread, name, body.get(name, getattr(thread, name)))
        self._server.gateway.dispatch("THREAD_UPDATE", thread.payload())
        return respond(thread.payload())

    async def _open_direct(self, request: web.Request) -> web.Response:
        user = self._server.users.get(int((await read_body(request)).payload["recipient_id"]))
        if user is None:
            raise ApiError(UNKNOWN_USER)
        return respond(self._server.direct_channel(user).payload())

    def _channel(self, request: web.Request, *needed: str) -> Channel:
        """The channel of a request, where the bot may see it and do what is needed."""
        channel = self._server.channels.get(int(request.match_info["channel"]))
        if channel is None or (channel.guild and not channel.guild.has_bot):
            raise ApiError(UNKNOWN_CHANNEL)
        if channel.type == DIRECT or channel.guild is None:
            return channel
        held = self._held(channel)
        if not held & flag(view_channel=True):
            raise ApiError(MISSING_ACCESS)
        for name in needed:
            if not held & flag(**{name: True}):
                raise ApiError(MISSING_PERMISSIONS)
        return channel

    def _held(self, channel: Channel) -> int:
        """The bot's permissions in a channel; all of them in private messages."""
        if channel.guild is None:
            return ~0
        return permissions_in(channel.guild, channel.guild.members[self._server.bot.id], channel)

    def _find(self, request: web.Request) -> Message:
        message = self._channel(request).messages.get(int(request.match_info["message"]))
        if message is None or message.seen_by:
            raise ApiError(UNKNOWN_MESSAGE)
        return message
