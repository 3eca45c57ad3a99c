"""Render what a library holds: its episodes, its status, its log."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize
from bot.ui.audit_words import SENTENCES, log_sentence
from bot.ui.formatting import clock, count, day_facts, people_facts
from retrieval.models import Episode, EpisodePeople, HealthCheck, Status
from retrieval.models.guilds import AuditEntry

MAX_ID_WIDTH = 32
"""Columns that the ids in the list of episodes are padded to at most."""
_OF_HOST = {
    **{done: f"{{actor}} {done} {{subject}}" for done in ("added", "updated", "reindexed", "removed")},
    "rolled back": "{actor} rolled back {subject}",
    "repaired": "{actor} repaired the {subject}",
    "remove show": "{actor} removed {subject}",
    "forget": "{actor} removed {subject} for good",
    "allow": "{actor} allowed {subject} again",
    "limit server": "{actor} changed the limits of server {subject}",
    "delete server": "{actor} deleted the data of server {subject}",
    "revoke links": "{actor} revoked the links to the pages of server {subject}",
}
"""What the log says of each action that is logged for the terminal only."""


def render_episodes(
    episodes: Sequence[Episode], people: Mapping[int, EpisodePeople] | None = None
) -> Iterator[Paragraph]:
    """Render one line for each episode, which begins with its id."""
    if not episodes:
        yield Paragraph(Text("No episode is indexed yet; add transcripts with: podcite index add PATH"))
    width = min(max((len(sanitize(episode.id)) for episode in episodes), default=0), MAX_ID_WIDTH)
    for episode in episodes:
        facts = [sanitize(episode.title), sanitize(episode.show.title)]
        known = (people or {}).get(episode.generation, EpisodePeople())
        facts += day_facts(episode, known)
        if episode.duration:
            facts.append(clock(episode.duration))
        facts.append(count(episode.segments, "segment"))
        facts += map(sanitize, people_facts(known))
        yield Paragraph(Text(" · ".join(facts)), Text(f"{sanitize(episode.id):{width}}  ", style="cyan"))


def render_status(status: Status) -> Iterator[Paragraph]:
    """Render the totals, the embedding model and the size on disk; then what is wrong."""
    facts = {
        "Shows": str(status.shows),
        "Episodes": str(status.episodes),
        "Segments": str(status.segments),
        "Embeddings": f"{sanitize(status.embedding_model)}, {status.dimension} dimensions",
        "On disk": f"{status.disk_bytes / 1e6:,.1f} MB",
    }
    if status.last_indexed:
        facts["Last indexed"] = f"{status.last_indexed.astimezone():%Y-%m-%d %H:%M}"
    for name, fact in facts.items():
        yield Paragraph(Text(fact), Text(f"{name:14}"))
    for problem in status.problems:
        yield Paragraph(Text(sanitize(problem), style="yellow"), Text("! ", style="yellow"))


def render_health(checks: Sequence[HealthCheck]) -> Iterator[Paragraph]:
    """Render one line for each check: ok, or what is wrong and what to do."""
    width = max((len(check.name) for check in checks), default=0)
    for check in checks:
        text = " ".join(part for part in (check.finding, check.advice) if part)
        mark, style = ("ok    ", "green") if check.is_ok else ("wrong ", "yellow")
        yield Paragraph(Text(sanitize(text)), Text(f"{mark}{check.name:{width}}  ", style=style))


def render_log(entries: Sequence[AuditEntry]) -> Iterator[Paragraph]:
    """Render one line for each log entry, in the order given."""
    if not entries:
        yield Paragraph(Text("The log is empty."))
    for entry in entries:
        actor = f"{entry.actor.name} in server {entry.guild}" if entry.guild else entry.actor.name
        sentences = SENTENCES if entry.guild else SENTENCES | _OF_HOST
        sentence = log_sentence(entry, actor, lambda text, limit: text, sentences)
        yield Paragraph(Text(sanitize(sentence)), Text(f"{entry.at:%Y-%m-%d %H:%M} UTC  ", style="dim"))
