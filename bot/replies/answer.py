"""Answer a message in place of a deferred reply."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import ui

from bot.client import Podcite
from bot.components.answer_view import answer_view
from bot.components.asking import replies_to
from bot.components.citations import citations_view, count_shown
from bot.components.pages.navigation import ExpiredPageError, PageButton
from bot.components.threads import add_continue_button
from bot.conversations import ConversationKey
from bot.installs import MAX_FOLLOW_UPS, is_brought_along
from bot.model_hints import model_hint
from bot.permissions import answers_privately, is_moderator, is_private
from bot.question_queue import sparing
from bot.replies.choosing import show_choices
from bot.replies.earlier_answer import earlier_answer
from bot.replies.episode_pages import reply_with_page
from bot.replies.interrupted import open_reply
from bot.replies.live_message import LiveMessage
from bot.replies.outcomes import record_outcome
from bot.tree import mark_replying
from bot.ui.answer_embeds import answer_embeds, place_in_line, searching_embed, unfinished_answer
from bot.ui.discord_text import MAX_CONTENT, fit
from bot.ui.language import _, shown, speak, spoken
from bot.ui.reply_embeds import help_embed, text_embed
from retrieval.conversation.set_replies import set_reply
from retrieval.errors import PodciteError
from retrieval.library import Library
from retrieval.models import (
    Answer,
    Episode,
    Request,
    Scope,
    SegmentKey,
    Sentence,
    ShownTurn,
    Timings,
    Turn,
)
from retrieval.models.options import EXTRACTIVE
from retrieval.understanding.languages import language_of

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
) -> None:
    """Reply to a message by what it asks for; an answer grows sentence by sentence as it is written.

    `history` is the conversation before it, by default the user's last questions in this channel. Raises what
    `library.ask` raises, and LateAnswerError where the answer takes too long.
    """
    speak(language_of(question))
    conversations, key, began = (
        interaction.client.conversations,
        conversation_key(interaction),
        time.monotonic(),
    )
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed), pace=interaction.client.pace
    )
    with interaction.client.metrics.question() as record:
        async with open_reply(interaction, scope.episode):
            try:
                async with (
                    asyncio.timeout(REPLY_TIMEOUT_SECONDS),
                    interaction.client.questions.slot(
                        interaction.user.id, sparing(lambda place: live.show(place_in_line(question, place)))
                    ),
                ):
                    before = conversations.history(key) if history is None else history
                    answer = await _ask(interaction, live, question, scope, before)
            except TimeoutError as error:
                raise LateAnswerError("The answer took too long; please ask again later.") from error
            finally:
                await live.close()
            record(answer)
            conversations.remember(key, answer)
            await _show(interaction, answer, scope)
            asker = await interaction.client.pseudonym(scope.guild, interaction.user.id)
            privacy = interaction.client.library.privacy
            await privacy.keep_question(scope.guild, asker, question, answer.status)
    await record_outcome(interaction, answer, time.monotonic() - began)


@replies_to("follow-up")
async def reply_to_follow_up(interaction: discord.Interaction[Podcite], question: str, scope: Scope) -> None:
    """Reply to a question about the answer whose button was pressed, no matter who pressed it."""
    turn = await earlier_answer(interaction.client.library, scope.guild, interaction.message)
    await reply_with_answer(interaction, question, scope, history=(turn,))


@replies_to("question")
async def reply_with_question(interaction: discord.Interaction[Podcite], question: str, scope: Scope) -> None:
    """Reply to a question that an episode's page offers with the passages that were found with it."""
    started = time.monotonic()
    offered = await interaction.client.library.pages.questions(scope)
    found = next((item for item in offered if item.question == question), None)
    if found is None:
        raise ExpiredPageError
    sentences = tuple(Sentence(citation.quote, (citation,)) for citation in found.citations)
    seconds = Timings(total=time.monotonic() - started)
    answer = Answer(question, sentences, (), EXTRACTIVE, seconds=seconds)
    interaction.client.conversations.remember(conversation_key(interaction), answer)
    await _show(interaction, answer, scope)


async def reply_with_help(interaction: discord.Interaction[Podcite]) -> None:
    """Reply with what can be asked, and commands to click."""
    mark_replying(interaction)
    embed = help_embed(
        set_reply(Request("help", "abilities", language=spoken())),
        interaction.client.mention_command,
        is_moderator=await is_moderator(interaction),
    )
    await interaction.edit_original_response(embed=embed)


def conversation_key(interaction: discord.Interaction[Podcite]) -> ConversationKey:
    """Return the key of the conversation that the user has in this channel."""
    return interaction.guild_id, interaction.channel_id, interaction.user.id


async def _show(interaction: discord.Interaction[Podcite], answer: Answer, scope: Scope) -> None:
    """Show a finished answer, or the page that was asked for, in place of the deferred reply."""
    if answer.page and answer.facts:
        page_scope = Scope(scope.guild, episode=answer.facts.episodes[0].id)
        await reply_with_page(interaction, answer.page, page_scope)
        if answer.taken:
            await interaction.edit_original_response(content=fit(answer.taken, MAX_CONTENT))
        return
    mark_replying(interaction)
    if answer.sentences or answer.nearest or not answer.text:
        await _show_sentences(interaction, answer)
    else:
        text = "\n".join(filter(None, (answer.taken, answer.text)))
        await _show_text(interaction, replace(answer, text=text))
    await count_shown(interaction.client.library, scope.guild, _cited_segments(answer))


async def _show_sentences(interaction: discord.Interaction[Podcite], answer: Answer) -> None:
    """Show cited sentences, below a text if the answer has one; or a refusal."""
    first, *rest = answer_embeds(answer)
    private = is_private(interaction)
    view = answer_view(answer, private=private) or ui.View(timeout=None)
    add_continue_button(view, interaction, answer, private=private)
    hint = await _hint(interaction, answer)
    content = "\n".join(filter(None, (answer.taken, shown(answer.note), answer.text, hint)))
    await interaction.edit_original_response(
        content=fit(content, MAX_CONTENT) or None,
        embed=first,
        view=view if view.children else None,
    )
    for embed in rest[:MAX_FOLLOW_UPS] if is_brought_along(interaction) else rest:
        await interaction.followup.send(embed=embed, ephemeral=private)


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
        await show_choices(interaction, shown(answer.text), action, answer.question, answer.choices)
    else:
        view = citations_view(answer.facts.passages if answer.facts else ())
        if answer.kind in ("library", "page") or answer.facts:
            view.add_item(PageButton("shelf", "0.0", _("List of episodes")))
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

    live.show(searching_embed(question, await _searched(interaction.client.library, scope)))
    answer = await interaction.client.library.ask(question, scope, history=history, on_sentence=show)
    sentence_count = len(answer.sentences)
    log.info(
        "%s: %s with %d sentences in %.1f s", answer.kind, answer.status, sentence_count, answer.seconds.total
    )
    return answer


async def _searched(library: Library, scope: Scope) -> Sequence[Episode]:
    """Return the episodes of a scope; none where that fails, which the question's own search reports."""
    try:
        return (
            await library.find_episodes(scope.episode, scope)
            if scope.episode
            else await library.episodes(scope)
        )
    except PodciteError:
        return ()


def _cited_segments(answer: Answer) -> list[SegmentKey]:
    return [citation.key for sentence in answer.sentences for citation in sentence.citations]
