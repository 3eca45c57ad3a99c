"""Pages of the list of episodes."""

from discord import ui

from bot.components.pages.navigation import (
    ExpiredPageError,
    Page,
    PageButton,
    PageRequest,
    page_kind,
    read_numbers,
)
from bot.ui.episode_embeds import EPISODES_PER_PAGE, episodes_embed
from bot.ui.language import _
from retrieval.library import Library
from retrieval.models import Scope


async def episode_list_page(library: Library, guild: int | None, show: int, page: int) -> Page:
    """Return a page, from 0, of the guild's episodes, or of the show of this key (0 for all shows)."""
    episodes = [episode for episode in await library.episodes(Scope(guild)) if show in (0, episode.show.key)]
    last = max(0, -(-len(episodes) // EPISODES_PER_PAGE) - 1)
    page = min(page, last)
    view = ui.View(timeout=None)
    if last:
        for label, target in ((_("← Newer"), page - 1), (_("Older →"), page + 1)):
            there = 0 <= target <= last
            view.add_item(PageButton("shelf", f"{show}.{target}", label, disabled=not there))
    shown = episodes[page * EPISODES_PER_PAGE : (page + 1) * EPISODES_PER_PAGE]
    people = await library.speakers.people(guild, shown)
    return Page(episodes_embed(episodes, await library.pages.summarized_generations(), page, people), view)


@page_kind("shelf")
async def _build(request: PageRequest) -> Page:
    show, page = read_numbers(request.state)
    if page < 0:
        raise ExpiredPageError
    return await episode_list_page(request.library, request.guild, show, page)
