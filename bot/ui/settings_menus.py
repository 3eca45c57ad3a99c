"""The menus and buttons of the page of `/library settings`; they are found again by their custom ids."""

from collections.abc import Sequence
from typing import get_args

import discord
from discord import ButtonStyle, ChannelType, ui

from bot.ui.discord_text import plain
from bot.ui.language import _
from bot.ui.settings_embeds import integrations_url, way_of
from retrieval.models import Show
from retrieval.models.guilds import GuildSettings, StrongLanguage

MAX_OPTIONS = 25
"""How many channels, or options of its own, Discord takes in a menu."""
TEXT_CHANNELS = [ChannelType.text, ChannelType.news]


def settings_view(settings: GuildSettings, shared: Sequence[Show], steps_for: int | None = None) -> ui.View:
    """Return the menus and switches; with `steps_for` a guild's id, also the link to its Integrations."""
    view = ui.View(timeout=None)
    for menu in (_roles(settings), _answer_channels(settings), _announcements(settings)):
        view.add_item(menu)
    if shared:
        view.add_item(_shows(settings, shared))
    if settings.private:
        privacy = _("Let everybody see answers")
    else:
        privacy = _("Show answers only to the person who asks")
    language = _("Strong language: {way}", way=way_of(next_way(settings.strong_language)))
    for name, label in (
        ("private", privacy),
        ("rate", _("Change the question limit")),
        ("language", language),
    ):
        view.add_item(ui.Button(label=label, custom_id=f"settings:{name}"))
    view.add_item(ui.Button(label=_("Reset all"), style=ButtonStyle.danger, custom_id="settings:reset"))
    if steps_for is not None:
        view.add_item(ui.Button(label=_("Open Integrations"), url=integrations_url(steps_for)))
    view.stop()  # discord.py isn't to keep this view
    return view


def next_way(now: StrongLanguage) -> StrongLanguage:
    """Return the way of showing strong language that follows this one."""
    ways: tuple[StrongLanguage, ...] = get_args(StrongLanguage)
    return ways[(ways.index(now) + 1) % len(ways)]


def _roles(settings: GuildSettings) -> ui.Item[ui.View]:
    role = settings.moderator_role
    return ui.RoleSelect(
        custom_id="settings:moderators",
        placeholder=_("Moderators: choose a role (none: Manage Server only)"),
        min_values=0,
        default_values=[discord.Object(role, type=discord.Role)] if role else [],
    )


def _answer_channels(settings: GuildSettings) -> ui.Item[ui.View]:
    return ui.ChannelSelect(
        custom_id="settings:channels",
        placeholder=_("I answer in: choose channels (none: every channel)"),
        channel_types=[*TEXT_CHANNELS, ChannelType.forum, ChannelType.voice],
        min_values=0,
        max_values=MAX_OPTIONS,
        default_values=_channel_values(settings.answer_channels[:MAX_OPTIONS]),
    )


def _announcements(settings: GuildSettings) -> ui.Item[ui.View]:
    return ui.ChannelSelect(
        custom_id="settings:announce",
        placeholder=_("Announce new episodes: choose a channel (none: nowhere)"),
        channel_types=TEXT_CHANNELS,
        min_values=0,
        default_values=_channel_values([settings.announce_in] if settings.announce_in else []),
    )


def _shows(settings: GuildSettings, shared: Sequence[Show]) -> ui.Item[ui.View]:
    """Return the menu of the shared shows; only the first ones if a menu can't hold all."""
    options = [
        discord.SelectOption(
            label=plain(show.title, 100), value=str(show.key), default=show.key not in settings.hidden
        )
        for show in shared[:MAX_OPTIONS]
    ]
    return ui.Select(
        custom_id="settings:shows",
        placeholder=_("Shared shows: all are hidden here"),
        options=options,
        min_values=0,
        max_values=len(options),
    )


def _channel_values(channels: Sequence[int]) -> list[discord.SelectDefaultValue]:
    kind = discord.SelectDefaultValueType.channel
    return [discord.SelectDefaultValue(id=channel, type=kind) for channel in channels]
