"""Turning pages: kinds of pages register here, and one button turns to a page of any kind.

All that a button needs is in its custom id, so that it outlives the bot's process. Custom ids come back from
Discord as they were sent, but nothing in them is trusted: what they name is looked up in the library of the
guild where the button was pressed, and what is no longer there has expired.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.errors import reports_errors
from bot.permissions import answers_in_public, check_may_read
from bot.ui.language import gettext_noop
from retrieval.errors import NotFoundError
from retrieval.library import Library
from retrieval.models import Episode, Scope

EXPIRED = gettext_noop(
    "This page has expired: its episode was reindexed or removed. Please run the command again."
)


class ExpiredPageError(NotFoundError):
    """A button's page is no longer there, or its custom id is malformed."""

    def __init__(self) -> None:
        super().__init__(EXPIRED)


class Page(NamedTuple):
    """What a message shows."""

    embed: discord.Embed
    view: ui.View


class PageRequest(NamedTuple):
    """What a button asks for: a page of the guild's library; `title` is the title of the page turned from."""

    library: Library
    guild: int | None
    state: str
    title: str


PageBuilder = Callable[[PageRequest], Awaitable[Page]]
_BUILDERS: dict[str, PageBuilder] = {}


def page_kind(name: str) -> Callable[[PageBuilder], PageBuilder]:
    """Register a function that builds the pages of a kind. It raises ExpiredPageError for outdated states."""

    def register(build: PageBuilder) -> PageBuilder:
        _BUILDERS[name] = build
        return build

    return register


class PageButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"goto:(?P<kind>[a-z]+):(?P<state>[0-9a-z.+:-]+)"
):
    """Turns to the page of this kind and state."""

    def __init__(self, kind: str, state: str, label: str = "·", *, disabled: bool = False) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"goto:{kind}:{state}", disabled=disabled))
        self.kind, self.state = kind, state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["kind"], match["state"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await turn_to(interaction, self.kind, self.state)


async def turn_to(interaction: discord.Interaction[Podcite], kind: str, state: str) -> None:
    """Show a page in place of the one whose button was pressed; anyone but its asker gets a private copy.

    Raises what `check_may_read` raises.
    """
    await check_may_read(interaction)
    if is_askers(interaction):
        await interaction.response.defer()
        if interaction.message and not interaction.message.flags.ephemeral:
            await answers_in_public(interaction)
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
    build = _BUILDERS.get(kind)
    if build is None:
        raise ExpiredPageError
    title = interaction.message.embeds[0].title if interaction.message and interaction.message.embeds else ""
    request = PageRequest(interaction.client.library, interaction.guild_id, state, title or "")
    page = await build(request)
    await interaction.edit_original_response(embed=page.embed, view=page.view)


def read_numbers(state: str) -> tuple[int, int]:
    """Parse a state such as `17.3`. Raises ExpiredPageError if it is none."""
    match = re.fullmatch(r"([0-9]{1,15})\.(-?[0-9]{1,15})", state)
    if match is None:
        raise ExpiredPageError
    return int(match[1]), int(match[2])


async def episode_of(library: Library, guild: int | None, generation: int) -> Episode:
    """Return the episode, visible in the guild, whose current generation this is.

    Raises ExpiredPageError if there is none.
    """
    for episode in await library.episodes(Scope(guild)):
        if episode.generation == generation:
            return episode
    raise ExpiredPageError


def is_askers(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the user who pressed the button ran the command that made its message."""
    message = interaction.message
    if message is None or message.flags.ephemeral:
        return True
    metadata = message.interaction_metadata
    return metadata is not None and metadata.user.id == interaction.user.id
