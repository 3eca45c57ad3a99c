"""The embed of a server's figures, and the description of their picture."""

from collections.abc import Mapping

import discord

from bot.stats_picture import Words
from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, fit
from bot.ui.formatting import count
from bot.ui.language import LOCALES, _, in_a_row, spoken
from bot.ui.lines import embed_of_lines
from bot.ui.stats_lines import stats_lines
from retrieval.models.gaps import Stats


def stats_embed(stats: Stats, days: int, titles: Mapping[str, str]) -> discord.Embed:
    """Return the figures as text; `titles` are those of the server's episodes, by id."""
    lines = [f"**{name}**: {value}" for name, value in stats_lines(stats)]
    if stats.cited:
        lines.append(_("**Most cited episodes**"))
        for id_, answers in stats.cited:
            lines.append(f"- {fit(titles.get(id_, id_), MAX_NAME)}: {count(answers, 'answer')}")
    footer = _("`/library gaps` shows what wasn't answered well.").replace("`", "")
    return embed_of_lines(
        _("Questions of the last {days} (UTC)", days=count(days, "day")), lines, SLATE, footer
    )


def picture_words() -> Words:
    """Return the words of the picture."""
    return Words(
        _("Questions by day (UTC)"),
        _("Questions by week (UTC)"),
        (_("answered"), _("answered poorly"), _("refused")),
        LOCALES[spoken()],
    )


def stats_description(stats: Stats, days: int) -> str:
    """Return what the picture shows, for people who don't see it."""
    busiest = max(stats.days, key=lambda day: day.answered + day.weak + day.refused, default=None)
    text = _(
        "Bar chart of the questions of the last {days}: {answered} answered, {weak} answered poorly, "
        "{refused} refused.",
        days=count(days, "day"),
        answered=stats.answered,
        weak=stats.weak,
        refused=stats.refused,
    )
    if busiest is not None:
        most = busiest.answered + busiest.weak + busiest.refused
        text = in_a_row(text, _("Most on {day}: {n}.", day=busiest.day, n=most))
    return text
