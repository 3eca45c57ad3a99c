"""A server's figures in words."""

from datetime import date

from bot.ui.stats_lines import stats_lines
from retrieval.models.gaps import DayFigures, Stats


def test_small_costs_and_both_times_are_told() -> None:
    stats = Stats((DayFigures(date(2026, 5, 1), 3, 1, 0),), cost=0.0003, median=0.31, slow=3.64)
    lines = dict(stats_lines(stats))
    assert lines["Cost of the answers"] == "$0.0003"
    assert lines["Time to an answer"] == "half within 0.3 s, 95% within 3.6 s"
    assert lines["Answered poorly"] == "1 (25%)"
    assert dict(stats_lines(Stats(())))["Refused"] == "0"
