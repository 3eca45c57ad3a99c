"""What the pages of episodes look like in Discord: pure functions to embeds."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import TypeVar, cast

import discord

from bot.ui.embeds import ANSWERED, marks_of, said_by
from bot.ui.excerpts import EXCERPT, part
from bot.ui.numbering import clock, count
from bot.ui.text import DESCRIPTION, FIELD, MESSAGE, TITLE, address, bold, fit, link, pack, plain, width
from retrieval.models import Citation, Episode, Hit, Segment, Sentence
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic

_DOT = " · "
_SENTENCE, _QUOTE, _CLIP, _QUESTION, _NAME = 330, 300, 400, 250, 120
ROOMS = (1.0, 0.7, 0.5, 0.35, 0.2)
"""The shares of their usual length that words get for all links to be seen: addresses may be long."""
T = TypeVar("T")
PER_PAGE = 8
HITS = 3


def topic(summary: Summary, position: int) -> discord.Embed:
    """One topic with its subtopics; everything in it is numbered in the order in which it is read."""
    foot = f"Topic {position + 1} of {len(summary.topics)}{_DOT}{summary.model}"
    foot += f"{_DOT}{summary.tokens:,} tokens" if summary.tokens else ""

    def draw(shown: Topic, room: float) -> discord.Embed:
        embed = _head(summary.episode, f"{position + 1}. {shown.title}", shown.start, shown.end)
        numbers = numbered(shown)
        embed.description = _said(shown, numbers, room)
        for each in shown.subtopics:
            name = plain(_DOT.join(filter(None, (each.title, _span(each.start, each.end)))), TITLE)
            embed.add_field(name=fit(name, TITLE), value=_said(each, numbers, room), inline=False)
        return embed.set_footer(text=plain(foot, TITLE))

    return fitting(summary.topics[position], draw)


def numbered(shown: Topic) -> dict[Citation, int]:
    """The citations of a topic and its subtopics, numbered."""
    cited = (
        citation
        for each in (shown, *shown.subtopics)
        for citation in (*(c for sentence in each.sentences for c in sentence.citations), each.quote)
    )
    return {citation: n for n, citation in enumerate(dict.fromkeys(cited), start=1)}


def clips(episode: Episode, found: Sequence[Clip]) -> discord.Embed:
    """The clips, each with its title, its times and its words."""

    def draw(shown: Sequence[Clip], room: float) -> discord.Embed:
        embed = _head(episode, "Clips")
        if not shown:
            embed.description = "No passage of this episode stands well alone."
        for n, clip in enumerate(shown, start=1):
            name = plain(_DOT.join(filter(None, (f"{n}. {clip.title}", _span(clip.start, clip.end)))), TITLE)
            play = link("Play", clip.quote.url) if clip.quote.url else ""
            below = _DOT.join(filter(None, (play, said_by(clip.quote))))
            said = f"“{fit(clip.quote.quote, round(_CLIP * room))}”"
            embed.add_field(name=fit(name, TITLE), value=f"{said}\n{below}".strip(), inline=False)
        return embed

    return fitting(tuple(found), draw)


def questions(episode: Episode, found: Sequence[EpisodeQuestion]) -> discord.Embed:
    """The questions, each with where it is answered."""
    embed = _head(episode, "Questions from this episode")
    if not found:
        embed.description = "This episode asks no question that it answers by itself."
        return embed

    def draw(shown: Sequence[EpisodeQuestion], room: float) -> discord.Embed:
        lines = []
        for n, each in enumerate(shown, start=1):
            numbers = {citation: at for at, citation in enumerate(each.citations, start=1)}
            times = [link(_time(one) or f"[{at}]", one.url) for one, at in numbers.items()]
            lines.append(f"{bold(f'{n}.')} {fit(each.question, round(_QUESTION * room))} {' '.join(times)}")
        drawn = _head(episode, "Questions from this episode")
        drawn.description = "\n".join(lines)
        return drawn.set_footer(text="A button posts the answer.")

    return fitting(tuple(found), draw)


def related(episode: Episode, found: Sequence[RelatedEpisode]) -> discord.Embed:
    """Each related episode, why it is one, and a passage of both."""
    embed = _head(episode, "Related episodes")
    if not found:
        embed.description = "No other episode of this library talks about the same."
        return embed

    def draw(shown: Sequence[RelatedEpisode], room: float) -> discord.Embed:
        drawn = _head(episode, "Related episodes")
        for each in shown:
            here, there = _passage("here", each.here, room), _passage("there", each.there, room)
            value = "\n".join((fit(each.why, 200), here, there))
            title = plain(f"{each.episode.title}{_DOT}{each.episode.show.title}", TITLE)
            drawn.add_field(name=fit(title, TITLE), value=value, inline=False)
        return drawn

    return fitting(tuple(found), draw)


def transcript(episode: Episode, shown: Segment) -> discord.Embed:
    """One segment in full, with who speaks and a link to when."""
    embed = _head(episode, episode.title)
    embed.colour = EXCERPT
    embed.description = part(episode, shown, DESCRIPTION - 96)
    embed.set_footer(text=plain(f"Segment {shown.number:,} of {episode.segments:,}{_DOT}{episode.id}", TITLE))
    return embed


def hits(query: str, found: Sequence[Hit | tuple[Episode, Segment]], page: int, pages: int) -> discord.Embed:
    """Passages without an answer, best first."""
    embed = discord.Embed(title=fit(query, TITLE), colour=EXCERPT)
    pairs = [(hit.episode, hit.segment) if isinstance(hit, Hit) else hit for hit in found]
    parts = [
        f"{bold(fit(episode.title, _NAME))}\n{part(episode, segment, 1150)}" for episode, segment in pairs
    ]
    embed.description = "\n\n".join(parts) if parts else "Nothing in the transcripts resembles that."
    if parts:
        embed.set_footer(text=f"Page {page + 1} of {pages}{_DOT}passages, not an answer")
    return embed


def shelf(episodes: Sequence[Episode], ready: frozenset[int], page: int) -> discord.Embed:
    """The library, newest first."""
    pages = max(1, -(-len(episodes) // PER_PAGE))
    embed = discord.Embed(title="Episodes", colour=EXCERPT)
    lines = []
    for episode in episodes[page * PER_PAGE : (page + 1) * PER_PAGE]:
        facts = [fit(episode.show.title, _NAME)]
        facts += [fit(", ".join(episode.guests), _NAME)] if episode.guests else []
        facts += [f"{episode.published:%Y-%m-%d}"] if episode.published else []
        facts += [clock(episode.duration)] if episode.duration else []
        facts += ["summary ready"] if episode.generation in ready else []
        facts += [link("page", episode.page_url)] if address(episode.page_url) else []
        lines.append(f"{bold(fit(episode.title, 150))}{_DOT}{fit(episode.id, 80)}\n{_DOT.join(facts)}")
    embed.description = pack(lines, DESCRIPTION, "\n\n")[0] if lines else "This library has no episodes yet."
    embed.set_footer(text=f"{count(len(episodes), 'episode')}{_DOT}page {page + 1} of {pages}")
    return embed


def _head(
    episode: Episode, title: str, start: float | None = None, end: float | None = None
) -> discord.Embed:
    span = _span(start, end)
    embed = discord.Embed(title=fit(plain(f"{title}{_DOT}{span}" if span else title, TITLE), TITLE))
    embed.colour = ANSWERED
    name = plain(f"{episode.show.title}{_DOT}{episode.title}", TITLE)
    embed.set_author(name=name, url=address(episode.page_url))
    return embed


def _said(topic: Topic, numbers: dict[Citation, int], room: float) -> str:
    said = [
        f"{fit(sentence.text, round(_SENTENCE * room))} {marks_of(sentence, numbers)}"
        for sentence in topic.sentences
    ]
    return f"{' '.join(said)}\n{_quote(topic.quote, numbers[topic.quote], room)}"


def _quote(citation: Citation, n: int, room: float) -> str:
    by = said_by(citation)
    quoted = fit(citation.quote, round(_QUOTE * room))
    return f"> “{quoted}” {link(f'[{n}]', citation.url)}{f' {by}' if by else ''}"


def _passage(label: str, citation: Citation, room: float) -> str:
    where = link(_time(citation) or f"segment {citation.segment}", citation.url)
    return f"{label}, {where}: “{fit(citation.quote, round(_QUOTE * room))}”"


def fitting(shown: T, draw: Callable[[T, float], discord.Embed]) -> discord.Embed:
    """The first drawing that one message holds: with ever shorter words, at last without its links.

    What is cited can then still be opened by the message's select, link by link.
    """
    drawings = (draw(each, room) for each in (shown, unlinked(shown)) for room in ROOMS)
    return next(filter(_is_taken, drawings), None) or _cut(draw(unlinked(shown), ROOMS[-1]))


def unlinked(value: T) -> T:
    """The same, whose citations have no addresses."""
    if isinstance(value, Citation):
        return replace(value, url=None)
    if isinstance(value, tuple):
        return cast("T", tuple(map(unlinked, value)))
    if isinstance(value, Clip | EpisodeQuestion | RelatedEpisode | Sentence | Topic):
        told = {item.name: unlinked(getattr(value, item.name)) for item in fields(value)}
        return cast("T", replace(value, **told))
    return value


def _is_taken(embed: discord.Embed) -> bool:
    """Whether Discord takes it, by its larger measure of text."""
    texts = [text for field in embed.fields for text in (field.name or "", field.value or "")]
    rest = [embed.title, embed.author.name, embed.footer.text, embed.description]
    whole = sum(width(text or "") for text in [*texts, *rest])
    longest = max((width(field.value or "") for field in embed.fields), default=0)
    return whole <= MESSAGE and longest <= FIELD and width(embed.description or "") <= DESCRIPTION


def _cut(embed: discord.Embed) -> discord.Embed:
    """The first fields of a page that no shortening makes fit."""
    while embed.fields and not _is_taken(embed):
        embed.remove_field(-1)
    embed.description = next(iter(pack((embed.description or "…").split("\n"), DESCRIPTION - 1)), "…")
    return embed


def _span(start: float | None, end: float | None) -> str:
    return "" if start is None or end is None else f"{clock(start)}–{clock(end)}"


def _time(citation: Citation) -> str:
    if citation.start is None:
        return ""
    return f"{'≈ ' if citation.estimated else ''}{clock(citation.start)}"
