"""Embeds of what episodes hold: topics, clips, questions, related episodes, transcripts and lists."""

from collections.abc import Mapping, Sequence

import discord

from bot.citation_links import citation_url
from bot.ui.colours import GREEN, SLATE
from bot.ui.discord_text import (
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_TITLE,
    SEPARATOR,
    address,
    bold,
    fit,
    italic,
    link,
    pack,
    plain,
)
from bot.ui.excerpt_embeds import marked, segment_text
from bot.ui.fitting import fitting
from bot.ui.formatting import clock, count, day_facts, model_name, people_facts, start_of
from bot.ui.language import _, shown
from bot.ui.matches import from_first_match, word_spans
from bot.ui.sources import NO_BREAK, cited_text, quoted_citation, speaker_of
from retrieval.models import Citation, Episode, EpisodePeople, Segment
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic

# Limits of this project's own, in UTF-16 code units.
_SUMMARY_SENTENCE = 330  # a sentence of a summary
_QUOTE = 300  # a quote
_CLIP = 200  # the words of a clip
_QUESTION = 250  # a question
_PASSAGE = 420  # a passage of a search
EPISODES_PER_PAGE = 8
HITS_PER_PAGE = 3


def topic_embed(summary: Summary, position: int) -> discord.Embed:
    """Return a topic with its subtopics; its citations are numbered in reading order."""
    place = _("Topic {number} of {total}", number=position + 1, total=len(summary.topics))
    tokens = [_("{n} tokens", n=summary.tokens)] if summary.tokens else []
    footer = SEPARATOR.join((place, model_name(summary.model), *tokens))
    footer = f"{shown(summary.note)} {footer}" if summary.note else footer

    def draw(topic: Topic, scale: float) -> discord.Embed:
        embed = _head(summary.episode, f"{position + 1}. {topic.title}", topic.start, topic.end)
        numbers = topic_citations(topic)
        embed.description = _topic_text(topic, numbers, scale)
        for subtopic in topic.subtopics:
            name = SEPARATOR.join(filter(None, (subtopic.title, _span(subtopic.start, subtopic.end))))
            value = _topic_text(subtopic, numbers, scale)
            embed.add_field(name=fit(plain(name, MAX_TITLE), MAX_TITLE), value=value, inline=False)
        return embed.set_footer(text=plain(footer, MAX_TITLE))

    return fitting(summary.topics[position], draw)


def topic_citations(topic: Topic) -> dict[Citation, int]:
    """Return the citations of a topic and its subtopics with their numbers."""
    citations = (
        citation
        for part in (topic, *topic.subtopics)
        for citation in (*(c for sentence in part.sentences for c in sentence.citations), part.quote)
    )
    return {citation: n for n, citation in enumerate(dict.fromkeys(citations), start=1)}


def clips_embed(episode: Episode, clips: Sequence[Clip]) -> discord.Embed:
    """Return the clips, each with its title, its times and its words."""

    def draw(clips: Sequence[Clip], scale: float) -> discord.Embed:
        embed = _head(episode, _("Clips"))
        if not clips:
            embed.description = _("No clips were found in this episode.")
        for n, clip in enumerate(clips, start=1):
            name = SEPARATOR.join(filter(None, (f"{n}. {clip.title}", _span(clip.start, clip.end))))
            name = fit(plain(name, MAX_TITLE), MAX_TITLE)
            play = link(_("Play"), url) if (url := citation_url(clip.quote)) else ""
            segment = _("segment {number}", number=clip.quote.segment)
            below = SEPARATOR.join(filter(None, (play, speaker_of(clip.quote), segment)))
            words = f"“{fit(clip.quote.spoken, round(_CLIP * scale))}”"
            embed.add_field(name=name, value=f"{words}\n{below}".strip(), inline=False)
        return embed

    return fitting(tuple(clips), draw)


def questions_embed(episode: Episode, questions: Sequence[EpisodeQuestion]) -> discord.Embed:
    """Return the questions, each with links to its answers in the recording."""
    embed = _head(episode, _("Questions from this episode"))
    if not questions:
        embed.description = _("No questions were found that this episode answers.")
        return embed

    def draw(questions: Sequence[EpisodeQuestion], scale: float) -> discord.Embed:
        lines = []
        for n, item in enumerate(questions, start=1):
            numbers = {citation: at for at, citation in enumerate(item.citations, start=1)}
            times = [
                link(start_of(citation) or f"[{at}]", citation_url(citation))
                for citation, at in numbers.items()
            ]
            lines.append(f"{bold(f'{n}.')} {fit(item.question, round(_QUESTION * scale))} {' '.join(times)}")
        drawn = _head(episode, _("Questions from this episode"))
        drawn.description = "\n".join(lines)
        return drawn.set_footer(text=_("Use the buttons to post an answer."))

    return fitting(tuple(questions), draw)


def related_embed(episode: Episode, related: Sequence[RelatedEpisode]) -> discord.Embed:
    """Return each related episode, why it is one, and a passage of both."""
    embed = _head(episode, _("Related episodes"))
    if not related:
        embed.description = _("No other episode in this library is about the same subjects.")
        return embed

    def draw(related: Sequence[RelatedEpisode], scale: float) -> discord.Embed:
        drawn = _head(episode, _("Related episodes"))
        for other in related:
            here, there = _passage(_("here"), other.here, scale), _passage(_("there"), other.there, scale)
            value = "\n".join((fit(shown(other.why), 200), here, there))
            title = plain(f"{other.episode.title}{SEPARATOR}{other.episode.show.title}", MAX_TITLE)
            drawn.add_field(name=fit(title, MAX_TITLE), value=value, inline=False)
        return drawn

    return fitting(tuple(related), draw)


def transcript_embed(episode: Episode, segment: Segment) -> discord.Embed:
    """Return one segment in full, with its speakers and a link to its time."""
    embed = _head(episode, episode.title)
    embed.colour = SLATE
    embed.description = segment_text(episode, segment, MAX_DESCRIPTION - 96)
    position = _("Segment {number} of {total}", number=segment.number, total=episode.segments)
    return embed.set_footer(text=plain(f"{position}{SEPARATOR}{episode.id}", MAX_TITLE))


def hits_embed(
    query: str, passages: Sequence[tuple[Episode, Segment]], page: int, pages: int, note: str = ""
) -> discord.Embed:
    """Return passages without an answer, best first, under a note; `page` counts from 0.

    The words of the query are bold in them.
    """
    embed = discord.Embed(title=fit(query, MAX_TITLE), colour=SLATE)
    named = [episode.key for episode, _ in passages]
    parts = [
        _hit(query, episode, segment, is_named=episode.key not in named[max(0, at - 1) : at])
        for at, (episode, segment) in enumerate(passages)
    ]
    embed.description = "\n\n".join(filter(None, [note, *parts])) if parts else _("No passage matches that.")
    if parts:
        place = _("Page {number} of {total}", number=page + 1, total=pages)
        embed.set_footer(text=SEPARATOR.join((place, _("passages, not an answer"))))
    return embed


def episodes_embed(
    episodes: Sequence[Episode], ready: frozenset[int], page: int, people: Mapping[int, EpisodePeople]
) -> discord.Embed:
    """Return a page of the list of episodes; `ready` are the generations whose summary is made already.

    `people` are those who take part, by the generations of the page's episodes.
    """
    pages = max(1, -(-len(episodes) // EPISODES_PER_PAGE))
    embed = discord.Embed(title=_("Episodes"), colour=SLATE)
    lines = []
    for episode in episodes[page * EPISODES_PER_PAGE : (page + 1) * EPISODES_PER_PAGE]:
        facts = [fit(episode.show.title, MAX_NAME)]
        known = people.get(episode.generation, EpisodePeople())
        facts += [fit(fact, MAX_NAME) for fact in people_facts(known)]
        facts += day_facts(episode, known)
        facts += [clock(episode.duration)] if episode.duration else []
        facts += [_("summary ready")] if episode.generation in ready else []
        facts += [link(_("page"), episode.page_url)] if address(episode.page_url) else []
        lines.append(
            f"{bold(fit(episode.title, 150))}{SEPARATOR}{fit(episode.id, 80)}\n{SEPARATOR.join(facts)}"
        )
    lines = lines or [_("This library has no episodes yet.")]
    embed.description = pack(lines, MAX_DESCRIPTION, "\n\n")[0]
    place = _("page {number} of {total}", number=page + 1, total=pages)
    return embed.set_footer(text=f"{count(len(episodes), 'episode')}{SEPARATOR}{place}")


def _hit(query: str, episode: Episode, segment: Segment, *, is_named: bool) -> str:
    """Return a passage from shortly before the first of the query's words on.

    If `is_named`, it stands below its episode and show; if not, the passage before it is of the same episode.
    """
    name = f"{bold(fit(episode.title, MAX_NAME))}{SEPARATOR}{fit(episode.show.title, MAX_NAME)}\n"
    shown = from_first_match(segment, query)
    marks = marked(shown, word_spans(shown.text, query))
    return f"{name if is_named else ''}{segment_text(episode, marks, _PASSAGE, name=italic)}"


def _head(
    episode: Episode, title: str, start: float | None = None, end: float | None = None
) -> discord.Embed:
    span = _span(start, end)
    embed = discord.Embed(
        title=fit(plain(f"{title}{SEPARATOR}{span}" if span else title, MAX_TITLE), MAX_TITLE)
    )
    embed.colour = GREEN
    name = plain(f"{episode.show.title}{SEPARATOR}{episode.title}", MAX_TITLE)
    return embed.set_author(name=name, url=address(episode.page_url))


def _topic_text(topic: Topic, numbers: dict[Citation, int], scale: float) -> str:
    longest = round(_SUMMARY_SENTENCE * scale)
    sentences = [cited_text(sentence, numbers, longest) for sentence in topic.sentences]
    quoted = [citation for sentence in topic.sentences if (citation := quoted_citation(sentence))]
    text = "\n".join(f"- {said}" for said in sentences) if quoted else " ".join(sentences)
    if any(citation.quote == topic.quote.quote for citation in quoted):
        return text
    return f"{text}\n{_quote(topic.quote, numbers[topic.quote], scale)}"


def _quote(citation: Citation, n: int, scale: float) -> str:
    speaker = speaker_of(citation)
    quoted = fit(citation.spoken, round(_QUOTE * scale))
    mark = link(f"[{n}]", citation_url(citation))
    return f"> “{quoted}”{f' —{NO_BREAK}{speaker}' if speaker else ''}{NO_BREAK}{mark}"


def _passage(label: str, citation: Citation, scale: float) -> str:
    where = link(start_of(citation) or _("segment {number}", number=citation.segment), citation_url(citation))
    return f"{label}, {where}: “{fit(citation.spoken, round(_QUOTE * scale))}”"


def _span(start: float | None, end: float | None) -> str:
    return "" if start is None or end is None else f"{clock(start)}–{clock(end)}"
