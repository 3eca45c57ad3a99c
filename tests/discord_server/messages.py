"""Messages: what they hold, how they go over the wire, and what a reader sees of them."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .people import User
from .wire import Json, iso

if TYPE_CHECKING:
    from .places import Channel

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
PLAIN, REPLY, COMMAND = 0, 19, 20
ROW, BUTTON, TEXT_INPUT, TEXT_DISPLAY = 1, 2, 4, 10
SELECTS = (3, 5, 6, 7, 8)


@dataclass(eq=False)
class Message:
    id: int
    channel: "Channel"
    author: User
    created: float
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    type: int = PLAIN
    edited: float | None = None
    mentions: list[User] = field(default_factory=list)
    reply_to: "Message | None" = None
    interaction: Json | None = None
    seen_by: User | None = None
    thread: "Channel | None" = None
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """All the words a reader sees, top to bottom, a line for each part."""
        return "\n".join(filter(None, self._words()))

    def _words(self) -> Iterator[str]:
        yield self.content
        for embed in self.embeds:
            yield from (embed.get("author", {}).get("name", ""), embed.get("title", ""))
            yield embed.get("description", "")
            for part in embed.get("fields", []):
                yield from (part["name"], part["value"])
            yield embed.get("footer", {}).get("text", "")
        for component in every(self.components):
            if component["type"] == TEXT_DISPLAY:
                yield component["content"]

    @property
    def buttons(self) -> list[Json]:
        return [component for component in every(self.components) if component["type"] == BUTTON]

    @property
    def selects(self) -> list[Json]:
        return [component for component in every(self.components) if component["type"] in SELECTS]

    def control(self, kind: Literal["button", "select"], name: str) -> Json:
        """The button or select with this custom id, label or placeholder (whole, else as a part of it)."""
        candidates = self.buttons if kind == "button" else self.selects
        names = [[c.get(key) or "" for key in ("custom_id", "label", "placeholder")] for c in candidates]
        whole = [c for c, held in zip(candidates, names, strict=True) if name in held]
        part = [c for c, held in zip(candidates, names, strict=True) if any(name in text for text in held)]
        if found := whole or part:
            return found[0]
        raise AssertionError(f"no {kind} named {name!r} among {names}")

    def payload(self) -> Json:
        data: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": iso(self.created),
            "edited_timestamp": iso(self.edited) if self.edited else None,
            "type": self.type,
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [],
            "mention_everyone": False,
            "attachments": self.attachments,
            "embeds": self.embeds,
            "components": self.components,
            "flags": self.flags,
            "pinned": False,
            "tts": False,
        }
        if self.interaction:
            data |= {"interaction_metadata": self.interaction, "webhook_id": str(self.author.id)}
            data["application_id"] = str(self.author.id)
        if self.reply_to:
            place = {"channel_id": str(self.channel.id), "message_id": str(self.reply_to.id)}
            data["message_reference"] = {"type": 0, **place}
            data["referenced_message"] = None if self.reply_to.deleted else self.reply_to.payload()
        if self.thread:
            data["thread"] = self.thread.payload()
        return deepcopy(data)


def every(components: list[Json]) -> Iterator[Json]:
    """All components of a message or modal, outer before inner."""
    for component in components:
        yield component
        yield from every(component.get("components") or [])
        yield from every([component[key] for key in ("accessory", "component") if component.get(key)])
