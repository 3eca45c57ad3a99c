"""The gateway: identify, heartbeats, dispatched events, and sessions that can be resumed."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from .compression import Compressor, compressor
from .wire import Json

if TYPE_CHECKING:
    from .places import Guild
    from .server import DiscordServer

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
GUILDS, GUILD_MEMBERS, PRESENCES, CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
GUILD_MESSAGES, DIRECT_MESSAGES, ALWAYS = 1 << 9, 1 << 12, 0
PRIVILEGED = GUILD_MEMBERS | PRESENCES | CONTENT
AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4004, 4014

# The library notes when it sent a heartbeat after it has sent it; an answer may not come sooner.
AS_FAR_AS_DISCORD = 0.02

SETTLING_ROUNDS = 5
"""How often the bot is asked for a heartbeat, one after the other, until it has settled."""


@dataclass(eq=False)
class Session:
    """One bot's session: every event sent to it stays here, so that it can be sent again."""

    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    events: list[Json] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: str, data: Json) -> None:
        self.events.append({"op": DISPATCH, "t": event, "s": len(self.events) + 1, "d": data})
        self.more.set()


class Connection:
    """One socket of a bot."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse, pack: Compressor) -> None:
        self.socket = socket
        self._transport = request.transport
        self._pack = pack
        self.session: Session | None = None

    async def send(self, message: Json) -> None:
        # The compressor's order is the socket's: nothing is awaited between the two.
        packed = self._pack(json.dumps(message))
        try:
            if isinstance(packed, str):
                await self.socket.send_str(packed)
            else:
                await self.socket.send_bytes(packed)
        except (ConnectionError, RuntimeError):
            self.drop()

    async def follow(self, session: Session, seen: int) -> None:
        """Send the session's events after `seen`, and all that come."""
        self.session = session
        while not self.socket.closed:
            session.more.clear()
            while seen < len(session.events):
                await self.send(session.events[seen])
                seen += 1
            await session.more.wait()

    def drop(self) -> None:
        if self._transport:
            self._transport.abort()


class Gateway:
    """All sockets and sessions, and what happens to them."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.identified = self.resumed = self.heartbeats = 0
        self._asked_for = 0

    def dispatch(self, event: str, data: Json, intent: int = ALWAYS) -> None:
        """Send an event to every session that has the intent for it; keep it while its socket is away."""
        for session in self.sessions.values():
            if not intent or session.intents & intent:
                session.emit(event, data)

    async def settle(self) -> None:
        """Wait until the bot has handled what was sent to it before, which takes its loop several turns.

        A person needs seconds for a form; discord.py knows a form only once it has the reply to sending it.
        """
        for _ in range(SETTLING_ROUNDS):
            wanted = self.heartbeats + len(self.connections)
            self._asked_for += len(self.connections)
            for connection in self.connections:
                await connection.send({"op": HEARTBEAT, "d": None})
            await self._server.watch.until(lambda: self.heartbeats >= wanted, "the heartbeat asked for")  # noqa: B023

    async def handle(self, request: web.Request) -> web.StreamResponse:
        faults = self._server.faults
        if faults.gateway_refusals:
            faults.gateway_refusals -= 1
            self._server.watch.changed()
            assert request.transport
            request.transport.abort()
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoping=True, compress=False, timeout=1)
        await socket.prepare(request)
        connection = Connection(request, socket, compressor(request.query.get("compress", "")))
        self.connections.append(connection)
        followers: list[asyncio.Task[None]] = []
        try:
            await connection.send({"op": HELLO, "d": {"heartbeat_interval": self._server.heartbeat_ms}})
            async for message in socket:
                if start := await self._receive(connection, message.json()):
                    followers.append(asyncio.create_task(connection.follow(*start)))
        finally:
            self._leave(connection, socket.close_code)
            for follower in followers:
                follower.cancel()
            await asyncio.gather(*followers, return_exceptions=True)
        return socket

    def _leave(self, connection: Connection, close_code: int | None) -> None:
        self.connections.remove(connection)
        # A bot that says goodbye with 1000 or 1001 gives up its session; any other end can be resumed.
        if connection.session and close_code in (1000, 1001):
            self.sessions.pop(connection.session.id, None)
        self._server.watch.changed()

    async def _receive(self, connection: Connection, message: Json) -> tuple[Session, int] | None:
        """Answer one message of the bot; return the session to follow and from where, once there is one."""
        match message["op"]:
            case 1:
                self.heartbeats += 1
                self._server.watch.changed()
                if self._asked_for:
                    self._asked_for -= 1
                    return None
                await asyncio.sleep(AS_FAR_AS_DISCORD)
                await connection.send({"op": ACK, "d": None})
            case 2:
                return await self._identify(connection, message["d"])
            case 6:
                return await self._resume(connection, message["d"])
            case 8:
                self._send_members(connection, message["d"])
        return None

    async def _identify(self, connection: Connection, data: Json) -> tuple[Session, int] | None:
        server = self._server
        if code := server.faults.identify_close:
            server.faults.identify_close = 0
            await connection.socket.close(code=code)
            return None
        if data["token"] != server.token:
            await connection.socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            return None
        if data["intents"] & PRIVILEGED & ~server.privileged_intents:
            await connection.socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
            return None
        session = Session(data["intents"])
        guilds = [guild for guild in server.guilds.values() if guild.has_bot]
        ready = {
            "v": 10,
            "user": server.bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": server.gateway_url,
            "application": {"id": str(server.bot.id), "flags": server.application_flags},
        }
        session.emit("READY", ready)
        for guild in guilds:
            session.emit("GUILD_CREATE", guild.payload(server.bot))
        self.sessions[session.id] = session
        self.identified += 1
        server.watch.changed()
        return session, 0

    async def _resume(self, connection: Connection, data: Json) -> tuple[Session, int] | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._server.token or data["seq"] is None:
            await connection.send({"op": INVALID, "d": False})
            return None
        session.emit("RESUMED", {})
        self.resumed += 1
        self._server.watch.changed()
        return session, data["seq"]

    def _send_members(self, connection: Connection, data: Json) -> None:
        guild: Guild = self._server.guilds[int(data["guild_id"])]
        wanted = {int(user) for user in data.get("user_ids", [])}
        members = [m for m in guild.members.values() if not wanted or m.user.id in wanted]
        chunk = {
            "guild_id": str(guild.id),
            "members": [member.payload() for member in members],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data.get("nonce"),
        }
        if connection.session:
            connection.session.emit("GUILD_MEMBERS_CHUNK", chunk)
