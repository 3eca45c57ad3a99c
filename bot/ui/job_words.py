"""What a moderator's job does and is about, in words."""

from bot.ui.language import _, gettext_noop
from retrieval.models.guilds import Job

PRESENT = {
    "add": gettext_noop("Adding"),
    "reindex": gettext_noop("Reindexing"),
    "remove": gettext_noop("Removing"),
    "rollback": gettext_noop("Rolling back"),
    "poll": gettext_noop("Indexing"),
}
"""What a job is doing, by its action."""

WITHIN = {
    "add": gettext_noop("adding {subject}"),
    "reindex": gettext_noop("reindexing {subject}"),
    "remove": gettext_noop("removing {subject}"),
    "rollback": gettext_noop("rolling back {subject}"),
    "poll": gettext_noop("indexing {subject}"),
}
"""What a job is doing, for use within a sentence; with a capital letter, it is the title of a running job."""
_DONE = {
    "add": gettext_noop("Added: {subject}"),
    "reindex": gettext_noop("Reindexed: {subject}"),
    "remove": gettext_noop("Removed: {subject}"),
    "rollback": gettext_noop("Rolled back: {subject}"),
    "poll": gettext_noop("Indexed: {subject}"),
}
FAILED = {
    "add": gettext_noop("Adding {subject} failed"),
    "reindex": gettext_noop("Reindexing {subject} failed"),
    "remove": gettext_noop("Removing {subject} failed"),
    "rollback": gettext_noop("Rolling back {subject} failed"),
    "poll": gettext_noop("Indexing {subject} failed"),
}
"""What a job failed to do, by its action."""


def subject_of(job: Job) -> str:
    """Return what a job is about: a name, or words where it isn't about one episode or show."""
    if job.name:
        return job.name
    return _("transcripts") if job.action == "add" else _("all shows")


def what_of(job: Job) -> str:
    """Return what a job does, as it stands within a sentence."""
    return _(WITHIN[job.action], subject=subject_of(job))


def running_title(job: Job) -> str:
    """Return what a job is doing."""
    title = _(WITHIN[job.action])
    return f"{title[0].upper()}{title[1:]}".format(subject=subject_of(job))


def done_title(job: Job) -> str:
    """Return what a job has done."""
    return _(_DONE[job.action], subject=subject_of(job))


def failed_title(job: Job) -> str:
    """Return what a job has failed to do."""
    return _(FAILED[job.action], subject=subject_of(job))
