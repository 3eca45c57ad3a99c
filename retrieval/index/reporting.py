"""Report what was done to an episode: its id and title, and the show that it is in."""

import time
from dataclasses import replace

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord
from retrieval.index.episode_matching import EpisodeMatch
from retrieval.models.reports import IndexOutcome, IndexReport


def episode_report(
    record: EpisodeRecord, outcome: IndexOutcome, segments: int, started: float, embedded: int = 0
) -> IndexReport:
    """Return the report on an episode; `started` is when the work on it began (monotonic)."""
    seconds = time.monotonic() - started
    return IndexReport(
        record.id, outcome, segments, embedded, seconds, title=record.title, show=record.show_title
    )


def added_report(
    catalog: Catalog, match: EpisodeMatch, report: IndexReport, hash_: str, *, guessed_show: bool
) -> IndexReport:
    """Return the report on a transcript that was added: a new episode, or another version of one.

    `hash_` is the transcript's. The report has the show's present title, which may differ from that in the
    file.
    """
    known = match.indexed
    return replace(
        report,
        outcome=report.outcome if known else "added",
        replaced=known is not None and known.transcript != hash_,
        show=catalog.shows.title(match.record.guild, match.record.show_id) or report.show,
        guessed_show=known is None and guessed_show,
    )
