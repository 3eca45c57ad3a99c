"""Let a user choose one of the episodes that they may mean, in place of a deferred reply."""

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.client import Podcite
from bot.components.asking import choice_view
from bot.tree import mark_replying
from bot.ui.reply_embeds import choice_embed
from retrieval.conversation.choosing_episodes import SEVERAL_EPISODES
from retrieval.models import Episode, Scope


async def show_choices(
    interaction: discord.Interaction[Podcite],
    text: str,
    action: str,
    question: str,
    episodes: Sequence[Episode],
) -> None:
    """Reply with the episodes as buttons, which keep the action and the question."""
    mark_replying(interaction)
    embed = choice_embed(text, question, episodes)
    await interaction.edit_original_response(embed=embed, view=choice_view(action, episodes))


async def find_episode(interaction: discord.Interaction[Podcite], scope: Scope, page: str) -> Scope | None:
    """Return the scope with the id of the typed episode.

    Where several fit, reply with a choice that opens the page, and return None. Raises NotFoundError.
    """
    if scope.episode is None:
        return scope
    found = await interaction.client.library.find_episodes(scope.episode, scope)
    if len(found) > 1:
        await show_choices(interaction, SEVERAL_EPISODES, page, scope.episode, found)
        return None
    return replace(scope, episode=found[0].id)
