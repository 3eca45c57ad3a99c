"""What moderators may set for their server, and how what they wish changes it."""

from dataclasses import dataclass, fields, replace

import discord

from retrieval.errors import BadRequestError
from retrieval.guilds import GuildSettings
from retrieval.models import Show


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a moderator said; `None` for what stays."""

    moderators: discord.Role | None = None
    channel: discord.abc.GuildChannel | None = None
    private: bool | None = None
    questions: int | None = None
    seconds: int | None = None
    announce: discord.abc.GuildChannel | None = None
    hide: str | None = None
    unhide: str | None = None
    reset: str | None = None


_RESET = {
    "moderators": ("moderator_role",),
    "channels": ("answer_channels",),
    "answers": ("private",),
    "questions": ("questions", "seconds"),
    "announcements": ("announce_in",),
    "hidden shows": ("hidden",),
    "everything": tuple(each.name for each in fields(GuildSettings)),
}
"""What each thing that can be set back is called among the settings."""


def settings_after(wishes: Wishes, before: GuildSettings, shared: list[Show]) -> GuildSettings:
    """The settings as wished. Raises BadRequestError for what makes no sense."""
    if wishes.moderators is not None and wishes.moderators.is_default():
        raise BadRequestError("Everybody has that role: choose one that only moderators have.")
    new = {name: getattr(GuildSettings(), name) for name in _RESET.get(wishes.reset or "", ())}
    base = replace(before, **new)
    keys = {show.id: show.key for show in shared}
    hidden = (set(base.hidden) | _keys(keys, wishes.hide)) - _keys(keys, wishes.unhide)
    return replace(
        base,
        moderator_role=wishes.moderators.id if wishes.moderators else base.moderator_role,
        answer_channels=_toggled(base.answer_channels, wishes.channel),
        private=base.private if wishes.private is None else wishes.private,
        questions=wishes.questions or base.questions,
        seconds=wishes.seconds or base.seconds,
        announce_in=wishes.announce.id if wishes.announce else base.announce_in,
        hidden=tuple(sorted(hidden)),
    )


def changed(before: GuildSettings, now: GuildSettings) -> str:
    """What of the settings was changed, for the log."""
    names = [each.name for each in fields(now) if getattr(before, each.name) != getattr(now, each.name)]
    return ", ".join(f"{name.replace('_', ' ')}: {_said(getattr(now, name))}" for name in names)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    return "as it was at first" if value is None else str(value)


def _toggled(channels: tuple[int, ...], channel: discord.abc.GuildChannel | None) -> tuple[int, ...]:
    return tuple(sorted(set(channels) ^ ({channel.id} if channel else set())))


def _keys(keys: dict[str, int], show: str | None) -> set[int]:
    if show is not None and show.casefold() not in keys:
        raise BadRequestError("The host shares no show of that id.")
    return set() if show is None else {keys[show.casefold()]}
