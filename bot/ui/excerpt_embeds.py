"""Embeds of transcript segments: a cited one between its neighbours, or one alone."""

from collections.abc import Sequence

import discord

from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, MAX_TITLE, SEPARATOR, address, bold, fit, link, plain, width
from bot.ui.formatting import clock, turns
from retrieval.media_links import playback_url as player_link
from retrieval.models import Episode, Segment

# Limits of this project's own, in UTF-16 code units.
_CITED = 2600  # the cited segment
_EXCERPT = 4000  # the cited segment and its neighbours together


def excerpt(
    episode: Episode,
    segments: Sequence[Segment],
    *,
    cited: int,
    labels: Sequence[int],
    page: int,
    pages: int,
) -> discord.Embed:
    """Return the segment of the number `cited` in full, between its neighbours as far as they fit.

    `labels` are the numbers by which the answer cites it; `page` counts from 0.
    """
    marks = " ".join(f"[{n}]" for n in labels)
    cited_parts = [
        segment_text(episode, segment, _CITED, marks) for segment in segments if segment.number == cited
    ]
    room = (_EXCERPT - sum(map(width, cited_parts))) // max(1, len(segments) - len(cited_parts))
    parts = [
        cited_parts[0] if segment.number == cited else segment_text(episode, segment, room)
        for segment in segments
    ]
    embed = discord.Embed(title=fit(episode.title, MAX_TITLE), description="\n\n".join(parts), colour=SLATE)
    embed.url = address(episode.page_url)
    position = f"{page + 1} of {pages} · " if pages > 1 else ""
    return embed.set_footer(text=plain(f"{position}{episode.show.title} · {episode.id}", MAX_TITLE))


def segment_text(episode: Episode, segment: Segment, room: int, marks: str = "") -> str:
    """Return a segment, at most `room` wide, under its number, with its speaker turns separated.

    A segment with `marks` is cited: it is set off as a quote.
    """
    spoken = list(turns(segment))
    only_speaker = fit(spoken[0][0], MAX_NAME) if len(spoken) == 1 else ""
    head = bold(SEPARATOR.join(filter(None, (marks, f"Segment {segment.number}", only_speaker))))
    if segment.start is not None:
        head += SEPARATOR + link(clock(segment.start), player_link(episode, segment.start))
    lines = [head]
    for speaker, words in spoken:
        name = f"{bold(fit(speaker, MAX_NAME))}: " if speaker and not only_speaker else ""
        prefix = f"{'> ' if marks else ''}{name}"
        left = room - sum(width(line) + 1 for line in lines) - width(prefix)
        if left < 2:
            break
        lines.append(prefix + fit(words, left))
    return "\n".join(lines)
