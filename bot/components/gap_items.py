"""The menus and buttons of gaps and pins; what they do is registered by `bot.components.gaps`.

Each checks that its user moderates the server, and nothing in its custom id is trusted.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.pages.navigation import ExpiredPageError
from bot.errors import RefusedError, reports_errors
from bot.permissions import check_moderator
from bot.ui.language import gettext_noop

ACTION = "gaps"
"""What the audit log calls an attempt by someone who isn't a moderator."""
NOT_KEPT = gettext_noop("The host of this bot doesn't store how questions end, so there is nothing to show.")


class Pressed(NamedTuple):
    """What a moderator of `guild` chose: `value` in a menu, `state` from its custom id."""

    interaction: discord.Interaction[Podcite]
    guild: int
    state: str
    value: str = ""


Handler = Callable[[Pressed], Awaitable[None]]
_HANDLERS: dict[str, Handler] = {}


def handles(name: str) -> Callable[[Handler], Handler]:
    """Register what a menu or a button of this name does."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[name] = handler
        return handler

    return register


async def _handle(name: str, pressed: Pressed) -> None:
    handler = _HANDLERS.get(name)
    if handler is None:
        raise ExpiredPageError
    await handler(pressed)


class GapMenu(ui.DynamicItem[ui.Select[ui.View]], template=r"gaps:(?P<what>[a-z]+):(?P<state>[0-9.]*)"):
    """A menu of subjects, questions, passages or pins."""

    def __init__(
        self,
        what: str,
        state: str = "",
        placeholder: str = "",
        options: "list[discord.SelectOption] | None" = None,
    ) -> None:
        super().__init__(
            ui.Select(
                custom_id=f"gaps:{what}:{state}",
                placeholder=placeholder or None,
                options=options or [discord.SelectOption(label="·")],
            )
        )
        self.what, self.state = what, state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["what"], match["state"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        guild = await check_moderator(interaction, ACTION)
        await _handle(self.what, Pressed(interaction, guild, self.state, self.item.values[0]))


class GapButton(ui.DynamicItem[ui.Button[ui.View]], template=r"gap:(?P<what>[a-z]+):(?P<state>[0-9.]*)"):
    """Turns to another page of gaps or pins, or opens the form for other words to search for."""

    def __init__(self, what: str, state: str = "", label: str = "·", *, disabled: bool = False) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"gap:{what}:{state}", disabled=disabled))
        self.what, self.state = what, state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["what"], match["state"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        guild = await check_moderator(interaction, ACTION)
        await _handle(self.what, Pressed(interaction, guild, self.state))


def days_kept(interaction: discord.Interaction[Podcite], days: int) -> int:
    """Return of how many of the last `days` days it is stored how questions ended.

    Raises RefusedError where nothing of it is.
    """
    kept = interaction.client.library.privacy.keep.gaps
    if not kept:
        raise RefusedError(NOT_KEPT)
    return min(days, kept)


def numbers(state: str, count: int) -> list[int]:
    """Parse a state such as `17.3`. Raises ExpiredPageError for what the bot never wrote."""
    parts = state.split(".")
    if len(parts) != count or not all(re.fullmatch(r"[0-9]{1,19}", part, re.ASCII) for part in parts):
        raise ExpiredPageError
    return [int(part) for part in parts]


GAP_ITEMS = (GapMenu, GapButton)
