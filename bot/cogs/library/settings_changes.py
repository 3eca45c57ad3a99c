"""Apply the changes that moderators make to their server's settings."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import discord

from bot.client import Podcite
from bot.feeds.poll_loop import FeedPollLoop
from bot.permissions import actor_of, guild_of, missing_permission
from bot.ui.channel_names import channel_name
from retrieval.errors import BadRequestError
from retrieval.models import Show
from retrieval.models.guilds import GuildSettings, StrongLanguage
from retrieval.texts import Text

MAX_STRONG_WORDS = 100
"""Words that a server may add to the list of strong language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """What a moderator wants changed; `None` for what stays.

    `channel` is added to the answer channels, or removed where it is one, and `strong_word` likewise to the
    server's words; `hide` and `unhide` are ids of shared shows; `reset` names the settings that return to
    their defaults before anything else is applied.
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
    tokens: int | None = None
    reset: str | None = None


_RESETTABLE = {
    "moderators": ("moderator_role",),
    "channels": ("answer_channels",),
    "answers": ("private",),
    "questions": ("questions", "seconds"),
    "announcements": ("announce_in",),
    "hidden shows": ("hidden",),
    "strong language": ("strong_language", "strong_words"),
    "tokens": ("tokens",),
    "everything": tuple(field.name for field in fields(GuildSettings)),
}
"""The settings behind each name that `reset` may have."""


def changed_settings(before: GuildSettings, change: SettingsChange, shared: Sequence[Show]) -> GuildSettings:
    """Return the settings after a change; `shared` are the host's shared shows. Raises BadRequestError."""
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
        tokens=base.tokens if change.tokens is None else change.tokens,
    )


async def save_settings(
    interaction: discord.Interaction[Podcite],
    before: GuildSettings,
    after: GuildSettings,
    shared: Sequence[Show],
) -> None:
    """Store changed settings and log them. Raises BadRequestError for those that can't be used."""
    if after == before:
        return
    client, guild = interaction.client, guild_of(interaction)
    if after.moderator_role != before.moderator_role and after.moderator_role == guild:  # @everyone's id
        raise BadRequestError("Everybody has that role; please choose one that only moderators have.")
    announces = after.announce_in is not None and after.announce_in != before.announce_in
    if announces and after.announce_in is not None:
        _check_can_announce(client, guild, after.announce_in)
    await client.library.guilds.save_settings(guild, after, before)
    detail = describe_changes(before, after, client.get_guild(guild), shared)
    await client.library.guilds.record(guild, actor_of(interaction), "settings", "", detail)
    if announces:  # what has waited for a channel that works is announced now
        client.cog(FeedPollLoop).hurry()


def needs_steps_for_role(guild: discord.Guild | None, role_id: int | None) -> bool:
    """Return whether Discord may hide `/library` from a role of moderators."""
    role = guild.get_role(role_id) if guild and role_id else None
    return role is not None and not (role.permissions.manage_guild or role.permissions.administrator)


def describe_changes(
    before: GuildSettings, after: GuildSettings, guild: discord.Guild | None, shared: Sequence[Show]
) -> str:
    """Return the changed settings with their new values, as names, for the audit log."""
    names = [
        field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)
    ]
    return ", ".join(f"{name.replace('_', ' ')}: {_value(name, after, guild, shared)}" for name in names)


def _check_can_announce(client: discord.Client, guild: int, channel: int) -> None:
    if missing := missing_permission(client, guild, channel):
        name = channel_name(client.get_guild(guild), channel)
        raise BadRequestError(
            Text(
                "I can't announce episodes in {name}: I don't have the permission {missing} there. Give it "
                "to me in that channel's settings and choose the channel again, or choose another one.",
                name=name,
                missing=missing,
            )
        )


def _value(name: str, settings: GuildSettings, guild: discord.Guild | None, shared: Sequence[Show]) -> str:
    value = getattr(settings, name)
    if value is None:
        return "default"
    match name:
        case "moderator_role":
            role = guild.get_role(value) if guild else None
            return f"@{role.name}" if role else f"role {value}"
        case "announce_in":
            return channel_name(guild, value)
        case "answer_channels":
            return " ".join(channel_name(guild, channel) for channel in value) or "every channel"
        case "hidden":
            return ", ".join(show.title for show in shared if show.key in value) or "none"
    return str(value)


def _toggled(channels: tuple[int, ...], channel: discord.abc.GuildChannel | None) -> tuple[int, ...]:
    return tuple(sorted(set(channels) ^ ({channel.id} if channel else set())))


def _toggled_words(words: tuple[str, ...], word: str | None) -> tuple[str, ...]:
    """Return the words with this one added or taken out. Raises BadRequestError if they are too many."""
    toggled = sorted(set(words) ^ ({" ".join(word.casefold().split())} if word else set()))
    if len(toggled) > MAX_STRONG_WORDS:
        raise BadRequestError(
            Text(
                "A server can add {number} words; please take one off the list first.",
                number=MAX_STRONG_WORDS,
            )
        )
    return tuple(toggled)


def _show_keys(shared: Sequence[Show], show_id: str | None) -> set[int]:
    """Return the key of the shared show in a set; an empty set for None."""
    if show_id is None:
        return set()
    keys = {show.key for show in shared if show.id == show_id.casefold()}
    if not keys:
        raise BadRequestError("There is no shared show with that id.")
    return keys
