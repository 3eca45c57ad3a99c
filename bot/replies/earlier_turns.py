"""Read the talk so far from Discord's own messages: nothing of it is stored."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord

from bot.client import Podcite
from bot.components.segment_references import SegmentReferences
from bot.ui.discord_text import read_back
from retrieval.models import SegmentKey, ShownTurn

log = logging.getLogger(__name__)

MAX_MESSAGES = 100
"""How many messages of a channel are read: what Discord returns at once."""
LONGEST_PAUSE = timedelta(hours=1)
"""A pause after which a new conversation begins; a thread is a single conversation."""

Passages = tuple[tuple[SegmentKey, tuple[int, int] | None], ...]

_CITED = re.compile(r"(?:cited:(?P<page>[0-9a-z]+)|sources):(?P<references>[0-9a-z.+-]+)")
_CHOICE = re.compile(r"choose:(?P<action>[a-z]+):(?P<generation>[0-9]{1,15})")
_THREAD = re.compile(r"thread:(?P<generation>[0-9]{1,15})")
_MARKS = re.compile(r"\s*\[\[\d+\]\]\([^)\s]*\)|\s*\[\d+\](?!\()")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation continues: between whom, before which message, after which answer if known."""

    channel: discord.abc.Messageable
    user: int
    before: discord.abc.Snowflake
    at: datetime
    answer: discord.Message | None = None


async def read_turns(client: Podcite, place: Place) -> list[ShownTurn]:
    """Return the questions of a user in a channel and the bot's answers, oldest first.

    A thread under an answer begins with it. What Discord doesn't let the bot read is left out.
    """
    messages = await _messages(place)
    by_id = {message.id: message for message in messages}
    answers = [message for message in messages if _is_answer(message, client)]
    if place.answer is not None:
        asker = _asker(place.answer, by_id)
        own = [each for each in answers if _asker(each, by_id) in (place.user, asker)]
        answers = [*(each for each in own if each.id < place.answer.id), place.answer]
    elif isinstance(place.channel, discord.Thread):
        starter = place.channel.id
        answers = [each for each in answers if each.id == starter or _asker(each, by_id) == place.user]
    else:
        own = [each for each in answers if _asker(each, by_id) == place.user]
        answers = list(_without_pause(own, place.at))
    turns = [_turn(client, each, _question(each, by_id)) for each in answers]
    return [turn for turn in turns if turn.question]


def question_in(client: Podcite, message: discord.Message) -> str:
    """Return what a message says to the bot: its words, with people's names and without the bot's."""
    assert client.user is not None  # noqa: S101 - there are no messages before the login
    text = re.sub(rf"<@!?{client.user.id}>", " ", message.content)
    for user in message.mentions:
        text = re.sub(rf"<@!?{user.id}>", user.display_name.replace("\\", r"\\"), text)
    return " ".join(text.split())


def shown_text(message: discord.Message) -> str:
    """Return what an answer says, without links and marks."""
    parts = [message.content, *(embed.description or "" for embed in message.embeds)]
    parts += [item.content for item in _every(message.components) if isinstance(item, discord.TextDisplay)]
    return " ".join(read_back(_MARKS.sub("", "\n".join(parts))).split())


async def _messages(place: Place) -> list[discord.Message]:
    """Return the messages before a moment, oldest first, in a thread from the one that it began with."""
    channel = place.channel
    try:
        found = [each async for each in channel.history(limit=MAX_MESSAGES, before=place.before)]
    except discord.HTTPException as error:
        log.warning("Could not read the messages before a question (code %s)", error.code)
        return []
    if isinstance(channel, discord.Thread) and len(found) < MAX_MESSAGES:
        parent = channel.parent
        if isinstance(parent, discord.TextChannel) and all(each.id != channel.id for each in found):
            try:
                found.append(await parent.fetch_message(channel.id))
            except discord.HTTPException:  # a thread that began without a message
                log.debug("A thread has no message that it began with")
    return found[::-1]


def _is_answer(message: discord.Message, client: Podcite) -> bool:
    is_own = client.user is not None and message.author.id == client.user.id
    return is_own and not message.flags.loading and bool(message.embeds or message.components)


def _asker(answer: discord.Message, by_id: dict[int, discord.Message]) -> int | None:
    """Return the id of the user who was answered."""
    if answer.interaction_metadata is not None:
        return answer.interaction_metadata.user.id
    asked = _replied_to(answer, by_id)
    return asked.author.id if asked else None


def _replied_to(message: discord.Message, by_id: dict[int, discord.Message]) -> discord.Message | None:
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    resolved = reference.resolved
    return resolved if isinstance(resolved, discord.Message) else by_id.get(reference.message_id)


def _without_pause(answers: Sequence[discord.Message], end: datetime) -> Iterator[discord.Message]:
    """Yield the answers since the last long pause."""
    start = len(answers)
    for answer in reversed(answers):
        if end - answer.created_at > LONGEST_PAUSE:
            break
        end, start = answer.created_at, start - 1
    yield from answers[start:]


def _question(answer: discord.Message, by_id: dict[int, discord.Message]) -> discord.Message | None:
    return None if answer.interaction_metadata is not None else _replied_to(answer, by_id)


def _turn(client: Podcite, answer: discord.Message, asked: discord.Message | None) -> ShownTurn:
    written = question_in(client, asked) if asked else ""
    title = next((embed.title for embed in answer.embeds if embed.title), "") or ""
    title = " ".join(read_back(title).split())
    ids = [str(getattr(item, "custom_id", "") or "") for item in _every(answer.components)]
    choices = [found for each in ids if (found := _CHOICE.fullmatch(each))]
    if choices and answer.embeds and answer.embeds[0].footer.text:
        title = answer.embeds[0].footer.text
    within = next((found for each in ids if (found := _THREAD.fullmatch(each))), None)
    return ShownTurn(
        written or title,
        shown_text(answer),
        passages=_passages(ids),
        episodes=tuple(int(choice["generation"]) for choice in choices),
        pending=choices[0]["action"] if choices else "",
        within=int(within["generation"]) if within else None,
        answered=title,
    )


def _passages(ids: Iterable[str]) -> Passages:
    """Return the segments that a message's buttons lead to."""
    for custom_id in ids:
        if found := _CITED.fullmatch(custom_id):
            try:
                read = SegmentReferences.read(found["page"] or "0", found["references"])
            except ValueError:
                continue
            quotes = read.quotes or (None,) * len(read.references)
            return tuple(zip(read.references, quotes, strict=False))
    return ()


def _every(components: Iterable[object]) -> Iterator[object]:
    """Yield all components of a message, outer before inner."""
    for component in components:
        yield component
        yield from _every(getattr(component, "children", ()))
