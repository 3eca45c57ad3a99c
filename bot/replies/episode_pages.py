"""Show the pages of an episode in place of a deferred reply."""

from collections.abc import Awaitable, Callable

import discord
from discord import ui

from bot.client import Podcite
from bot.components.asking import AnswerButton, replies_to
from bot.components.citations import citations_view
from bot.components.pages.navigation import Page
from bot.components.pages.transcript import transcript_page
from bot.replies.pages import show_page, show_progress
from bot.replies.summary import reply_with_summary
from bot.ui.episode_embeds import clips_embed, questions_embed, related_embed
from retrieval.models import Scope

CLIPS_SHOWN = 5
"""How many clips one reply shows, the best first."""

PageReply = Callable[[discord.Interaction[Podcite], Scope], Awaitable[None]]


async def reply_with_clips(interaction: discord.Interaction[Podcite], scope: Scope) -> None:
    """Reply with the passages of an episode that are worth playing."""
    library = interaction.client.library
    clips = (await show_progress(interaction, lambda report: library.pages.clips(scope, report)))[
        :CLIPS_SHOWN
    ]
    shown = (await library.episodes(scope))[0]
    view = citations_view(clip.quote for clip in clips)
    await show_page(interaction, Page(clips_embed(shown, clips), view))


async def reply_with_questions(interaction: discord.Interaction[Podcite], scope: Scope) -> None:
    """Reply with the questions that an episode answers, and buttons that answer them."""
    library = interaction.client.library
    questions = await show_progress(interaction, lambda report: library.pages.questions(scope, report))
    shown = (await library.episodes(scope))[0]
    view = ui.View(timeout=None)
    for position in range(len(questions)):
        view.add_item(AnswerButton(shown.generation, position))
    await show_page(interaction, Page(questions_embed(shown, questions), view))


async def reply_with_related(interaction: discord.Interaction[Podcite], scope: Scope) -> None:
    """Reply with other episodes about the same, and the passages that show it."""
    library = interaction.client.library
    related = await show_progress(interaction, lambda _: library.pages.related(scope))
    shown = (await library.episodes(scope))[0]
    view = citations_view(citation for other in related for citation in (other.here, other.there))
    await show_page(interaction, Page(related_embed(shown, related), view))


async def reply_with_transcript(interaction: discord.Interaction[Podcite], scope: Scope) -> None:
    """Reply with the first segment of a transcript, and buttons to the others."""
    library = interaction.client.library
    shown, _ = await library.transcript(scope)
    await show_page(interaction, await transcript_page(library, shown, interaction.guild_id, 1))


PAGE_REPLIES: dict[str, PageReply] = {
    "clips": reply_with_clips,
    "questions": reply_with_questions,
    "related": reply_with_related,
    "transcript": reply_with_transcript,
}
"""How each page of an episode is shown; all others are parts of its summary."""


async def reply_with_page(interaction: discord.Interaction[Podcite], page: str, scope: Scope) -> None:
    """Reply with the page of this name of the episode that the scope names."""
    reply = PAGE_REPLIES.get(page)
    if reply is None:
        await reply_with_summary(interaction, scope)
    else:
        await reply(interaction, scope)


def _register(page: str) -> None:
    @replies_to(page)
    async def reply(interaction: discord.Interaction[Podcite], _: str, scope: Scope) -> None:
        await reply_with_page(interaction, page, scope)


for _page in ("summary", "takeaways", "highlights", "chapters", *PAGE_REPLIES):
    _register(_page)
