"""Answer a question in place of a deferred reply."""

import asyncio
import logging

import discord

from bot.client import Podcite
from bot.components.citations import answer_view, count_shown
from bot.replies.live_message import LiveMessage
from bot.tree import mark_replying
from bot.ui.answer_embeds import answer_embeds, unfinished_answer
from retrieval.errors import ModelError
from retrieval.models import Answer, Scope, SegmentKey, Sentence

log = logging.getLogger(__name__)
REPLY_TIMEOUT_SECONDS = 14 * 60.0
"""How long a reply may take, waiting in the queue included; Discord takes none after 15 minutes."""


async def reply_with_answer(interaction: discord.Interaction[Podcite], question: str, scope: Scope) -> None:
    """Reply with the answer, sentence by sentence as it is written.

    Raises what `library.ask` raises, and ModelError where the answer takes too long.
    """
    try:
        async with (
            asyncio.timeout(REPLY_TIMEOUT_SECONDS),
            interaction.client.questions.slot(interaction.user.id),
        ):
            answer = await _ask(interaction, question, scope)
    except TimeoutError as error:
        raise ModelError("The answer took too long; please ask again later.") from error
    mark_replying(interaction)
    first, *rest = answer_embeds(answer)
    await interaction.edit_original_response(embed=first, view=answer_view(answer))
    for embed in rest:
        await interaction.followup.send(embed=embed)
    await count_shown(interaction.client.library, scope.guild, _cited_segments(answer))


async def _ask(interaction: discord.Interaction[Podcite], question: str, scope: Scope) -> Answer:
    sentences: list[Sentence] = []
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed), pace=interaction.client.pace
    )

    async def show(sentence: Sentence) -> None:
        sentences.append(sentence)
        live.show(unfinished_answer(question, sentences))

    try:
        answer = await interaction.client.library.ask(question, scope, on_sentence=show)
    finally:
        await live.close()
    log.info("%s with %d sentences in %.1f s", answer.status, len(answer.sentences), answer.seconds.total)
    return answer


def _cited_segments(answer: Answer) -> list[SegmentKey]:
    return [citation.key for sentence in answer.sentences for citation in sentence.citations]
