"""What Discord's own interface does before a command is sent: finds it, checks the values, refuses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .cdn import Upload
from .command_limits import CHAT, MESSAGE
from .people import Member, Role, User, flag, permissions_in
from .places import Channel
from .wire import Json

if TYPE_CHECKING:
    from .server import DiscordServer
    from .visitors import MemberHandle

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 1, 2, 3, 4, 5, 10, 11
NESTED = (SUBCOMMAND, GROUP)
TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    NUMBER: (int, float),
    ATTACHMENT: Upload,
}


class RefusedError(AssertionError):
    """Discord's interface doesn't let this person do this."""


def find_command(server: "DiscordServer", who: "MemberHandle", words: str) -> tuple[Json, list[Json]]:
    """The command and its chain of sub-commands; RefusedError where the person isn't offered it."""
    name, *rest = words.split()
    command = _offered(server, who, name)
    chain = [command]
    for word in rest:
        nested = [o for o in chain[-1].get("options") or [] if o["name"] == word and o["type"] in NESTED]
        chain += nested
        if not nested:
            raise RefusedError(f"/{words} is not offered here")
    if any(option["type"] in NESTED for option in chain[-1].get("options") or []):
        raise RefusedError(f"/{words} needs one of its sub-commands")
    return command, chain[1:]


def find_menu(server: "DiscordServer", who: "MemberHandle", name: str) -> Json:
    """The command of a message's menu; RefusedError where the person isn't offered it."""
    return _offered(server, who, name, MESSAGE)


def _offered(server: "DiscordServer", who: "MemberHandle", name: str, kind: int = CHAT) -> Json:
    if who.brings_app and not who.user.has_app:
        raise RefusedError("the app is installed neither in the server nor by this person")
    guild = who.guild.id if who.guild else None
    command = server.applications.find(name, guild, kind, by_user=who.brings_app)
    if command is None:
        raise RefusedError(f"/{name} is not offered here")
    _check_permission(command, who)
    return command


def _check_permission(command: Json, who: "MemberHandle") -> None:
    needed = command["default_member_permissions"]
    if needed is None or who.guild is None or who.member is None:
        return
    if who.user in who.guild.allowed.get(command["name"], ()):
        return
    held = permissions_in(who.guild, who.member, who.channel)
    # Discord's "0" means administrators only, whose permissions are all of them.
    enough = held & int(needed) == int(needed) if int(needed) else held & flag(administrator=True)
    if not enough:
        raise RefusedError(f"/{command['name']} is not offered to a member without its default permissions")


class Filled:
    """The options of one command, filled in by a person, with what they refer to."""

    def __init__(self, server: "DiscordServer", leaf: Json) -> None:
        self._server = server
        self._known = {option["name"]: option for option in leaf.get("options") or []}
        self.resolved: Json = {}

    def options(self, values: Mapping[str, Any]) -> list[Json]:
        """All options given; RefusedError where Discord's interface wouldn't send them."""
        if unknown := values.keys() - self._known.keys():
            raise RefusedError(f"no option named {', '.join(unknown)}")
        for name, option in self._known.items():
            if option.get("required") and name not in values:
                raise RefusedError(f"the option {name} is required")
        for name, value in values.items():
            _check_value(self._known[name], value)
        return [self._option(name, value) for name, value in values.items()]

    def typing(self, focused: str, text: str, values: Mapping[str, Any]) -> list[Json]:
        """The options while one of them is being typed."""
        option = self._known[focused]
        if not option.get("autocomplete"):
            raise RefusedError(f"the option {focused} has no autocomplete")
        given = [self._option(name, value) for name, value in values.items()]
        return [*given, {"name": focused, "type": option["type"], "value": text, "focused": True}]

    def _option(self, name: str, value: Any) -> Json:
        return {"name": name, "type": self._known[name]["type"], "value": self.reference(value)}

    def reference(self, value: Any) -> Any:
        match value:
            case Upload():
                return self._resolve("attachments", self._server.cdn.upload(value))
            case Member():
                data = value.payload(0)
                self.resolved.setdefault("members", {})[str(value.user.id)] = data
                return self._resolve("users", data.pop("user"))
            case User():
                return self._resolve("users", value.payload())
            case Channel():
                return self._resolve("channels", value.payload() | {"permissions": "0"})
            case Role():
                return self._resolve("roles", value.payload())
        return value

    def _resolve(self, kind: str, data: Json) -> str:
        self.resolved.setdefault(kind, {})[data["id"]] = data
        return str(data["id"])


def _check_value(option: Json, value: Any) -> None:
    name, kind = option["name"], option["type"]
    if kind in TYPES and not isinstance(value, TYPES[kind]):
        raise RefusedError(f"{name} can't be {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise RefusedError(f"{name} must be one of {choices}")
    measure = len(value) if kind == STRING else value
    for low, high in (("min_length", "max_length"), ("min_value", "max_value")):
        if option.get(low) is not None and measure < option[low]:
            raise RefusedError(f"{name} must be at least {option[low]}")
        if option.get(high) is not None and measure > option[high]:
            raise RefusedError(f"{name} must be at most {option[high]}")


def command_data(command: Json, chain: list[Json], options: list[Json], resolved: Json) -> Json:
    for part in reversed(chain):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
    data |= {"resolved": resolved} if resolved else {}
    return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})
