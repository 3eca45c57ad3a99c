"""Answering a question in Discord, whoever or whatever asked it."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.components.citations import answer_view
from bot.components.popularity import count_met
from bot.replies.live_message import LiveMessage
from bot.ui.answer_embeds import answer, growing
from retrieval.errors import ModelError
from retrieval.models import Answer, Scope, Sentence

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)
# Discord takes no answer after 15 minutes.
LONGEST_WAIT = 14 * 60.0
QUIET = discord.AllowedMentions.none()


async def reply_with_answer(interaction: "discord.Interaction[Podcite]", question: str, scope: Scope) -> None:
    """Answers in the place of the reply that has been announced; raises what the library raises."""
    bot = interaction.client
    try:
        async with asyncio.timeout(LONGEST_WAIT), bot.turns.turn(interaction.user.id):
            found = await _found(interaction, question, scope)
    except TimeoutError as error:
        raise ModelError("The answer took too long; please ask again later.") from error
    bot.replying(interaction)
    first, *rest = answer(found)
    await interaction.edit_original_response(embed=first, view=answer_view(found), allowed_mentions=QUIET)
    for embed in rest:
        await interaction.followup.send(embed=embed, allowed_mentions=QUIET)
    await _count(bot, scope, found)


async def _found(interaction: "discord.Interaction[Podcite]", question: str, scope: Scope) -> Answer:
    shown: list[Sentence] = []
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed, allowed_mentions=QUIET),
        pace=interaction.client.pace,
    )

    async def show(sentence: Sentence) -> None:
        shown.append(sentence)
        live.show(growing(question, shown))

    try:
        found = await interaction.client.library.ask(question, scope, on_sentence=show)
    finally:
        await live.close()
    log.info("%s with %d sentences in %.1f s", found.status, len(found.sentences), found.seconds.total)
    return found


async def _count(bot: "Podcite", scope: Scope, found: Answer) -> None:
    cited = [
        (citation.episode.generation, citation.segment)
        for sentence in found.sentences
        for citation in sentence.citations
    ]
    await count_met(bot, scope.guild, cited)
