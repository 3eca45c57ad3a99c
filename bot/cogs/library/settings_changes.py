"""Apply the changes that moderators make to their server's settings."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import discord

from retrieval.errors import BadRequestError
from retrieval.models import Show
from retrieval.models.guilds import GuildSettings, StrongLanguage

MAX_STRONG_WORDS = 100
"""Words that a server may count to strong language, besides those of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """What a moderator wants changed; `None` for what stays.

    `channel` is added to the answer channels, or removed where it is one, and `strong_word` likewise to the
    server's words; `hide` and `unhide` are ids of shared shows; `reset` names the settings that return to
    their defaults before all else is applied.
    """

    moderators: discord.Role | None = None
    channel: discord.abc.GuildChannel | None = None
    private: bool | None = None
    questions: int | None = None
    seconds: int | None = None
    announce: discord.abc.GuildChannel | None = None
    hide: str | None = None
    unhide: str | None = None
    strong_language: StrongLanguage | None = None
    strong_word: str | None = None
    reset: str | None = None


_RESETTABLE = {
    "moderators": ("moderator_role",),
    "channels": ("answer_channels",),
    "answers": ("private",),
    "questions": ("questions", "seconds"),
    "announcements": ("announce_in",),
    "hidden shows": ("hidden",),
    "strong language": ("strong_language", "strong_words"),
    "everything": tuple(field.name for field in fields(GuildSettings)),
}
"""The settings behind each name that `reset` may have."""


def changed_settings(before: GuildSettings, change: SettingsChange, shared: Sequence[Show]) -> GuildSettings:
    """Return the settings after a change; `shared` are the host's shared shows. Raises BadRequestError."""
    if change.moderators is not None and change.moderators.is_default():
        raise BadRequestError("Everybody has that role; please choose one that only moderators have.")
    defaults = GuildSettings()
    base = replace(
        before, **{name: getattr(defaults, name) for name in _RESETTABLE.get(change.reset or "", ())}
    )
    hidden = (set(base.hidden) | _show_keys(shared, change.hide)) - _show_keys(shared, change.unhide)
    return replace(
        base,
        moderator_role=change.moderators.id if change.moderators else base.moderator_role,
        answer_channels=_toggled(base.answer_channels, change.channel),
        private=base.private if change.private is None else change.private,
        questions=change.questions or base.questions,
        seconds=change.seconds or base.seconds,
        announce_in=change.announce.id if change.announce else base.announce_in,
        hidden=tuple(sorted(hidden)),
        strong_language=change.strong_language or base.strong_language,
        strong_words=_toggled_words(base.strong_words, change.strong_word),
    )


def describe_changes(before: GuildSettings, after: GuildSettings) -> str:
    """Return the changed settings with their new values, for the audit log."""
    names = [
        field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)
    ]
    return ", ".join(f"{name.replace('_', ' ')}: {_value(getattr(after, name))}" for name in names)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    return "default" if value is None else str(value)


def _toggled(channels: tuple[int, ...], channel: discord.abc.GuildChannel | None) -> tuple[int, ...]:
    return tuple(sorted(set(channels) ^ ({channel.id} if channel else set())))


def _toggled_words(words: tuple[str, ...], word: str | None) -> tuple[str, ...]:
    """Return the words with this one added or taken out. Raises BadRequestError if they are too many."""
    toggled = sorted(set(words) ^ ({" ".join(word.casefold().split())} if word else set()))
    if len(toggled) > MAX_STRONG_WORDS:
        raise BadRequestError(f"A server can add {MAX_STRONG_WORDS} words; please take one out first.")
    return tuple(toggled)


def _show_keys(shared: Sequence[Show], show_id: str | None) -> set[int]:
    """Return the key of the shared show in a set; an empty set for None."""
    if show_id is None:
        return set()
    keys = {show.key for show in shared if show.id == show_id.casefold()}
    if not keys:
        raise BadRequestError("There is no shared show with that id.")
    return keys
