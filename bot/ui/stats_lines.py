"""A server's figures in words, for Discord and the terminal."""

from bot.ui.language import _, decimal
from retrieval.models.gaps import Stats


def stats_lines(stats: Stats) -> list[tuple[str, str]]:
    """Return the figures, each with its name."""
    asked = stats.questions
    lines = [
        (_("Questions"), decimal(asked)),
        (_("Answered"), _share(stats.answered, asked)),
        (_("Answered poorly"), _share(stats.weak, asked)),
        (_("Refused"), _share(stats.refused, asked)),
        (_("Feedback"), f"{decimal(stats.good)} 👍, {decimal(stats.bad)} 👎"),
    ]
    if stats.median is not None and stats.slow is not None:
        median, slow = decimal(stats.median, 1), decimal(stats.slow, 1)
        times = _("half within {median} s, 95% within {slow} s", median=median, slow=slow)
        lines.append((_("Time to an answer"), times))
    cost = _("none known") if stats.cost is None else f"${decimal(stats.cost, 4)}"
    return [*lines, (_("Cost of the answers"), cost)]


def _share(part: int, whole: int) -> str:
    if not whole:
        return decimal(part)
    return _("{part} ({percent}%)", part=part, percent=decimal(100 * part / whole, 0))
