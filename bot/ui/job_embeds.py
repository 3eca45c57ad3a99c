"""Embeds of long work: how far it is, how it ended, and what is asked before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.ui.colours import AMBER, GREEN, SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit, plain
from bot.ui.formatting import clock, english_count
from bot.ui.language import gettext_noop
from bot.ui.lines import embed_of_lines, remainder
from retrieval.models import Episode, IndexReport, Progress
from retrieval.models.guilds import Actor, Job

PRESENT = {
    "add": gettext_noop("Adding"),
    "reindex": gettext_noop("Reindexing"),
    "remove": gettext_noop("Removing"),
    "rollback": gettext_noop("Rolling back"),
    "poll": gettext_noop("Indexing"),
}
"""What a job is doing, by its action."""

_PAST = {
    "add": "added",
    "reindex": "reindexed",
    "remove": "removed",
    "rollback": "rolled back",
    "poll": "indexed",
}
_BAR = 20  # the width of a progress bar, in characters
_MAX_LISTED = 15  # episodes that a message names one by one

STARTING = Progress("starting")


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is: `done` of `total` steps, and the progress of the step that is running."""

    done: int
    total: int
    name: str = ""
    step: Progress = STARTING

    @property
    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        within = self.step.done / self.step.total if self.step.total else 0.0
        return min(1.0, (self.done + within) / max(1, self.total))


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """How a job ended; `question` is a sentence about a file that a moderator has to decide about."""

    reports: tuple[IndexReport, ...]
    failures: tuple[str, ...] = ()
    cancelled_by: Actor | None = None
    question: str | None = None

    def action(self, job: Job) -> str:
        """Return what the audit log calls it."""
        if self.cancelled_by:
            return f"cancelled {job.action}"
        return f"failed {job.action}" if self.failures and not self.reports else job.action

    @property
    def detail(self) -> str:
        """The numbers, and the first reason for what failed."""
        segments = sum(report.segments for report in self.reports)
        facts = [f"{english_count(len(self.reports), 'episode')}, {english_count(segments, 'segment')}"]
        facts += [f"{len(self.failures)} failed: {self.failures[0]}"] if self.failures else []
        facts += ["asked whether a file replaces an episode"] if self.question else []
        return "; ".join(facts)


def running_job(job: Job, progress: JobProgress, seconds: float, missing: str = "") -> discord.Embed:
    """Return a job's message while it runs; `seconds` is how long it has been running.

    `missing` is the permission that the bot lacks to edit the message later.
    """
    filled = round(progress.share * _BAR)
    facts = [f"`{'█' * filled}{'░' * (_BAR - filled)}` {progress.share:.0%}"]
    if progress.name:
        facts.append(f"{fit(progress.name, MAX_NAME)}: {fit(progress.step.stage, MAX_NAME)}")
    numbers = [f"{progress.done} of {english_count(progress.total, 'episode')}"] if progress.total > 1 else []
    if progress.step.total:
        numbers.append(f"{progress.step.done:,} of {english_count(progress.step.total, 'segment')}")
    if 0.05 < progress.share < 1:
        numbers.append(f"about {clock(seconds * (1 / progress.share - 1))} left")
    facts += [SEPARATOR.join(numbers)] if numbers else []
    if missing:
        facts.append(
            f"⚠ I don't have the permission {missing} in this channel. If this takes longer than 14 minutes, "
            f"I'll tell {fit(job.actor.name, MAX_NAME)} the result in a private message."
        )
    return embed_of_lines(f"{PRESENT[job.action]} {job.subject}", facts, SLATE, _footer(job))


def handed_over_job(job: Job) -> discord.Embed:
    """Return the message of a job that goes on, but can't be shown in its channel any longer."""
    line = (
        f"This is still going on. As I can't write in this channel, I'll tell "
        f"{fit(job.actor.name, MAX_NAME)} the result in a private message; `/library status` shows it, too."
    )
    return embed_of_lines(f"{PRESENT[job.action]} {job.subject}", [line], AMBER, _footer(job))


def paused_job(job: Job) -> discord.Embed:
    """Return the message of a job that is interrupted because the bot is being restarted."""
    line = "I'm being restarted. What is finished stays, and the rest goes on as soon as I'm back."
    return embed_of_lines(
        f"Interrupted: {PRESENT[job.action].lower()} {job.subject}", [line], AMBER, _footer(job)
    )


def ended_job(job: Job, outcome: JobOutcome) -> discord.Embed:
    """Return a job's message once it has ended."""
    lines = [_report_line(report) for report in outcome.reports[:_MAX_LISTED]]
    lines += [f"⚠ {fit(report.warning, 300)}" for report in outcome.reports if report.warning][:5]
    lines += remainder(len(outcome.reports) - _MAX_LISTED)
    lines += [f"⚠ {fit(failure, 300)}" for failure in outcome.failures[:5]]
    lines += remainder(len(outcome.failures) - 5)
    lines += [_question_line(outcome.question)] if outcome.question else []
    if outcome.cancelled_by:
        lines.append(
            f"Cancelled by {fit(outcome.cancelled_by.name, MAX_NAME)}; what was finished before stays."
        )
        if job.action == "poll":
            lines.append("The rest follows at the feed's next check; `/library feed pause` stops that.")
        title = f"Cancelled: {PRESENT[job.action].lower()} {job.subject}"
    elif outcome.question and not outcome.reports and not outcome.failures:
        title = "One more thing"
    elif outcome.failures and not outcome.reports:
        title = f"{PRESENT[job.action]} {job.subject} failed"
    else:
        title = f"{_PAST[job.action].capitalize()}: {job.subject}"
    colour = AMBER if outcome.failures or outcome.cancelled_by or outcome.question else GREEN
    lines = lines or ["There was nothing to do."]
    return embed_of_lines(title, lines, colour, _footer(job))


def withdrawn_job(job: Job) -> discord.Embed:
    """Return the message of a job whose server's data was deleted while it ran."""
    title = f"Ended: {PRESENT[job.action].lower()} {job.subject}"
    return embed_of_lines(
        title, ["The host has deleted this server's data, so nothing more was stored."], AMBER
    )


def asking_job(job: Job) -> discord.Embed:
    """Return the question of a job that nobody has been shown yet."""
    line = _question_line(job.question or "")
    return embed_of_lines("One more thing", [line], AMBER, _footer(job))


def expired_sentence(job: Job) -> str:
    """Return what is said of a job that has waited for an answer for too long."""
    if job.action == "add":
        return "Nobody answered within a day, so it was skipped; to try again, use `/library add`."
    return "Nobody answered within a day, so nothing was changed."


def _footer(job: Job) -> str:
    return f"started by {plain(job.actor.name, MAX_NAME)}"


def _report_line(report: IndexReport) -> str:
    name = f"**{fit(report.episode, MAX_NAME)}**"
    if report.outcome == "removed":
        return f"removed {name}"
    outcome = "updated" if report.replaced else report.outcome
    if report.title:
        name += f" (\u201c{fit(report.title, MAX_NAME)}\u201d)"
    if report.show:
        name += f" {'to' if outcome == 'added' else 'of'} {fit(report.show, MAX_NAME)}"
    line = f"{outcome} {name}, {english_count(report.segments, 'segment')}"
    return f"{line}; to go back, use `/library rollback`" if report.replaced else line


def _question_line(question: str) -> str:
    return f"{fit(question, 400)} Should it replace that episode, or be added as a new one?"


def removal_question(episodes: Sequence[Episode]) -> discord.Embed:
    """Return the question whether to remove these episodes."""
    lines = [
        f"**{fit(episode.id, MAX_NAME)}** {fit(episode.title, MAX_NAME)}, "
        f"{english_count(episode.segments, 'segment')}"
        for episode in episodes[:_MAX_LISTED]
    ]
    lines += remainder(len(episodes) - _MAX_LISTED)
    segments = sum(episode.segments for episode in episodes)
    lines.append(
        f"In total {english_count(len(episodes), 'episode')} with {english_count(segments, 'segment')}. "
        "This can't be undone."
    )
    return embed_of_lines("Remove this?", lines, AMBER)


def details_question(file_names: Sequence[str]) -> discord.Embed:
    """Return the question which show these files belong to."""
    lines = [fit(name, MAX_NAME) for name in file_names]
    if len(file_names) == 1:
        lines.append("It doesn't say which show it belongs to.")
    else:
        lines.append("Not all of them say which show they belong to.")
    return embed_of_lines("One more thing", lines, SLATE)
