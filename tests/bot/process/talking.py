"""Talk to the bot in messages, and wait for what it replies."""

from collections.abc import Callable

from tests.discord_server import DiscordServer, MemberHandle, Message
from tests.discord_server.places import Channel


def whole(message: Message) -> bool:
    """Whether a message is no longer being written."""
    return bool(message.text) and not message.loading and not message.text.rstrip().endswith("…")


def replies_to(server: DiscordServer, asked: Message) -> list[Message]:
    """What the bot has replied to a message."""
    return [
        each
        for each in asked.channel.messages.values()
        if each.reply_to is asked and each.author is server.bot
    ]


async def reply_of(
    server: DiscordServer, asked: Message, until: Callable[[Message], bool] = whole
) -> Message:
    """The bot's reply to a message, once it is whole."""

    def find() -> Message | None:
        return next((each for each in replies_to(server, asked) if until(each)), None)

    return await server.watch.until(find, lambda: f"a reply to {asked.content!r}")


async def mention(
    server: DiscordServer, who: MemberHandle, words: str, reply_to: Message | None = None
) -> Message:
    """The bot's reply to a message that mentions it."""
    return await reply_of(server, who.say(f"{server.bot.mention} {words}", reply_to))


async def told_privately(server: DiscordServer, who: MemberHandle) -> Message:
    """The last message that the bot has written to somebody in private."""
    channel = server.direct_channel(who.user)

    def find() -> Message | None:
        return next((each for each in reversed(channel.visible_messages) if each.author is server.bot), None)

    return await server.watch.until(find, f"a private message to {who.user.name}")


async def thread_under(server: DiscordServer, message: Message) -> Channel:
    return await server.watch.until(lambda: message.thread, "a thread under an answer")
