"""The JSON documents of gaps, pins and figures, described in docs/json.md."""

from retrieval.models.gaps import Gap, GapGroup, PlacedPin, Stats


def gap_group_document(group: GapGroup, guild: int | None) -> dict[str, object]:
    """Return a subject of `gaps list --json`; `episode` is null where no passage was near."""
    return {
        "subject": group.subject,
        "episode": group.episode.id if group.episode else None,
        "segments": [group.first, group.last] if group.episode else None,
        "questions": len(group.gaps),
        "refused": group.refused,
        "weak": group.weak,
        "bad": group.bad,
        "messages": [_gap_document(gap, guild) for gap in group.gaps],
    }


def pin_document(placed: PlacedPin) -> dict[str, object]:
    """Return a pin of `gaps pins --json`; `segment` is null where the passage is gone."""
    return {
        "pin": placed.pin.id,
        "question": placed.pin.question,
        "episode": placed.pin.passage.episode,
        "segment": placed.segment if placed.episode else None,
        "start": placed.start,
        "at": placed.pin.at.isoformat(),
    }


def stats_document(stats: Stats, guild: int | None, days: int) -> dict[str, object]:
    """Return `stats --json`; `guild` is null for all servers and private messages together."""
    return {
        "guild": guild,
        "days": days,
        "questions": stats.questions,
        "answered": stats.answered,
        "weak": stats.weak,
        "refused": stats.refused,
        "good": stats.good,
        "bad": stats.bad,
        "cited": [{"episode": episode, "answers": answers} for episode, answers in stats.cited],
        "cost": None if stats.cost is None else round(stats.cost, 6),
        "seconds": {"median": _rounded(stats.median), "percentile_95": _rounded(stats.slow)},
        "by_day": [
            {
                "day": day.day.isoformat(),
                "answered": day.answered,
                "weak": day.weak,
                "refused": day.refused,
            }
            for day in stats.days
        ],
    }


def _gap_document(gap: Gap, guild: int | None) -> dict[str, object]:
    link = f"https://discord.com/channels/{guild}/{gap.channel}/{gap.message}" if gap.channel else None
    return {
        "link": link,
        "outcome": gap.outcome,
        "bad": gap.bad,
        "reasons": list(gap.reasons),
        "at": gap.at.isoformat(),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
