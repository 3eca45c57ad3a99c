"""Answer a message in place of a deferred reply."""

import asyncio
import logging
from collections.abc import Sequence

import discord
from discord import ui

from bot.client import Podcite
from bot.components.asking import replies_to
from bot.components.citations import answer_view, citations_view, count_shown
from bot.components.pages.navigation import PageButton
from bot.components.threads import add_continue_button
from bot.conversations import ConversationKey
from bot.installs import MAX_FOLLOW_UPS, is_brought_along
from bot.model_hints import model_hint
from bot.permissions import answers_privately, is_moderator
from bot.replies.choosing import show_choices
from bot.replies.episode_pages import reply_with_page
from bot.replies.live_message import LiveMessage
from bot.tree import mark_replying
from bot.ui.answer_embeds import answer_embeds, place_in_line, unfinished_answer
from bot.ui.discord_text import MAX_CONTENT, fit
from bot.ui.reply_embeds import help_embed, text_embed
from retrieval.conversation.set_replies import set_reply
from retrieval.errors import PodciteError
from retrieval.models import Answer, Request, Scope, SegmentKey, Sentence, ShownTurn, Turn
from retrieval.models.options import EXTRACTIVE

log = logging.getLogger(__name__)
REPLY_TIMEOUT_SECONDS = 14 * 60.0
"""How long a reply may take, waiting in the queue included; Discord takes none after 15 minutes."""


class LateAnswerError(PodciteError):
    """An answer, with the waiting before it, took longer than Discord allows."""


@replies_to("ask")
async def reply_with_answer(
    interaction: discord.Interaction[Podcite],
    question: str,
    scope: Scope,
    *,
    history: Sequence[Turn | ShownTurn] | None = None,
    stands_alone: bool = False,
) -> None:
    """Reply to a message by what it asks for; an answer grows sentence by sentence as it is written.

    `history` is the conversation before it, by default the one that is remembered; a question that
    `stands_alone` is never about that. Raises as `library.ask`, and LateAnswerError if it takes too long.
    """
    conversations, key = interaction.client.conversations, conversation_key(interaction)
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed), pace=interaction.client.pace
    )
    try:
        async with (
            asyncio.timeout(REPLY_TIMEOUT_SECONDS),
            interaction.client.questions.slot(interaction.user.id, lambda n: live.show(place_in_line(n))),
        ):
            if history is None and not stands_alone:
                history = conversations.history(key)
            answer = await _ask(interaction, live, question, scope, history or ())
    except TimeoutError as error:
        raise LateAnswerError("The answer took too long; please ask again later.") from error
    finally:
        await live.close()
    conversations.remember(key, answer)
    if answer.page and answer.facts:
        page_scope = Scope(scope.guild, episode=answer.facts.episodes[0].id)
        await reply_with_page(interaction, answer.page, page_scope)
        return
    mark_replying(interaction)
    if answer.sentences or answer.nearest or not answer.text:
        await _show_sentences(interaction, answer)
    else:
        await _show_text(interaction, answer)
    await count_shown(interaction.client.library, scope.guild, _cited_segments(answer))


@replies_to("question")
async def reply_with_question(interaction: discord.Interaction[Podcite], question: str, scope: Scope) -> None:
    """Reply with the answer to a question that an episode's page offers."""
    await reply_with_answer(interaction, question, scope, stands_alone=True)


async def reply_with_help(interaction: discord.Interaction[Podcite]) -> None:
    """Reply with what can be asked, and commands to click."""
    mark_replying(interaction)
    embed = help_embed(set_reply(Request("help", "abilities")), interaction.client.mention_command)
    await interaction.edit_original_response(embed=embed)


def conversation_key(interaction: discord.Interaction[Podcite]) -> ConversationKey:
    """Return the key of the conversation that the user has in this channel."""
    return interaction.guild_id, interaction.channel_id, interaction.user.id


async def _show_sentences(interaction: discord.Interaction[Podcite], answer: Answer) -> None:
    """Show cited sentences, below a text if the answer has one; or a refusal."""
    first, *rest = answer_embeds(answer)
    view = answer_view(answer) or ui.View(timeout=None)
    private = await answers_privately(interaction)
    add_continue_button(view, interaction, answer, private=private)
    content = "\n".join(filter(None, (answer.note, answer.text, await _hint(interaction, answer))))
    await interaction.edit_original_response(
        content=fit(content, MAX_CONTENT) or None, embed=first, view=view if view.children else None
    )
    for embed in rest[:MAX_FOLLOW_UPS] if is_brought_along(interaction) else rest:
        await interaction.followup.send(embed=embed)


async def _hint(interaction: discord.Interaction[Podcite], answer: Answer) -> str:
    """Return, once per channel and day, that a language model would write answers; else nothing.

    Private answers, and private messages, are channels of their own.
    """
    if answer.model != EXTRACTIVE or answer.note or not answer.sentences:
        return ""
    reader = interaction.user.id if await answers_privately(interaction) else None
    if not interaction.client.model_hints.is_due((interaction.channel_id, reader)):
        return ""
    return model_hint(is_moderator=await is_moderator(interaction))


async def _show_text(interaction: discord.Interaction[Podcite], answer: Answer) -> None:
    """Show a text: help with commands to click, episodes to choose from, or facts and what they rest on."""
    if answer.kind in ("help", "smalltalk"):
        embed = help_embed(answer.text, interaction.client.mention_command)
        await interaction.edit_original_response(embed=embed)
    elif answer.choices:
        action = answer.facts.kind if answer.kind == "page" and answer.facts else "ask"
        await show_choices(interaction, answer.text, action, answer.question, answer.choices)
    else:
        view = citations_view(answer.facts.passages if answer.facts else ())
        if answer.kind in ("library", "page") or answer.facts:
            view.add_item(PageButton("shelf", "0.0", "List of episodes"))
        await interaction.edit_original_response(embed=text_embed(answer), view=view)


async def _ask(
    interaction: discord.Interaction[Podcite],
    live: LiveMessage,
    question: str,
    scope: Scope,
    history: Sequence[Turn | ShownTurn],
) -> Answer:
    sentences: list[Sentence] = []

    async def show(sentence: Sentence) -> None:
        sentences.append(sentence)
        live.show(unfinished_answer(question, sentences))

    answer = await interaction.client.library.ask(question, scope, history=history, on_sentence=show)
    sentence_count = len(answer.sentences)
    log.info(
        "%s: %s with %d sentences in %.1f s", answer.kind, answer.status, sentence_count, answer.seconds.total
    )
    return answer


def _cited_segments(answer: Answer) -> list[SegmentKey]:
    return [citation.key for sentence in answer.sentences for citation in sentence.citations]
