"""Embeds of long work: how far it is, how it ended, and what is asked before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.ui.colours import AMBER, GREEN, SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit, plain
from bot.ui.formatting import clock, count, english_count
from bot.ui.job_words import done_title, failed_title, running_title, what_of
from bot.ui.language import _, gettext_noop, in_a_row, shown
from bot.ui.lines import embed_of_lines, remainder
from retrieval.models import Episode, IndexReport, Progress
from retrieval.models.guilds import Actor, Job

_REPORTS = {
    "added": gettext_noop("added {episode}, {segments}"),
    "updated": gettext_noop("updated {episode}, {segments}"),
    "unchanged": gettext_noop("unchanged {episode}, {segments}"),
    "removed": gettext_noop("removed {episode}"),
    "rolled back": gettext_noop("rolled back {episode}, {segments}"),
}
"""What happened to an episode, by the outcome of its report."""
_BAR = 20  # the width of a progress bar, in characters
_MAX_LISTED = 15  # episodes that a message names one by one
_MAX_NOTES = 5  # warnings and notes, or failures, that a message shows

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
    """How a job ended; `question` is a sentence about a file that a moderator has to decide about.

    `notes` are sentences next to the reports' warnings.
    """

    reports: tuple[IndexReport, ...]
    failures: tuple[str, ...] = ()
    cancelled_by: Actor | None = None
    question: str | None = None
    notes: tuple[str, ...] = ()

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
        facts.append(f"{fit(progress.name, MAX_NAME)}: {fit(shown(progress.step.stage), MAX_NAME)}")
    numbers = _numbers(progress, seconds)
    facts += [SEPARATOR.join(numbers)] if numbers else []
    if missing:
        facts.append(
            _(
                "⚠ I don't have the permission {permission} in this channel. If this takes longer than 14 "
                "minutes, I'll tell {name} the result in a private message.",
                permission=missing,
                name=fit(job.actor.name, MAX_NAME),
            )
        )
    return embed_of_lines(running_title(job), facts, SLATE, _footer(job))


def _numbers(progress: JobProgress, seconds: float) -> list[str]:
    """Return how many episodes and segments are done, and about how long the rest takes."""
    numbers = []
    if progress.total > 1:
        whole = count(progress.total, "episode")
        numbers.append(_("{part} of {whole}", part=progress.done, whole=whole))
    if progress.step.total:
        whole = count(progress.step.total, "segment")
        numbers.append(_("{part} of {whole}", part=progress.step.done, whole=whole))
    if 0.05 < progress.share < 1:
        numbers.append(_("about {time} left", time=clock(seconds * (1 / progress.share - 1))))
    return numbers


def handed_over_job(job: Job) -> discord.Embed:
    """Return the message of a job that is still running, but can no longer be shown in its channel."""
    line = _(
        "This is still running. As I can't write in this channel, I'll tell {name} the result in a "
        "private message; `/library status` shows it, too.",
        name=fit(job.actor.name, MAX_NAME),
    )
    return embed_of_lines(running_title(job), [line], AMBER, _footer(job))


def paused_job(job: Job) -> discord.Embed:
    """Return the message of a job that is interrupted because the bot is being restarted."""
    line = _(
        "I'm being restarted. What is finished stays, and I'll continue with the rest as soon as I'm back."
    )
    return embed_of_lines(_("Interrupted: {what}", what=what_of(job)), [line], AMBER, _footer(job))


def ended_job(job: Job, outcome: JobOutcome) -> discord.Embed:
    """Return a job's message once it has ended."""
    lines = [_report_line(report) for report in outcome.reports[:_MAX_LISTED]]
    lines += remainder(len(outcome.reports) - _MAX_LISTED)
    notes = [*outcome.notes, *filter(None, (report.warning for report in outcome.reports))]
    lines += [f"⚠ {fit(shown(note), 300)}" for note in notes[:_MAX_NOTES]]
    lines += remainder(len(notes) - _MAX_NOTES)
    if job.action == "reindex" and any(report.outcome == "unchanged" for report in outcome.reports):
        lines.append(_("Unchanged: nothing is missing, and the embedding model is the same."))
    lines += [f"⚠ {fit(shown(failure), 300)}" for failure in outcome.failures[:_MAX_NOTES]]
    lines += remainder(len(outcome.failures) - _MAX_NOTES)
    lines += [_question_line(outcome.question)] if outcome.question else []
    lines += _cancelled_lines(job, outcome.cancelled_by)
    if outcome.cancelled_by:
        title = _("Cancelled: {what}", what=what_of(job))
    elif outcome.question and not outcome.reports and not outcome.failures:
        title = _("One more thing")
    elif outcome.failures and not outcome.reports:
        title = failed_title(job)
    else:
        title = done_title(job)
    colour = AMBER if outcome.failures or outcome.cancelled_by or outcome.question else GREEN
    return embed_of_lines(title, lines or [_("There was nothing to do.")], colour, _footer(job))


def _cancelled_lines(job: Job, by: Actor | None) -> list[str]:
    if by is None:
        return []
    name = fit(by.name, MAX_NAME)
    lines = [_("Cancelled by {name}; what was finished before stays.", name=name)]
    if job.action == "poll":
        lines.append(_("The rest follows at the feed's next check; `/library feed pause` stops that."))
    return lines


def withdrawn_job(job: Job) -> discord.Embed:
    """Return the message of a job whose server's data was deleted while it ran."""
    line = _("The host has deleted this server's data, so this job was stopped and saved nothing.")
    return embed_of_lines(_("Ended: {what}", what=what_of(job)), [line], AMBER)


def asking_job(job: Job) -> discord.Embed:
    """Return the question of a job that nobody has been shown yet."""
    line = _question_line(job.question or "")
    return embed_of_lines(_("One more thing"), [line], AMBER, _footer(job))


def expired_sentence(job: Job) -> str:
    """Return what to say about a job that has waited too long for an answer."""
    if job.action == "add":
        return _("Nobody answered within a day, so it was skipped; to try again, use `/library add`.")
    return _("Nobody answered within a day, so nothing was changed.")


def _footer(job: Job) -> str:
    return _("started by {name}", name=plain(job.actor.name, MAX_NAME))


def _report_line(report: IndexReport) -> str:
    name = f"**{fit(report.episode, MAX_NAME)}**"
    if report.title:
        name = _("{episode} (“{title}”)", episode=name, title=fit(report.title, MAX_NAME))
    outcome = "updated" if report.replaced else report.outcome
    if report.show and outcome == "added":
        name = _("{episode} to {show}", episode=name, show=fit(report.show, MAX_NAME))
    elif report.show:
        name = _("{episode} of {show}", episode=name, show=fit(report.show, MAX_NAME))
    line = _(_REPORTS[outcome], episode=name, segments=count(report.segments, "segment"))
    return _("{done}; to go back, use `/library rollback`", done=line) if report.replaced else line


def _question_line(question: str) -> str:
    asked = _("Should it replace that episode, or be added as a new one?")
    return in_a_row(fit(shown(question), 400), asked)


def removal_question(episodes: Sequence[Episode]) -> discord.Embed:
    """Return the question whether to remove these episodes."""
    lines = [
        f"**{fit(episode.id, MAX_NAME)}** {fit(episode.title, MAX_NAME)}, "
        + count(episode.segments, "segment")
        for episode in episodes[:_MAX_LISTED]
    ]
    lines += remainder(len(episodes) - _MAX_LISTED)
    total = _(
        "In total {episodes} with {segments}.",
        episodes=count(len(episodes), "episode"),
        segments=count(sum(episode.segments for episode in episodes), "segment"),
    )
    lines.append(in_a_row(total, _("This can't be undone.")))
    return embed_of_lines(_("Remove this?"), lines, AMBER)


def details_question(file_names: Sequence[str]) -> discord.Embed:
    """Return the question which show these files belong to."""
    lines = [fit(name, MAX_NAME) for name in file_names]
    if len(file_names) == 1:
        lines.append(_("This file doesn't say which show it belongs to."))
    else:
        lines.append(_("Not all of them say which show they belong to."))
    return embed_of_lines(_("One more thing"), lines, SLATE)
