"""Read what a question under an answer is about from the message of that answer."""

import re

import discord

from bot.components.answer_buttons import question_of
from bot.components.segment_references import references_of
from bot.ui.discord_text import read_back
from retrieval.answering.citations import cite
from retrieval.errors import NotFoundError
from retrieval.library import Library
from retrieval.models import Citation, Scope, SegmentKey, Turn

_MARKS = re.compile(r"\s*(?:\[\d+\]\s*)+")


async def earlier_answer(library: Library, guild: int | None, message: discord.Message | None) -> Turn:
    """Return the question and the answer in a message as a turn of a conversation.

    Its citations are those that still exist and that the guild may see. Raises ExpiredPageError if the
    message holds no answer.
    """
    question = question_of(message)
    references = references_of(message)
    citations = []
    for at, key in enumerate(references.references):
        quote = references.quotes[at] if references.quotes else None
        if citation := await _citation(library, guild, key, quote):
            citations.append(citation)
    description = (message.embeds[0].description if message else "") or ""
    said = re.split(r"\n+(?=\[\d+\] )", read_back(description))[0]
    return Turn(question, _MARKS.sub(" ", said).strip(), tuple(dict.fromkeys(citations)), kind="talk")


async def _citation(
    library: Library, guild: int | None, key: SegmentKey, quote: tuple[int, int] | None
) -> Citation | None:
    try:
        episode, segments = await library.cited(Scope(guild), key.generation, key.number, context=0)
    except NotFoundError:
        return None
    (segment,) = segments
    start, end = quote or (0, len(segment.text))
    words = segment.text[start:end]
    return cite(episode, segment, words, start) if words.strip() else None
