"""Every command that a bot offers, something to fill its options in with, and all that comes back."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from tests.discord_server import DiscordServer, GuildHandle, Message, Reply, Upload

NESTED = (1, 2)
SAID = {"here": "0:01", "there": "0:02", "at": "1", "topic": "1", "url": "https://feeds.example/a.xml"}
TRANSCRIPT = "1\n00:00:01,000 --> 00:00:09,000\nThis is said by nobody in particular.\n"


def leaves(command: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The names of the commands in a command, as they are typed, each with its options."""
    name = f"{before} {command['name']}".strip()
    options = list(command.get("options") or [])
    nested = [each for each in options if each["type"] in NESTED]
    if not nested:
        yield name, options
    for each in nested:
        yield from leaves(each, name)


def value(option: Mapping[str, Any], guild: GuildHandle, text: str) -> Any:
    """What fits an option: the text where any text does."""
    if choices := option.get("choices"):
        return choices[0]["value"]
    match discord.AppCommandOptionType(option["type"]):
        case discord.AppCommandOptionType.integer:
            return option.get("min_value") or 1
        case discord.AppCommandOptionType.boolean:
            return False
        case discord.AppCommandOptionType.channel:
            return guild.general
        case discord.AppCommandOptionType.role:
            return guild.guild.roles[-1]
        case discord.AppCommandOptionType.attachment:
            return Upload("1 - Said.srt", TRANSCRIPT.encode())
    return SAID.get(option["name"], text)


async def heard(server: DiscordServer, reply: Reply, pressed: Message | None = None) -> str:
    """All that anybody sees of a reply but the message whose button was pressed, once no message is to go on.

    What isn't finished ends with "…". A form shows nothing.
    """

    def shown() -> list[Message]:
        original = reply.interaction.original
        there = original and original is not pressed and not original.loading and not original.deleted
        return ([original] if original and there else []) + reply.interaction.follow_ups

    def finished() -> bool:
        messages = shown()
        return bool(messages) and not any(message.text.endswith("…") for message in messages)

    await server.watch.until(lambda: finished() or reply.interaction.modal, "a finished reply")
    return "\n".join(message.text for message in shown()).replace("\\", "")


def ever_shown(reply: Reply, pressed: Message | None = None) -> str:
    """All that a reply has held so far, also what was deleted or is over by now."""
    return str([message.versions for message in reply.interaction.messages if message is not pressed])
