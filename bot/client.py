"""The Discord client: its settings, its extensions and its connection to Discord."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TypeVar, cast

import discord
from discord import app_commands
from discord.backoff import ExponentialBackoff
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.conversations import Conversations
from bot.cooldowns import Cooldowns, Rate
from bot.delivered_once import take_interactions_once
from bot.log import reason
from bot.metrics import Metrics
from bot.model_hints import ModelHints
from bot.question_queue import QuestionQueue
from bot.translator import Translator
from bot.tree import CommandTree
from retrieval.errors import ConfigurationError
from retrieval.guilds.gaps import words_hash
from retrieval.guilds.privacy import pseudonym
from retrieval.library import Library
from retrieval.models.options import EXTRACTIVE_CONCURRENCY
from retrieval.models.privacy import Person

CogT = TypeVar("CogT", bound=commands.Cog)

log = logging.getLogger(__name__)

# discord.py warns at every start that its voice libraries are missing; this bot has no use for voice.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

COGS = (
    "bot.cogs.ask",
    "bot.cogs.conversation",
    "bot.cogs.episodes",
    "bot.cogs.gaps",
    "bot.cogs.library",
    "bot.cogs.membership",
    "bot.cogs.privacy",
)
EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
BY_EVERYBODY = app_commands.AppInstallationType(guild=True, user=True)
MAX_GUILDS_CLEARED = 100
"""How many servers a start looks through for commands of their own; more would take too many requests."""
LONGEST_RECONNECT_WAIT = 60.0
"""The longest pause between two attempts to reach Discord, in seconds."""


class Podcite(commands.Bot):
    """Answers in Discord from a library.

    `guild` registers the commands in that server alone; otherwise Discord shows them in every server.
    `concurrency` questions are answered at the same time, and each user may ask `cooldown` = (questions,
    seconds) in servers that have set no rate of their own. A message that grows is edited at most once in
    `pace` seconds. The cogs look for due feeds every `poll_seconds`; 0 means never. The data
    of a server that removes the bot is kept for `keep_days` days. If it `reads_messages`, the bot asks for
    the text of those that don't mention it, provided that Discord lets its application have that.
    """

    _clearing: asyncio.Task[None] | None = None

    def __init__(
        self,
        *,
        library: Library,
        guild: int | None = None,
        gateway_url: str | None = None,
        concurrency: int = EXTRACTIVE_CONCURRENCY,
        cooldown: tuple[int, float] = (4, 30.0),
        pace: float = 1.0,
        poll_seconds: float = 0.0,
        keep_days: int = 30,
        reads_messages: bool = True,
        metrics: Metrics | None = None,
        cogs: Sequence[str] = COGS,
    ) -> None:
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            # Only messages that mention the bot, and private ones, come with their text.
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            # discord.py adds these to replies, their edits, follow-ups and messages sent to channels.
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=EVERYWHERE,
            allowed_installs=BY_EVERYBODY,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        take_interactions_once(self)
        self.library = library
        self.questions = QuestionQueue(concurrency)
        self.conversations = Conversations()
        self.model_hints = ModelHints()
        self.cooldowns = Cooldowns(Rate(*cooldown), lambda: library.shared_store, self.pseudonym)
        self.metrics = metrics or Metrics()
        self.metrics.watch(
            connected=lambda: self.is_connected,
            latency=lambda: self.latency,
            waiting=lambda: self.questions.waiting,
        )
        self.pace, self.poll_seconds = pace, poll_seconds
        self.keep_days, self._reads_messages = keep_days, reads_messages
        self._running_commands = cast("CommandTree", self.tree).running
        self._home_guild = discord.Object(guild) if guild else None
        self._gateway = URL(gateway_url) if gateway_url else None
        self._modules = cogs
        self._command_ids: dict[str, int] = {}

    def cog(self, kind: type[CogT]) -> CogT:
        """Return the loaded cog of this class. Raises LookupError if its extension isn't loaded."""
        cog = self.get_cog(kind.__cog_name__)
        if not isinstance(cog, kind):
            raise LookupError(f"no cog {kind.__cog_name__} is loaded")
        return cog

    def mention_command(self, name: str) -> str:
        """Return how Discord shows a command, or one of a group, so that it can be clicked."""
        command_id = self._command_ids.get(name.split(" ", 1)[0])
        return f"</{name}:{command_id}>" if command_id else f"`/{name}`"

    async def pseudonym(self, guild: int | None, user: int) -> str:
        """Return the keyed hash of a user in a server. Raises as `Privacy.key`."""
        return pseudonym(await self.privacy_key(), guild, user)

    async def words_hash(self, guild: int | None, question: str) -> str:
        """Return the keyed hash of a question's content words, which tells nothing without the key."""
        return words_hash(await self.privacy_key(), guild, question)

    async def person(self, user: int) -> Person:
        """Return a user with the hashes that stand for them in the catalog. Raises as `Privacy.key`."""
        return await self.library.privacy.person(user, self.http.token or "")

    async def privacy_key(self) -> bytes:
        """Return the key of these hashes, made when it is first asked for. Raises as `Privacy.key`."""
        return await self.library.privacy.key(self.http.token or "")

    @property
    def is_connected(self) -> bool:
        """Whether the gateway's connection is open and Discord has said which servers there are."""
        return self.is_ready() and not self.is_closed() and self.ws is not None and self.ws.open

    @property
    def may_read_messages(self) -> bool:
        """Whether Discord lets the bot's application read messages that don't mention the bot."""
        flags = self.application.flags if self.application else discord.ApplicationFlags()
        return flags.gateway_message_content or flags.gateway_message_content_limited

    async def setup_hook(self) -> None:
        # The login has read the application's flags; discord.py takes intents only before it, and sends these
        # to the gateway after it, which closes with 4014 where one isn't granted.
        self._connection._intents.message_content = self._reads_messages and self.may_read_messages
        await self.tree.set_translator(Translator())
        for module in self._modules:
            await self.load_extension(module)
        # One request; Discord leaves commands that haven't changed as they are.
        if self._home_guild:
            self.tree.copy_global_to(guild=self._home_guild)
        try:
            registered = await self.tree.sync(guild=self._home_guild)
        except discord.Forbidden as error:
            raise ConfigurationError(
                "Discord doesn't let the bot register its commands: invite it to the server that "
                "DISCORD_GUILD names, with the scope applications.commands."
            ) from error
        if self._home_guild and await self.tree.fetch_commands():
            # Registered when DISCORD_GUILD was not set: the server would show every command twice.
            await self.http.bulk_upsert_global_commands(self.application_id or 0, payload=[])
        self._command_ids = {command.name: command.id for command in registered}
        log.info("Registered %s", ", ".join(f"/{command.name}" for command in registered))

    async def on_connect(self) -> None:
        # READY names Discord's own address for resuming, and discord.py follows it; through a proxy, resuming
        # must go to the address that was set.
        if self._gateway is not None:
            self.ws.gateway = self._gateway

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: `commands.Bot` would look for a command in it; the cog of conversations listens."""

    async def on_ready(self) -> None:
        log.info("Ready as %s in %d servers", self.user, len(self.guilds))
        if self._clearing is None:
            self._clearing = asyncio.create_task(self._clear_guild_commands())

    async def _clear_guild_commands(self) -> None:
        """Remove the commands that an earlier DISCORD_GUILD left in a server, which shows them twice."""
        home = self._home_guild.id if self._home_guild else None
        for guild in [guild for guild in self.guilds if guild.id != home][:MAX_GUILDS_CLEARED]:
            try:
                if await self.tree.fetch_commands(guild=guild):
                    await self.http.bulk_upsert_guild_commands(self.application_id or 0, guild.id, payload=[])
                    log.info("Removed the commands that were registered in server %d alone", guild.id)
            except discord.HTTPException as error:  # such as a server without the scope applications.commands
                log.info("Could not look at the commands of server %d (status %s)", guild.id, error.status)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected until closed; retry for as long as the gateway can't be reached.

        If the first connection fails, discord.py's `Client.connect` reads `self.ws.sequence` to prepare a
        resume although `ws` is still None, and ends with AttributeError instead of trying again:
        https://github.com/Rapptz/discord.py/issues/10520
        """
        backoff = ExponentialBackoff()
        while not self.is_closed():
            try:
                await super().connect(reconnect=reconnect)
                return
            except AttributeError as error:
                if self.ws is not None:
                    raise
                wait = min(backoff.delay(), LONGEST_RECONNECT_WAIT)
                log.warning(
                    "Discord's gateway can't be reached (%s); trying again in %.0f s",
                    reason(error.__context__),
                    wait,
                )
                await asyncio.sleep(wait)

    async def close(self) -> None:
        """Tell waiting users, unload the cogs, which end their background work, and disconnect."""
        if not self.is_closed():
            await self._running_commands.end()
        if self._clearing is not None:
            self._clearing.cancel()
        # `Client.close` doesn't end `ConnectionState._delay_ready`, the task that waits for late servers and
        # then fails on the closed client. It waits in `asyncio.wait_for`, which can lose a cancellation that
        # arrives together with its result, so it is cancelled until it has ended.
        waiting = self._connection._ready_task
        while waiting is not None and not waiting.done():
            waiting.cancel()
            await asyncio.sleep(0)
        await super().close()


def set_discord_addresses(api_url: str | None, gateway_url: str | None) -> None:
    """Make discord.py use these addresses; it has no settings for them, but one class attribute for each."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
