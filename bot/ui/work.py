"""What long work looks like in Discord: how far it is, how it ended, and what is asked before it begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import discord

from bot.ui.numbering import clock, count
from bot.ui.text import DESCRIPTION, TITLE, fit, pack
from retrieval.models import Episode, IndexReport, Progress, Show, Status
from retrieval.models.feeds import Feed
from retrieval.models.guilds import Actor, AuditEntry, GuildSettings, Job

WORKING = discord.Colour(0x5B6B8C)
DONE = discord.Colour(0x2F9E8F)
TROUBLED = discord.Colour(0xD9A441)

_BAR, _NAME, _LISTED = 20, 120, 15
_DOING = {
    "add": "Adding",
    "reindex": "Reindexing",
    "remove": "Removing",
    "rollback": "Rolling back",
    "poll": "Indexing",
}
_DONE = {
    "add": "added",
    "reindex": "reindexed",
    "remove": "removed",
    "rollback": "rolled back",
    "poll": "indexed",
}


STARTING = Progress("starting")


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a job is: `done` of `total` steps, and what it does now."""

    done: int
    total: int
    name: str = ""
    progress: Progress = STARTING

    @property
    def share(self) -> float:
        within = self.progress.done / self.progress.total if self.progress.total else 0.0
        return min(1.0, (self.done + within) / max(1, self.total))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended."""

    reports: tuple[IndexReport, ...]
    failures: tuple[str, ...] = ()
    cancelled_by: Actor | None = None

    def word(self, job: Job) -> str:
        """What the log calls it."""
        if self.cancelled_by:
            return f"cancelled {job.action}"
        return f"failed {job.action}" if self.failures and not self.reports else job.action

    @property
    def detail(self) -> str:
        """The numbers, and the first reason for what failed."""
        segments = sum(report.segments for report in self.reports)
        facts = [f"{count(len(self.reports), 'episode')}, {count(segments, 'segment')}"]
        facts += [f"{len(self.failures)} failed: {self.failures[0]}"] if self.failures else []
        return "; ".join(facts)


def going_on(job: Job, stand: Stand, seconds: float) -> discord.Embed:
    """The message of a job while it goes on."""
    filled = round(stand.share * _BAR)
    facts = [f"`{'█' * filled}{'░' * (_BAR - filled)}` {stand.share:.0%}"]
    if stand.name:
        facts.append(f"{fit(stand.name, _NAME)}: {fit(stand.progress.stage, _NAME)}")
    numbers = [f"{stand.done} of {count(stand.total, 'episode')}"] if stand.total > 1 else []
    if stand.progress.total:
        numbers.append(f"{stand.progress.done:,} of {count(stand.progress.total, 'segment')}")
    if 0.05 < stand.share < 1:
        numbers.append(f"about {clock(seconds * (1 / stand.share - 1))} left")
    facts += [" · ".join(numbers)] if numbers else []
    return _embed(f"{_DOING[job.action]} {job.subject}", facts, WORKING, f"begun by {job.actor.name}")


def ended(job: Job, outcome: Outcome) -> discord.Embed:
    """The message of a job when it is over."""
    lines = [
        f"{report.outcome} **{fit(report.episode, _NAME)}**"
        + (f", {count(report.segments, 'segment')}" if report.outcome != "removed" else "")
        for report in outcome.reports[:_LISTED]
    ]
    lines += _more(len(outcome.reports) - _LISTED)
    lines += [f"⚠ {fit(failure, 300)}" for failure in outcome.failures[:5]]
    lines += _more(len(outcome.failures) - 5)
    if outcome.cancelled_by:
        lines.append(f"Cancelled by {fit(outcome.cancelled_by.name, _NAME)}; what was done before stays.")
        if job.action == "poll":
            lines.append("The rest comes with the next look at the feed: `/library feed pause` stops that.")
        title = f"Cancelled: {_DOING[job.action].lower()} {job.subject}"
    elif outcome.failures and not outcome.reports:
        title = f"{_DOING[job.action]} {job.subject} failed"
    else:
        title = f"{_DONE[job.action].capitalize()}: {job.subject}"
    colour = TROUBLED if outcome.failures or outcome.cancelled_by else DONE
    return _embed(title, lines or ["Nothing was left to do."], colour, f"begun by {job.actor.name}")


def ask_removal(episodes: Sequence[Episode]) -> discord.Embed:
    """What would go."""
    lines = [
        f"**{fit(episode.id, _NAME)}** {fit(episode.title, _NAME)}, {count(episode.segments, 'segment')}"
        for episode in episodes[:_LISTED]
    ]
    lines += _more(len(episodes) - _LISTED)
    segments = sum(episode.segments for episode in episodes)
    lines.append(f"In all {count(len(episodes), 'episode')} with {count(segments, 'segment')}, for good.")
    return _embed("Remove this?", lines, TROUBLED)


def ask_details(names: Sequence[str]) -> discord.Embed:
    """That files don't say what they are."""
    lines = [fit(name, _NAME) for name in names]
    if len(names) == 1:
        lines.append("It doesn't say which show it is of.")
    else:
        lines.append("They don't all say which show they are of.")
    return _embed("One more thing", lines, WORKING)


def log_page(entries: Iterable[AuditEntry]) -> discord.Embed:
    """Who did what, newest first; as much as one message holds."""
    lines = [_entry(entry) for entry in entries] or ["Nothing has been done yet."]
    return discord.Embed(title="Who did what", description=pack(lines, DESCRIPTION)[0], colour=WORKING)


def status_page(
    episodes: Sequence[Episode],
    guild: int,
    status: Status,
    jobs: Sequence[Job],
    entries: Sequence[AuditEntry],
    feeds: Sequence[Feed],
) -> discord.Embed:
    """What a guild has, what goes on, and what failed."""
    lines = []
    for name, chosen in (
        ("This server's own", [each for each in episodes if each.show.guild == guild]),
        ("Shared by the host", [each for each in episodes if each.show.guild is None]),
    ):
        shows = len({each.show.key for each in chosen})
        segments = sum(each.segments for each in chosen)
        lines.append(
            f"**{name}:** {count(shows, 'show')}, {count(len(chosen), 'episode')}, "
            f"{count(segments, 'segment')}"
        )
    lines.append(f"**Embedding model:** {fit(status.embedding_model, _NAME)}")
    lines.append(f"**On the disk, all servers together:** {status.disk_bytes / 1e6:,.1f} MB")
    for job in jobs:
        doing = "Waits for its details" if job.waits else f"{_DOING[job.action]} now"
        lines.append(f"**{doing}:** {fit(job.subject, _NAME)}, begun by {fit(job.actor.name, _NAME)}")
    lines += [f"⚠ {fit(problem, 300)}" for problem in status.problems]
    lines += [f"⚠ {fit(feed.show, _NAME)}: {fit(feed.reason, 250)}" for feed in feeds if feed.reason]
    runs = [entry for entry in entries if entry.action.split()[-1] in _DOING][:5]
    lines += ["**Last runs:**", *map(_entry, runs)] if runs else []
    return _embed("The library", lines, WORKING)


def settings_page(settings: GuildSettings, shared: Sequence[Show], rate: tuple[int, float]) -> discord.Embed:
    """How this server wants its bot."""
    role = f"who has <@&{settings.moderator_role}> or Manage Server"
    where = ", ".join(f"<#{channel}>" for channel in settings.answer_channels) or "every channel"
    questions, seconds = settings.questions or rate[0], settings.seconds or rate[1]
    announce = f"<#{settings.announce_in}>" if settings.announce_in else "nowhere"
    seen = [fit(show.title, _NAME) for show in shared if show.key not in settings.hidden]
    hidden = [fit(show.title, _NAME) for show in shared if show.key in settings.hidden]
    lines = [
        f"**Moderators:** {role if settings.moderator_role else 'who has Manage Server'}",
        f"**I answer in:** {where}",
        f"**Answers are seen by:** {'whoever asked only' if settings.private else 'everybody'}",
        f"**One user may ask:** {count(questions, 'question')} in {seconds:g} seconds",
        f"**New episodes are announced in:** {announce}",
        f"**Shared shows seen here:** {fit_all(seen)}",
        f"**Shared shows hidden here:** {fit_all(hidden)}",
    ]
    return _embed("Settings of this server", lines, WORKING)


def fit_all(escaped: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    more = len(escaped) - _LISTED
    return (", ".join(escaped[:_LISTED]) + (f" and {more} more" if more > 0 else "")) or "none"


def _entry(entry: AuditEntry) -> str:
    detail = f" ({fit(entry.detail, 200)})" if entry.detail else ""
    who = fit(entry.actor.name, 60)
    when = f"<t:{int(entry.at.timestamp())}:f>"
    return f"{when} **{who}** {fit(entry.action, 60)} {fit(entry.subject, 80)}{detail}"


def _more(number: int) -> list[str]:
    return [f"… and {number} more"] if number > 0 else []


def _embed(title: str, lines: Sequence[str], colour: discord.Colour, foot: str = "") -> discord.Embed:
    embed = discord.Embed(title=fit(title, TITLE), description=pack(lines, DESCRIPTION)[0], colour=colour)
    return embed.set_footer(text=foot[:TITLE]) if foot else embed
