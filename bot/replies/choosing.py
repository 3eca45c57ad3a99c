"""Let a user choose one of the episodes that they may mean, in place of a deferred reply."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import discord

from bot.client import Podcite
from bot.components.asking import choice_view
from bot.permissions import answers_privately
from bot.replies.deferring import defer_when_valid
from bot.tree import mark_replying
from bot.ui.language import spoken
from bot.ui.reply_embeds import choice_embed
from retrieval.conversation.phrases import Phrases
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


async def find_episode(
    interaction: discord.Interaction[Podcite],
    episode: str | None,
    page: str,
    check: Callable[[Scope], Awaitable[object]] | None = None,
) -> Scope | None:
    """Defer the reply, and return the scope with the id of the typed episode.

    Mistyped values are reported before anybody sees a reply; `check` looks at what else was typed. Where
    several episodes fit, reply with a choice that opens the page, and return None. Raises NotFoundError, and
    what `check` raises.
    """
    library, scope = interaction.client.library, Scope(interaction.guild_id, episode=episode)

    async def look_up() -> tuple[Episode, ...]:
        found = await library.find_episodes(episode, scope) if episode else ()
        if len(found) == 1 and check is not None:
            await check(replace(scope, episode=found[0].id))
        return found

    private = await answers_privately(interaction)
    found = await defer_when_valid(interaction, look_up(), private=private)
    if len(found) > 1:
        await show_choices(interaction, Phrases(spoken()).say("which"), page, episode or "", found)
        return None
    return replace(scope, episode=found[0].id) if found else scope
