"""A server's figures in words, for Discord and the terminal."""

from retrieval.models.gaps import Stats


def stats_lines(stats: Stats) -> list[tuple[str, str]]:
    """Return the figures, each with its name."""
    asked = stats.questions
    lines = [
        ("Questions", f"{asked:,}"),
        ("Answered", _share(stats.answered, asked)),
        ("Weakly answered", _share(stats.weak, asked)),
        ("Refused", _share(stats.refused, asked)),
        ("Feedback", f"{stats.good:,} 👍, {stats.bad:,} 👎"),
    ]
    if stats.median is not None and stats.slow is not None:
        times = f"half of them within {stats.median:.1f} s, 95% within {stats.slow:.1f} s"
        lines.append(("Time to an answer", times))
    cost = "nothing, or not known" if stats.cost is None else f"${stats.cost:,.4f}"
    return [*lines, ("Cost of the answers", cost)]


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({part / whole:.0%})" if whole else f"{part:,}"
