"""Messages with buttons and menus as an earlier version sent them, and what pressing these shows."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message
from tests.discord_server.bodies import Body
from tests.discord_server.messages import every

KEPT = Path(__file__).parent / "old_messages.json"
# The guild whose own episodes, settings and jobs are in the kept data folder.
GUILD = 1_100_000_000_000_000_001
# Buttons of long work change what is there, or open a form; what all others show is recorded.
JOB = "job:"
FORM = "jump:"
# How long a text has to stay the same to be the last one, in seconds.
_SETTLED = 1.0
_TIMING = re.compile(r" · [0-9.]+ s$", re.MULTILINE)


@dataclass(frozen=True)
class OldMessage:
    """What a command's message held: its title, and its rows of buttons and menus as Discord gets them."""

    command: str
    title: str
    components: list[dict[str, Any]]

    @classmethod
    def all_of(cls, command: str, message: Message) -> Iterator[Self]:
        """Every set of buttons that the message has had, if only for a moment, as a job's Cancel."""
        seen: list[list[str]] = []
        for version in message.versions:
            ids = list(_ids(version["components"]))
            if ids and ids not in seen:
                seen.append(ids)
                title = version["embeds"][0].get("title", "") if version["embeds"] else ""
                yield cls(command, title, version["components"])

    @property
    def custom_ids(self) -> list[str]:
        """The ids of all buttons and menus, those that can't be pressed too."""
        return list(_ids(self.components))

    @property
    def pressable(self) -> list[str]:
        """The ids of those that can be pressed."""
        return [part["custom_id"] for part in _controls(self.components) if not part.get("disabled")]

    def post(self, server: DiscordServer, guild: GuildHandle) -> Message:
        """Let the message stand in the guild's channel, as if the bot had sent it long ago."""
        embeds = [{"title": self.title or "Untitled"}]
        content = {"embeds": embeds, "components": self.components, "allowed_mentions": {"parse": []}}
        return server.posting.post(guild.general, Body(content))


@dataclass(frozen=True)
class Pressed:
    """What a member sees who presses a button, or chooses the first entry of a menu."""

    custom_id: str
    shows: str


@dataclass(frozen=True)
class Kept:
    """All of it, as it is kept in a file."""

    messages: list[OldMessage]
    pressed: list[Pressed]

    def write(self) -> None:
        KEPT.write_text(f"{json.dumps(asdict(self), indent=1, ensure_ascii=False)}\n", encoding="utf-8")

    @classmethod
    def read(cls) -> Self:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        return cls([OldMessage(**each) for each in kept["messages"]], [Pressed(**e) for e in kept["pressed"]])

    @property
    def custom_ids(self) -> list[str]:
        return list(dict.fromkeys(id_ for message in self.messages for id_ in message.custom_ids))

    def message_with(self, custom_id: str) -> OldMessage:
        return next(message for message in self.messages if custom_id in message.pressable)

    def ids_of(self, kind: str) -> list[str]:
        """The ids that begin so and can be pressed."""
        ids = (id_ for message in self.messages for id_ in message.pressable if id_.startswith(kind))
        return list(dict.fromkeys(ids))


async def press(
    server: DiscordServer,
    member: MemberHandle,
    message: Message,
    custom_id: str,
    expected: Callable[[str], bool] | None = None,
) -> str:
    """What pressing shows, without how long it took, as soon as it is what is expected.

    To record it, which expects nothing yet, it is what stays the same for a while.
    """
    before = message.text
    if any(select["custom_id"] == custom_id for select in message.selects):
        first = message.control("select", custom_id)["options"][0]["value"]
        reply = await member.select(message, custom_id, first)
    else:
        reply = await member.click(message, custom_id)
    if reply.interaction.modal:
        title = str(reply.interaction.modal["title"])
        assert expected is None or expected(title), title
        return title

    def shown() -> str:
        there = [reply.interaction.original, *reply.interaction.follow_ups]
        text = "\n".join(part.text for part in there if part and not part.loading and part.text != before)
        return _TIMING.sub("", text)

    if expected is None:
        await server.watch.until(lambda: shown() not in ("", before), f"{custom_id} to show something")
        return await _settled(shown)
    await server.watch.until(lambda: expected(shown()), lambda: f"{custom_id}; it shows {shown()!r}")
    return shown()


async def _settled(shown: Callable[[], str]) -> str:
    """The text once it has stayed the same for a while."""
    while True:
        text = shown()
        await asyncio.sleep(_SETTLED)
        if text == shown() and not text.endswith(" …"):
            return text


def _controls(components: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in every(list(components)):
        if "custom_id" in part:
            yield part


def _ids(components: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (part["custom_id"] for part in _controls(components))
