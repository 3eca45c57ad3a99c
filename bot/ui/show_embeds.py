"""The embed that lists a server's own shows."""

from collections.abc import Sequence

import discord

from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit
from bot.ui.formatting import count
from bot.ui.language import _
from bot.ui.lines import embed_of_lines
from bot.ui.show_sentences import TRANSCRIPTS_SHOWN
from retrieval.models.shows import ShowSummary


def shows_embed(summaries: Sequence[ShowSummary]) -> discord.Embed:
    """Return the list of a server's own shows."""
    lines = [_line(one) for one in summaries]
    lines = lines or [_("This server has no shows of its own yet; add transcripts with `/library add`.")]
    return embed_of_lines(_("This server's own shows"), lines, SLATE)


def _line(one: ShowSummary) -> str:
    facts = [f"**{fit(one.show.title, MAX_NAME)}**", count(one.episodes, "episode")]
    facts += [count(one.feeds, "feed")] if one.feeds else []
    facts += [_(TRANSCRIPTS_SHOWN[one.show.transcripts])] if one.show.transcripts else []
    return SEPARATOR.join(facts)
