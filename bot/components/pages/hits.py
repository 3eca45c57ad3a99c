"""Pages of the passages that a search has found."""

from discord import ui

from bot.components.pages.navigation import ExpiredPageError, Page, PageButton, PageRequest, page_kind
from bot.components.segment_references import SegmentReferences
from bot.ui.discord_text import read_back
from bot.ui.episode_embeds import HITS_PER_PAGE, hits_embed
from bot.ui.language import _
from retrieval.errors import NotFoundError
from retrieval.library import Library
from retrieval.models import Scope

MAX_HITS = 12
"""Passages that a search finds at most, over all of its pages."""


async def hits_page(
    library: Library, guild: int | None, query: str, references: SegmentReferences, note: str = ""
) -> Page:
    """Return the passages of the page of `references`, without those that are gone, under a note.

    Raises ExpiredPageError if all of them are gone.
    """
    pages = max(1, -(-len(references.references) // HITS_PER_PAGE))
    first = references.page * HITS_PER_PAGE
    passages = []
    for generation, number in references.references[first : first + HITS_PER_PAGE]:
        try:
            episode, segments = await library.cited(Scope(guild), generation, number, context=0)
        except NotFoundError:
            continue
        passages.append((episode, segments[0]))
    if references.references and not passages:
        raise ExpiredPageError
    return Page(hits_embed(query, passages, references.page, pages, note), _view(references, pages))


def _view(references: SegmentReferences, pages: int) -> ui.View:
    view = ui.View(timeout=None)
    if pages > 1:
        # With two pages both buttons name the same page; the digit keeps their custom ids apart.
        for label, direction, step in ((_("← Previous"), 1, -1), (_("Next →"), 0, +1)):
            target = references.page + step
            state = SegmentReferences(references.references, target % pages).write()
            there = 0 <= target < pages
            view.add_item(PageButton("hits", f"{direction}:{state}", label, disabled=not there))
    return view


@page_kind("hits")
async def _build(request: PageRequest) -> Page:
    try:
        __, page, references = request.state.split(":")
        shown = SegmentReferences.read(page, references)
    except ValueError as error:
        raise ExpiredPageError from error
    return await hits_page(request.library, request.guild, read_back(request.title), shown)
