"""Embeds of transcript segments: a cited one between its neighbours, or one alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import discord

from bot.citation_links import segment_url
from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, MAX_TITLE, SEPARATOR, address, bold, fit, italic, link, plain, width
from bot.ui.formatting import start_of, turns
from bot.ui.language import _, decimal
from retrieval.models import Episode, Segment

# Limits of this project's own, in UTF-16 code units.
_CITED = 2600  # the cited segment
_EXCERPT = 4000  # the cited segment and its neighbours together
_LEAST_WORDS = 40  # the words of one more speaker turn
_MARKUP = 12  # the markup around the quotes of one speaker turn

# Private characters around quotes until the text is escaped.
_BEGIN, _END = "\ue000", "\ue001"
_NO_EDGES = str.maketrans("", "", _BEGIN + _END)
_NO_MARKS = str.maketrans({_BEGIN: " ", _END: " "})


def excerpt(
    episode: Episode,
    segments: Sequence[Segment],
    *,
    cited: int,
    labels: Sequence[int],
    page: int,
    pages: int,
    quotes: Sequence[tuple[int, int]] = (),
) -> discord.Embed:
    """Return the segment of the number `cited` in full, between its neighbours as far as they fit.

    `labels` are the numbers by which the answer cites it; `page` counts from 0. The characters `quotes` of
    its text are bold; the names of speakers are then in italics, so that only quoted words are bold.
    """
    marks = " ".join(f"[{n}]" for n in labels)
    name = italic if quotes else bold
    cited_parts = [
        segment_text(episode, marked(segment, quotes), _CITED, marks, name=name)
        for segment in segments
        if segment.number == cited
    ]
    room = (_EXCERPT - sum(map(width, cited_parts))) // max(1, len(segments) - len(cited_parts))
    parts = [
        cited_parts[0] if segment.number == cited else segment_text(episode, segment, room, name=name)
        for segment in segments
    ]
    embed = discord.Embed(title=fit(episode.title, MAX_TITLE), description="\n\n".join(parts), colour=SLATE)
    embed.url = address(episode.page_url)
    position = [_("{part} of {whole}", part=page + 1, whole=decimal(pages))] if pages > 1 else []
    return embed.set_footer(
        text=plain(SEPARATOR.join((*position, episode.show.title, episode.id)), MAX_TITLE)
    )


def segment_text(
    episode: Episode,
    segment: Segment,
    room: int,
    marks: str = "",
    *,
    name: Callable[[str], str] = bold,
) -> str:
    """Return a segment, at most `room` wide, under its number, with a line for each speaker turn.

    A segment with `marks` is cited: it is set off as a quote. `name` formats the names of speakers.
    """
    spoken = list(turns(segment))
    only_speaker = fit(spoken[0][0], MAX_NAME) if len(spoken) == 1 else ""
    head = bold(
        SEPARATOR.join(filter(None, (marks, _("Segment {number}", number=segment.number), only_speaker)))
    )
    url = segment_url(episode, _unmarked(segment))
    if segment.start is not None:
        head += SEPARATOR + link(start_of(segment), url)
    elif url:
        head += SEPARATOR + link(_("Open"), url)
    lines = [head]
    for speaker, words in spoken:
        named = f"{name(fit(speaker, MAX_NAME))}: " if speaker and not only_speaker else ""
        prefix = f"{'> ' if marks else ''}{named}"
        left = room - sum(width(line) + 1 for line in lines) - width(prefix)
        if left < (_LEAST_WORDS if len(lines) > 1 else 2):
            break
        lines.append(prefix + _embolden(fit(words, left - _MARKUP)))
    return "\n".join(lines)


def marked(segment: Segment, spans: Sequence[tuple[int, int]]) -> Segment:
    """Return the segment with private characters around the spans of its text, for `segment_text`."""
    cues, offset = [], 0
    for cue in segment.cues:
        text = cue.text.translate(_NO_MARKS)
        inside = {
            at for start, end in spans for at in range(max(start - offset, 0), min(end - offset, len(text)))
        }
        edges = [at for at in range(len(text) + 1) if (at in inside) != (at - 1 in inside)]
        for position, at in reversed(list(enumerate(edges))):
            text = text[:at] + (_BEGIN if position % 2 == 0 else _END) + text[at:]
        cues.append(replace(cue, text=text))
        offset += len(cue.text) + 1
    return Segment(segment.number, tuple(cues))


def _unmarked(segment: Segment) -> Segment:
    """Return a segment that `marked` returned without its private characters."""
    cues = (replace(cue, text=cue.text.translate(_NO_EDGES)) for cue in segment.cues)
    return Segment(segment.number, tuple(cues))


def _embolden(escaped: str) -> str:
    """Return escaped text with Discord's markup for bold words in place of the private characters."""
    if escaped.count(_BEGIN) > escaped.count(_END):  # the end was cut off
        escaped += _END
    joined = escaped.replace(f"{_END} {_BEGIN}", " ")  # from cue to cue
    return joined.replace(_BEGIN, "**").replace(_END, "**")
