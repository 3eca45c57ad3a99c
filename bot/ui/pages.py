"""What the pages of episodes look like in Discord: pure functions to embeds."""

from collections.abc import Sequence

import discord

from bot.ui.embeds import ANSWERED, marks_of, said_by
from bot.ui.excerpts import EXCERPT, part
from bot.ui.numbering import clock, count
from bot.ui.text import DESCRIPTION, FIELD, TITLE, address, bold, fit, link, pack, plain, width
from retrieval.episode_page import Clip, EpisodeQuestion, Related, Summary, Topic
from retrieval.models import Citation, Episode, Hit, Segment

_DOT = " · "
_SENTENCE, _QUOTE, _NAME = 330, 300, 120
PER_PAGE = 8
HITS = 3


def topic(summary: Summary, position: int) -> discord.Embed:
    """One topic with its subtopics; everything in it is numbered in the order in which it is read."""
    shown = summary.topics[position]
    embed = _head(summary.episode, f"{position + 1}. {shown.title}", shown.start, shown.end)
    numbers = numbered(shown)
    embed.description = fit_lines(_said(shown, numbers), DESCRIPTION)
    for each in shown.subtopics:
        name = plain(_DOT.join(filter(None, (each.title, _span(each.start, each.end)))), TITLE)
        embed.add_field(name=fit(name, TITLE), value=fit_lines(_said(each, numbers), FIELD), inline=False)
    foot = f"Topic {position + 1} of {len(summary.topics)}{_DOT}{summary.model}"
    embed.set_footer(text=plain(foot + (f"{_DOT}{summary.tokens:,} tokens" if summary.tokens else ""), TITLE))
    return embed


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
    embed = _head(episode, "Clips")
    if not found:
        embed.description = "No passage of this episode stands well alone."
    for n, clip in enumerate(found, start=1):
        name = plain(_DOT.join(filter(None, (f"{n}. {clip.title}", _span(clip.start, clip.end)))), TITLE)
        play = link("Play", clip.quote.url)
        below = _DOT.join(filter(None, (play if clip.quote.url else "", said_by(clip.quote))))
        embed.add_field(
            name=fit(name, TITLE), value=f"“{fit(clip.quote.quote, 400)}”\n{below}".strip(), inline=False
        )
    return embed


def questions(episode: Episode, found: Sequence[EpisodeQuestion]) -> discord.Embed:
    """The questions, each with where it is answered."""
    embed = _head(episode, "Questions from this episode")
    if not found:
        embed.description = "This episode asks no question that it answers by itself."
        return embed
    lines = []
    for n, each in enumerate(found, start=1):
        numbers = {citation: at for at, citation in enumerate(each.citations, start=1)}
        where = " ".join(link(_time(citation) or f"[{at}]", citation.url) for citation, at in numbers.items())
        lines.append(f"{bold(f'{n}.')} {fit(each.question, 250)} {where}")
    embed.description = pack(lines, DESCRIPTION)[0]
    embed.set_footer(text="A button posts the answer.")
    return embed


def related(episode: Episode, found: Sequence[Related]) -> discord.Embed:
    """Each related episode, why it is one, and a passage of both."""
    embed = _head(episode, "Related episodes")
    if not found:
        embed.description = "No other episode of this library talks about the same."
    for each in found:
        here, there = _passage("here", each.here), _passage("there", each.there)
        value = "\n".join((fit(each.why, 200), here, there))
        title = plain(f"{each.episode.title}{_DOT}{each.episode.show.title}", TITLE)
        embed.add_field(name=fit(title, TITLE), value=value, inline=False)
    return embed


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


def _said(topic: Topic, numbers: dict[Citation, int]) -> list[str]:
    said = [f"{fit(sentence.text, _SENTENCE)} {marks_of(sentence, numbers)}" for sentence in topic.sentences]
    return [" ".join(said), _quote(topic.quote, numbers[topic.quote])]


def _quote(citation: Citation, n: int) -> str:
    by = said_by(citation)
    return f"> “{fit(citation.quote, _QUOTE)}” {link(f'[{n}]', citation.url)}{f' {by}' if by else ''}"


def _passage(label: str, citation: Citation) -> str:
    where = link(_time(citation) or f"segment {citation.segment}", citation.url)
    return f"{label}, {where}: “{fit(citation.quote, _QUOTE)}”"


def fit_lines(lines: Sequence[str], limit: int) -> str:
    """As many of the lines, from the first on, as fit."""
    return next(iter(pack([line for line in lines if width(line) <= limit], limit, "\n")), "…")


def _span(start: float | None, end: float | None) -> str:
    return "" if start is None or end is None else f"{clock(start)}–{clock(end)}"


def _time(citation: Citation) -> str:
    if citation.start is None:
        return ""
    return f"{'≈ ' if citation.estimated else ''}{clock(citation.start)}"
