"""Pages with buttons. All that a button needs is in its custom id, so that it outlives the bot's process.

Custom ids come back from Discord as they were sent, but nothing in them is trusted: what they name is looked
up in the library of the guild where they were pressed, and what isn't there any more has expired.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import discord
from discord import ui

from bot.ui import pages
from bot.ui.excerpts import Excerpts
from bot.ui.text import plain
from bot.ui.views import ShowSegments
from retrieval.errors import NotFoundError
from retrieval.models import Episode, Scope
from retrieval.models.episode_pages import Summary

if TYPE_CHECKING:
    from bot.client import Podcite
    from bot.library import Library

EXPIRED = "This page has expired: its episode was indexed anew or removed. Please run the command again."
HITS_FOUND = 12


class Page(NamedTuple):
    """What a message shows."""

    embed: discord.Embed
    view: ui.View


async def episode_of(library: "Library", guild: int | None, generation: int) -> Episode:
    """The episode that the guild sees of whose index this is the current generation; NotFoundError."""
    for episode in await library.episodes(Scope(guild)):
        if episode.generation == generation:
            return episode
    raise NotFoundError(EXPIRED)


def topic_page(summary: Summary, position: int) -> Page:
    """A topic of a summary, the way to its neighbours, and a menu of all."""
    from bot.ui.buttons import GoTo, PickTopic

    if not summary.topics:
        embed = discord.Embed(description="Too little is said in this episode to sum it up.")
        return Page(embed, ui.View(timeout=None))
    view = ui.View(timeout=None)
    generation = summary.episode.generation
    for label, at in (("← Previous", position - 1), ("Next →", position + 1)):
        view.add_item(GoTo("topic", f"{generation}.{at}", label, disabled=not 0 <= at < len(summary.topics)))
    cited = pages.numbered(summary.topics[position])
    view.add_item(ShowSegments(Excerpts.citing(cited).write()))
    titles = [plain(topic.title, 90) for topic in summary.topics]
    view.add_item(PickTopic(generation, titles, position))
    return Page(pages.topic(summary, position), view)


async def transcript_page(library: "Library", episode: Episode, guild: int | None, number: int) -> Page:
    """A segment of an episode, and the way to any other."""
    from bot.ui.buttons import GoTo, JumpTo

    _, (shown,) = await library.transcript(Scope(guild, episode=episode.id), at=number, context=0)
    view = ui.View(timeout=None)
    for label, at in (("← Previous", number - 1), ("Next →", number + 1)):
        state = f"{episode.generation}.{at}"
        view.add_item(GoTo("segment", state, label, disabled=not 1 <= at <= episode.segments))
    view.add_item(JumpTo(episode.generation))
    return Page(pages.transcript(episode, shown), view)


async def hits_page(library: "Library", guild: int | None, query: str, found: Excerpts) -> Page:
    """Some of the passages found, from the page of `found` on; those that are gone are left out."""
    from bot.ui.buttons import GoTo

    count = max(1, -(-len(found.references) // pages.HITS))
    first = found.page * pages.HITS
    pairs = []
    for generation, number in found.references[first : first + pages.HITS]:
        try:
            episode, segments = await library.cited(Scope(guild), generation, number, context=0)
        except NotFoundError:
            continue
        pairs.append((episode, segments[0]))
    if found.references and not pairs:
        raise NotFoundError(EXPIRED)
    view = ui.View(timeout=None)
    if count > 1:
        for label, at in (("← Previous", found.page - 1), ("Next →", found.page + 1)):
            state = Excerpts(found.references, at % count).write()
            view.add_item(GoTo("hits", f"{label[0] == '←':d}:{state}", label, disabled=not 0 <= at < count))
    return Page(pages.hits(query, pairs, found.page, count), view)


async def shelf_page(library: "Library", guild: int | None, show: int, page: int) -> Page:
    """A page of the library, or of the show of this key (0 for all)."""
    from bot.ui.buttons import GoTo

    episodes = [each for each in await library.episodes(Scope(guild)) if show in (0, each.show.key)]
    last = max(0, -(-len(episodes) // pages.PER_PAGE) - 1)
    page = min(page, last)
    view = ui.View(timeout=None)
    if last:
        for label, at in (("← Newer", page - 1), ("Older →", page + 1)):
            view.add_item(GoTo("shelf", f"{show}.{at}", label, disabled=not 0 <= at <= last))
    return Page(pages.shelf(episodes, await library.pages.summarized_generations(), page), view)


async def _topic(client: "Podcite", guild: int | None, state: str, _: str) -> Page:
    generation, position = map(int, state.split("."))
    episode = await episode_of(client.library, guild, generation)
    summary = await client.library.pages.summary(Scope(guild, episode=episode.id))
    if not 0 <= position < len(summary.topics) or summary.episode.generation != generation:
        raise NotFoundError(EXPIRED)
    return topic_page(summary, position)


async def _segment(client: "Podcite", guild: int | None, state: str, _: str) -> Page:
    generation, number = map(int, state.split("."))
    episode = await episode_of(client.library, guild, generation)
    return await transcript_page(client.library, episode, guild, number)


async def _hits(client: "Podcite", guild: int | None, state: str, title: str) -> Page:
    found = Excerpts.read(*state.split(":")[1:])
    return await hits_page(client.library, guild, title, found)


async def _shelf(client: "Podcite", guild: int | None, state: str, _: str) -> Page:
    show, page = map(int, state.split("."))
    return await shelf_page(client.library, guild, show, page)


KINDS: dict[str, Callable[["Podcite", int | None, str, str], Awaitable[Page]]] = {
    "topic": _topic,
    "segment": _segment,
    "hits": _hits,
    "shelf": _shelf,
}


async def turn_to(interaction: "discord.Interaction[Podcite]", kind: str, state: str) -> None:
    """Shows a page in the place of the one whose button was pressed; to others than its asker, beside it."""
    if is_askers(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
    title = interaction.message.embeds[0].title if interaction.message and interaction.message.embeds else ""
    try:
        page = await KINDS[kind](interaction.client, interaction.guild_id, state, title or "")
    except (ValueError, KeyError) as error:
        raise NotFoundError(EXPIRED) from error
    await interaction.edit_original_response(
        embed=page.embed, view=page.view, allowed_mentions=discord.AllowedMentions.none()
    )


def is_askers(interaction: discord.Interaction[Any]) -> bool:
    """Whether who presses a button is the one whose command made its message."""
    message = interaction.message
    if message is None or message.flags.ephemeral:
        return True
    made = message.interaction_metadata
    return made is not None and made.user.id == interaction.user.id
