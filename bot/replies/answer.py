"""Answer a question in place of a deferred reply."""

import asyncio
import logging

import discord

from bot.client import Podcite
from bot.components.citations import answer_view, count_shown
from bot.replies.live_message import LiveMessage
from bot.tree import mark_replying
from bot.ui.answer_embeds import answer_embeds, place_in_line, unfinished_answer
from bot.ui.discord_text import MAX_CONTENT, fit
from retrieval.errors import PodciteError
from retrieval.library import Library
from retrieval.models import Answer, Scope, SegmentKey, Sentence

log = logging.getLogger(__name__)
REPLY_TIMEOUT_SECONDS = 14 * 60.0
"""How long a reply may take, waiting in the queue included; Discord takes none after 15 minutes."""


class LateAnswerError(PodciteError):
    """An answer, with the waiting before it, took longer than Discord allows."""


async def reply_with_answer(interaction: discord.Interaction[Podcite], question: str, scope: Scope) -> None:
    """Reply with the answer, sentence by sentence as it is written.

    Raises what `library.ask` raises, and LateAnswerError where the answer takes too long.
    """
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed), pace=interaction.client.pace
    )
    try:
        async with (
            asyncio.timeout(REPLY_TIMEOUT_SECONDS),
            interaction.client.questions.slot(
                interaction.user.id, lambda place: live.show(place_in_line(place))
            ),
        ):
            answer = await _ask(interaction.client.library, live, question, scope)
    except TimeoutError as error:
        raise LateAnswerError("The answer took too long; please ask again later.") from error
    finally:
        await live.close()
    mark_replying(interaction)
    first, *rest = answer_embeds(answer)
    await interaction.edit_original_response(
        content=fit(answer.note, MAX_CONTENT) or None, embed=first, view=answer_view(answer)
    )
    for embed in rest:
        await interaction.followup.send(embed=embed)
    await count_shown(interaction.client.library, scope.guild, _cited_segments(answer))


async def _ask(library: Library, live: LiveMessage, question: str, scope: Scope) -> Answer:
    sentences: list[Sentence] = []

    async def show(sentence: Sentence) -> None:
        sentences.append(sentence)
        live.show(unfinished_answer(question, sentences))

    answer = await library.ask(question, scope, on_sentence=show)
    log.info("%s with %d sentences in %.1f s", answer.status, len(answer.sentences), answer.seconds.total)
    return answer


def _cited_segments(answer: Answer) -> list[SegmentKey]:
    return [citation.key for sentence in answer.sentences for citation in sentence.citations]
