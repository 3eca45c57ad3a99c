"""Embeds for a server's moderators: the state of its library, its audit log and its settings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import discord

from bot.ui.audit_words import actor_words, log_sentence
from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit
from bot.ui.formatting import budget_facts, count, describe_usage, quota_facts
from bot.ui.job_words import PRESENT, subject_of
from bot.ui.language import _, in_a_row, ngettext, shown
from bot.ui.lines import embed_of_lines
from retrieval.models import Episode, MonthlyUsage
from retrieval.models.budgets import DailyUsage
from retrieval.models.feeds import Feed
from retrieval.models.guilds import AuditEntry, Job
from retrieval.models.quotas import QuotaUsage

_LAST_RUNS = 5  # audit log entries that the status shows
_MAX_NAMED = 5  # episodes that a line names one by one


@dataclass(frozen=True, slots=True)
class Announcements:
    """The channel of announcements, the permission that the bot lacks there, and how many are waiting."""

    channel: int
    missing: str
    waiting: int


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
    waiting: Announcements | None = None
    without_recording: Sequence[Episode] = ()
    left_out: str = ""
    today: DailyUsage | None = None


def log_embed(entries: Iterable[AuditEntry]) -> discord.Embed:
    """Return the audit log, newest first, as much as one message holds."""
    lines = [_entry(entry) for entry in entries] or [_("The log is empty.")]
    return embed_of_lines(_("Who did what"), lines, SLATE)


def status_embed(library: GuildLibrary) -> discord.Embed:
    """Return what a guild has, what is running, and what failed."""
    lines = []
    for name, owner in ((_("This server's own"), library.guild), (_("Shared by the host"), None)):
        episodes = [episode for episode in library.episodes if episode.show.guild == owner]
        shows = len({episode.show.key for episode in episodes})
        segments = sum(episode.segments for episode in episodes)
        lines.append(
            f"**{name}:** {count(shows, 'show')}, {count(len(episodes), 'episode')}, "
            f"{count(segments, 'segment')}"
        )
    used = SEPARATOR.join(quota_facts(library.quota_usage))
    lines.append(_("**Used of this server's limits:** {amounts}", amounts=used))
    if library.model:
        lines.append(_("**Language model:** {model}", model=fit(shown(library.model), 200)))
    if today := budget_facts(library.today):
        lines.append(_("**Language model today:** {used}", used=today))
    lines += [
        _("**Used in {month}:** {usage}", month=usage.month, usage=fit(describe_usage(usage), 300))
        for usage in library.model_usage
    ]
    for job in library.jobs:
        state = (
            _("Waiting for details") if job.waits else _("{activity} now", activity=_(PRESENT[job.action]))
        )
        started = _("started by {name}", name=fit(job.actor.name, MAX_NAME))
        lines.append(f"**{state}:** {fit(subject_of(job), MAX_NAME)}, {started}")
    lines += [f"⚠ {fit(shown(library.left_out), 300)}"] if library.left_out else []
    lines += _announcement_lines(library.waiting)
    lines += _recording_lines(library.without_recording)
    lines += [
        f"⚠ {fit(feed.show, MAX_NAME)}: {fit(shown(feed.reason), 250)}"
        for feed in library.feeds
        if feed.reason
    ]
    runs = [entry for entry in library.entries if entry.action.split()[-1] in PRESENT][:_LAST_RUNS]
    lines += [_("**Last runs:**"), *map(_entry, runs)] if runs else []
    return embed_of_lines(_("The library"), lines, SLATE)


def _announcement_lines(announcements: Announcements | None) -> list[str]:
    """Return what is wrong with the channel of announcements, and what helps."""
    if announcements is None or not (announcements.missing or announcements.waiting):
        return []
    number, channel = announcements.waiting, f"<#{announcements.channel}>"
    waiting = ""
    if number:
        waiting = ngettext("{n} announcement is waiting.", "{n} announcements are waiting.", number)
    if not announcements.missing:
        soon = _("I'll announce new episodes in {channel} within a few minutes.", channel=channel)
        return [in_a_row(waiting, soon)]
    problem = _(
        "⚠ New episodes can't be announced: I don't have the permission {permission} in {channel}.",
        permission=announcements.missing,
        channel=channel,
    )
    help_ = _(
        "Give me the permission, or choose another channel with `/library settings`; I'll announce them then."
    )
    return [in_a_row(problem, waiting, help_)]


def _recording_lines(episodes: Sequence[Episode]) -> list[str]:
    """Return which episodes have no recording to link to."""
    if not episodes:
        return []
    names = ", ".join(fit(episode.id, MAX_NAME) for episode in episodes[:_MAX_NAMED])
    more = len(episodes) - _MAX_NAMED
    if more > 0:
        names = _("{names} and {more} more", names=names, more=more)
    return [
        _(
            "**No recording is known for:** {names}. Choose an episode below to add the address of its "
            "recording; then links open it.",
            names=names,
        )
    ]


def _entry(entry: AuditEntry) -> str:
    actor = f"**{fit(actor_words(entry.actor), 60)}**"
    return f"<t:{int(entry.at.timestamp())}:f> {log_sentence(entry, actor, fit)}"
