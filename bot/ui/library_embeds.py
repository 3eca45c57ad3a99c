"""Embeds for a server's moderators: the state of its library, its audit log and its settings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import discord

from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit
from bot.ui.formatting import count, describe_usage, quota_facts
from bot.ui.job_embeds import PRESENT
from bot.ui.lines import embed_of_lines
from retrieval.models import Episode, MonthlyUsage, Show, Status
from retrieval.models.feeds import Feed
from retrieval.models.guilds import AuditEntry, GuildSettings, Job
from retrieval.models.quotas import QuotaUsage

_MAX_NAMES = 15  # shows that a line names one by one
_LAST_RUNS = 5  # audit log entries that the status shows


@dataclass(frozen=True, slots=True)
class GuildLibrary:
    """What a guild sees of the library, and what happens in it."""

    guild: int
    episodes: Sequence[Episode]
    jobs: Sequence[Job]
    entries: Sequence[AuditEntry]
    feeds: Sequence[Feed]
    quota_usage: QuotaUsage
    model: str = ""
    model_usage: Sequence[MonthlyUsage] = ()


def log_embed(entries: Iterable[AuditEntry]) -> discord.Embed:
    """Return the audit log, newest first, as much as one message holds."""
    lines = [_entry(entry) for entry in entries] or ["The log is empty."]
    return embed_of_lines("Who did what", lines, SLATE)


def status_embed(library: GuildLibrary, status: Status) -> discord.Embed:
    """Return what a guild has, what is running, and what failed."""
    lines = []
    for name, owner in (("This server's own", library.guild), ("Shared by the host", None)):
        episodes = [episode for episode in library.episodes if episode.show.guild == owner]
        shows = len({episode.show.key for episode in episodes})
        segments = sum(episode.segments for episode in episodes)
        lines.append(
            f"**{name}:** {count(shows, 'show')}, {count(len(episodes), 'episode')}, "
            f"{count(segments, 'segment')}"
        )
    lines.append(f"**Used of this server's limits:** {SEPARATOR.join(quota_facts(library.quota_usage))}")
    lines.append(f"**Embedding model:** {fit(status.embedding_model, MAX_NAME)}")
    if library.model:
        lines.append(f"**Language model:** {fit(library.model, 200)}")
    lines += [f"**Used in {used.month}:** {fit(describe_usage(used), 300)}" for used in library.model_usage]
    lines.append(f"**Disk space of all servers together:** {status.disk_bytes / 1e6:,.1f} MB")
    for job in library.jobs:
        state = "Waiting for details" if job.waits else f"{PRESENT[job.action]} now"
        lines.append(f"**{state}:** {fit(job.subject, MAX_NAME)}, started by {fit(job.actor.name, MAX_NAME)}")
    lines += [f"⚠ {fit(problem, 300)}" for problem in status.problems]
    lines += [
        f"⚠ {fit(feed.show, MAX_NAME)}: {fit(feed.reason, 250)}" for feed in library.feeds if feed.reason
    ]
    runs = [entry for entry in library.entries if entry.action.split()[-1] in PRESENT][:_LAST_RUNS]
    lines += ["**Last runs:**", *map(_entry, runs)] if runs else []
    return embed_of_lines("The library", lines, SLATE)


def settings_embed(
    settings: GuildSettings, shared: Sequence[Show], default_rate: tuple[int, float]
) -> discord.Embed:
    """Return a server's settings; `default_rate` is (questions, seconds) where it has set none."""
    role = f"members with <@&{settings.moderator_role}> or Manage Server"
    channels = ", ".join(f"<#{channel}>" for channel in settings.answer_channels) or "every channel"
    questions, seconds = settings.questions or default_rate[0], settings.seconds or default_rate[1]
    announce = f"<#{settings.announce_in}>" if settings.announce_in else "nowhere"
    visible = [fit(show.title, MAX_NAME) for show in shared if show.key not in settings.hidden]
    hidden = [fit(show.title, MAX_NAME) for show in shared if show.key in settings.hidden]
    lines = [
        f"**Moderators:** {role if settings.moderator_role else 'members with Manage Server'}",
        f"**I answer in:** {channels}",
        f"**Answers are seen by:** {'only the person who asks' if settings.private else 'everybody'}",
        f"**One member may ask:** {count(questions, 'question')} in {seconds:g} seconds",
        f"**New episodes are announced in:** {announce}",
        f"**Strong language in answers that everybody sees:** {_strong_language(settings)}",
        f"**Shared shows visible here:** {_names(visible)}",
        f"**Shared shows hidden here:** {_names(hidden)}",
    ]
    return embed_of_lines("Settings of this server", lines, SLATE)


def _strong_language(settings: GuildSettings) -> str:
    words = (
        f", and these words: {fit(', '.join(settings.strong_words), 300)}" if settings.strong_words else ""
    )
    return f"{settings.strong_language}{words}"


def _names(escaped: Sequence[str]) -> str:
    more = len(escaped) - _MAX_NAMES
    return (", ".join(escaped[:_MAX_NAMES]) + (f" and {more} more" if more > 0 else "")) or "none"


def _entry(entry: AuditEntry) -> str:
    detail = f" ({fit(entry.detail, 200)})" if entry.detail else ""
    actor = fit(entry.actor.name, 60)
    when = f"<t:{int(entry.at.timestamp())}:f>"
    return f"{when} **{actor}** {fit(entry.action, 60)} {fit(entry.subject, 80)}{detail}"
