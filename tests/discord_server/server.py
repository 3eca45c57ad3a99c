"""A loopback Discord: enough of the v10 REST API and gateway for a real bot process, read strictly.

    async with DiscordServer() as discord:
        ada = discord.guild("Ada's").member("ada")
        … start a bot with discord.environment …
        await discord.bot_ready()
        reply = await ada.slash("ask", question="What is a knob?")
        message = await reply.original()

What the bot sends is held against Discord's limits and, where it is at hand, its published schema; whatever
is wrong is collected in `violations`, which must be empty at the end of a test (`assert_clean`).
"""

from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from . import schema as published
from .applications import Applications
from .cdn import Cdn
from .channels import Channels
from .exchange import API, Exchange, Recorded
from .faults import Faults
from .gateway import CONTENT, GUILD_MEMBERS, RECONNECT, Gateway
from .interactions import Interaction
from .people import EVERYONE, Member, Role, User
from .places import DIRECT, Channel, Guild
from .posting import Posting
from .visitors import GuildHandle
from .waiting import Watch
from .webhooks import Webhooks
from .wire import Clock, Snowflakes

OPENAPI = Path(__file__).resolve().parents[3] / "shared" / "data" / "discord" / "openapi.json"
# Flags of the application that say which privileged intents it may use, as a small bot gets them.
INTENT_FLAGS = {GUILD_MEMBERS: 1 << 15, CONTENT: 1 << 19}


class DiscordServer:
    """Discord for one bot. `patience` bounds every wait, in seconds."""

    gateway_path = "/gateway"

    def __init__(self, *, schema: Path = OPENAPI, privileged_intents: int = 0, patience: float = 15) -> None:
        self.token = "loopback-bot-token.never-log.this-made-up-token-of-tests"
        self.privileged_intents = privileged_intents
        self.answer_seconds, self.token_seconds, self.heartbeat_ms = 3.0, 900.0, 41_250
        self.violations: list[str] = []
        self.requests: list[Recorded] = []
        self.clock, self.new_id, self.watch = Clock(), Snowflakes(), Watch(patience)
        self.faults, self.gateway, self.posting = Faults(self.clock), Gateway(self), Posting(self)
        self.cdn, self.applications = Cdn(self), Applications(self)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.owner, self.bot = self.user("host"), self.user("podcite", bot=True)
        self.direct_permissions = EVERYONE
        self._exchange = Exchange(self, published.load(schema))
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def gateway_url(self) -> str:
        return self.url.replace("http", "ws", 1) + self.gateway_path

    @property
    def environment(self) -> dict[str, str]:
        """What tells a bot process to come here."""
        return {
            "DISCORD_TOKEN": self.token,
            "DISCORD_API_URL": self.url + API,
            "DISCORD_GATEWAY_URL": self.gateway_url,
        }

    @property
    def application_flags(self) -> int:
        return sum(bits for intent, bits in INTENT_FLAGS.items() if intent & self.privileged_intents)

    async def __aenter__(self) -> Self:
        api = web.Application(client_max_size=64 * 1024 * 1024)
        for part in (self.applications, Channels(self), Webhooks(self)):
            api.add_routes(part.routes())
        site = web.Application(middlewares=[self._exchange.handle], client_max_size=64 * 1024 * 1024)
        site.add_routes([web.get(self.gateway_path, self.gateway.handle), *self.cdn.routes()])
        site.add_subapp(API, api)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        listener = web.TCPSite(self._runner, "127.0.0.1", 0)
        await listener.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in [*self.gateway.connections]:
            connection.drop()
        if self._runner:
            await self._runner.cleanup()

    def assert_clean(self) -> None:
        """Fail with all that was wrong since the last call."""
        found, self.violations = self.violations, []
        self.faults.clear()
        assert not found, "Discord would not have taken this:\n  " + "\n  ".join(dict.fromkeys(found))

    def user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.new_id(), name, bot)
        self.users[user.id] = user
        return user

    def guild(
        self,
        name: str = "Listeners",
        *,
        bot_permissions: int = 0,
        number: int | None = None,
        locale: str = "en-US",
    ) -> GuildHandle:
        """A guild with one text channel, the bot in it, and an owner who is nobody else.

        `number` is its id, for a library that knows the guild already; by default a new one.
        """
        owner, number = self.user(f"owner of {name}"), number or self.new_id()
        guild = Guild(number, name, owner, Role(number, "@everyone", EVERYONE), locale=locale)
        role = Role(self.new_id(), self.bot.name, bot_permissions, 1)
        guild.roles.append(role)
        guild.members |= {owner.id: Member(owner), self.bot.id: Member(self.bot, [role])}
        self.guilds[number] = guild
        handle = GuildHandle(self, guild)
        handle.channel("general")
        self.gateway.dispatch("GUILD_CREATE", guild.payload(self.bot))
        return handle

    def add_thread(self, parent: Channel, number: int, name: str, owner: User, kind: int) -> Channel:
        assert parent.guild
        thread = Channel(number, name, kind, parent.guild, parent, owner=owner)
        self.channels[number] = thread
        parent.guild.channels.append(thread)
        self.gateway.dispatch("THREAD_CREATE", thread.payload() | {"newly_created": True})
        return thread

    def direct_channel(self, user: User) -> Channel:
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), user.name, DIRECT, recipient=user)
        self.channels[channel.id] = channel
        return channel

    async def bot_ready(self, times: int = 1, seconds: float | None = None) -> None:
        """Wait until the bot has registered its commands and identified itself, for the `times`-th time."""

        def ready() -> bool:
            return self.applications.registrations > 0 and self.gateway.identified >= times

        await self.watch.until(ready, "the bot to register its commands and identify", seconds)

    async def drop_sockets(self) -> None:
        """Cut the bot's gateway connections, as a network does."""
        cut = [*self.gateway.connections]
        for connection in cut:
            connection.drop()
        await self.watch.until(lambda: not set(cut) & set(self.gateway.connections), "the sockets to be gone")

    async def ask_to_reconnect(self) -> None:
        for connection in [*self.gateway.connections]:
            await connection.send({"op": RECONNECT, "d": None})

    def forget_sessions(self) -> None:
        """Make every session one that can't be resumed."""
        self.gateway.sessions.clear()
