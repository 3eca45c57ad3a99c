"""The bot's own account, its application, and the registration of its commands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiohttp import web

from .bodies import read_body
from .command_limits import CHAT, check_commands
from .wire import INVALID_FORM, UNKNOWN_GUILD, ApiError, Json, respond

if TYPE_CHECKING:
    from .server import DiscordServer

ADMINISTRATORS_ONLY = "0"
BY_GUILD, BY_USER = 0, 1


class Applications:
    def __init__(self, server: "DiscordServer") -> None:
        self._server = server
        # By guild; None holds the commands that are the same everywhere.
        self._commands: dict[int | None, list[Json]] = {None: []}
        self.registrations = 0

    def routes(self) -> list[web.RouteDef]:
        commands = "/applications/{app}/commands"
        in_guild = "/applications/{app}/guilds/{guild}/commands"
        return [
            web.get("/users/@me", self._me),
            web.get("/applications/@me", self._application),
            web.get("/oauth2/applications/@me", self._application),
            web.get("/gateway", self._gateway),
            web.get("/gateway/bot", self._gateway),
            *(web.get(path, self._list) for path in (commands, in_guild)),
            *(web.put(path, self._replace) for path in (commands, in_guild)),
        ]

    def offered(self, guild: int | None, *, by_user: bool = False) -> Iterator[Json]:
        """The commands that a guild, or with `None` a direct message, offers; a guild's own come first.

        `by_user` are those of an app that only the user has installed.
        """
        if guild is not None and not by_user:
            yield from self._commands.get(guild, [])
        for command in self._commands[None]:
            contexts = command.get("contexts")
            is_installed = (BY_USER if by_user else BY_GUILD) in command["integration_types"]
            if is_installed and (contexts is None or (0 if guild is not None else 1) in contexts):
                yield command

    def find(self, name: str, guild: int | None, kind: int = CHAT, *, by_user: bool = False) -> Json | None:
        offered = self.offered(guild, by_user=by_user)
        return next((c for c in offered if c["name"] == name and c["type"] == kind), None)

    async def _me(self, request: web.Request) -> web.Response:
        own = {"mfa_enabled": True, "locale": "en-US", "verified": True}
        return respond(self._server.bot.payload() | own)

    async def _gateway(self, request: web.Request) -> web.Response:
        limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        data: Json = {"url": self._server.gateway_url}
        if request.path.endswith("bot"):
            data |= {"shards": 1, "session_start_limit": limits}
        return respond(data)

    async def _application(self, request: web.Request) -> web.Response:
        server = self._server
        nothing: Json = dict.fromkeys(
            ("icon", "type", "interactions_endpoint_url", "role_connections_verification_url", "team")
        )
        return respond(
            nothing
            | {
                "id": str(server.bot.id),
                "name": server.bot.name,
                "description": "",
                "verify_key": "0" * 64,
                "flags": server.application_flags,
                "flags_new": str(server.application_flags),
                "bot_public": True,
                "bot_require_code_grant": False,
                "redirect_uris": [],
                "owner": server.owner.payload(),
                "approximate_guild_count": len(server.guilds),
                "approximate_user_install_count": 0,
                "approximate_user_authorization_count": 0,
                "explicit_content_filter": 0,
                "eligible_oauth2_scopes": [],
            }
        )

    async def _list(self, request: web.Request) -> web.Response:
        return respond(self._commands.get(self._guild(request), []))

    async def _replace(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        sent: list[Json] = (await read_body(request)).payload
        if problems := list(check_commands(sent)):
            self._server.violations.extend(f"the commands' {problem}" for problem in problems)
            raise ApiError(INVALID_FORM, problems)
        known = {(c["name"], c["type"]): c["id"] for c in self._commands.get(guild, [])}
        registered = [self._registered(command, known, guild) for command in sent]
        self._commands[guild] = registered
        self.registrations += 1
        self._server.watch.changed()
        return respond(registered)

    def _registered(self, command: Json, known: dict[tuple[str, int], str], guild: int | None) -> Json:
        kind = command.get("type", CHAT)
        permissions = command.get("default_member_permissions")
        place = {"guild_id": str(guild)} if guild else {}
        contexts = command.get("contexts")
        if contexts is None and command.get("dm_permission") is False:
            contexts = [0]
        return {
            "description": "",
            **command,
            **place,
            "id": known.get((command["name"], kind)) or str(self._server.new_id()),
            "application_id": str(self._server.bot.id),
            "version": str(self._server.new_id()),
            "type": kind,
            "contexts": contexts,
            "integration_types": command.get("integration_types") or [0],
            "default_member_permissions": None if permissions is None else str(permissions),
        }

    def _guild(self, request: web.Request) -> int | None:
        if "guild" not in request.match_info:
            return None
        guild = int(request.match_info["guild"])
        if guild not in self._server.guilds:
            raise ApiError(UNKNOWN_GUILD)
        return guild
