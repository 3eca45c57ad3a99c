"""Render an episode's page: summary, clips, questions and related episodes."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize, separate_with_blank_lines
from bot.cli.render.answers import episode_heading, render_citation, render_sentences
from bot.ui.formatting import clock, number, start_of
from bot.ui.language import _, shown
from retrieval.episode_pages.topic_search import TopicPlace
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic

INDENT = "   "
"""Indent of a paragraph below a numbered heading such as `1. `."""


def render_summary(summary: Summary, place: TopicPlace | None = None) -> Iterator[Paragraph]:
    """Render all topics of the summary, or the one at this place, each with its sources under it."""
    yield Paragraph(Text(episode_heading(summary.episode), style="bold cyan"))
    if not summary.topics:
        yield Paragraph(Text(_("This episode is too short to summarize.")))
    for position, topic in enumerate(summary.topics):
        if place is None or place.topic == position:
            yield from _render_topic(topic, position, None if place is None else place.subtopic)
    if summary.tokens:
        yield Paragraph()
        yield Paragraph(Text(f"{summary.model} · {summary.tokens:,} tokens", style="dim"))


def _render_topic(topic: Topic, position: int, only: int | None) -> Iterator[Paragraph]:
    """Render a topic with its subtopics, or `only` one of these."""
    if only is None:
        yield Paragraph()
        yield from _render_part(topic, Text(f"{position + 1}. ", style="bold"), heading_style="bold")
    for part, subtopic in enumerate(topic.subtopics):
        if only in (None, part):
            indent = INDENT if only is None else ""
            prefix = Text(f"{indent}{position + 1}.{part + 1} ", style="cyan")
            yield Paragraph()
            yield from _render_part(subtopic, prefix, heading_style="cyan")


def _render_part(topic: Topic, prefix: Text, *, heading_style: str) -> Iterator[Paragraph]:
    yield Paragraph(Text(_heading(topic), style=heading_style), prefix)
    indent = " " * len(prefix)
    numbers = number(topic.sentences)
    yield Paragraph(render_sentences(topic.sentences, numbers), Text(indent))
    for citation, n in numbers.items():
        segment = _("segment {number}", number=citation.segment)
        source = f"[{n}] {segment}"
        if citation.start is not None:
            source += f" · {start_of(citation)}"
        if citation.url:
            source += f" · {citation.url}"
        yield Paragraph(Text(source, style="dim"), Text(indent), no_wrap=True)
    if not topic.says_its_quote:
        yield from render_citation(topic.quote, f"{indent}> ")


def _heading(passage: Topic | Clip) -> str:
    title = sanitize(passage.title)
    if passage.start is None or passage.end is None:
        return title
    span = _("{start} to {end}", start=clock(passage.start), end=clock(passage.end))
    return f"{title} · {span}"


def _numbered_heading(position: int, text: str) -> Paragraph:
    return Paragraph(Text(text, style="bold"), Text(f"{position}. ", style="bold"))


def render_clips(clips: Sequence[Clip]) -> Iterator[Paragraph]:
    """Render each clip's title, its time range and its words."""
    if not clips:
        yield Paragraph(Text(_("No clips were found in this episode.")))
    yield from separate_with_blank_lines(_render_clip(n, clip) for n, clip in enumerate(clips, 1))


def _render_clip(position: int, clip: Clip) -> Iterator[Paragraph]:
    yield _numbered_heading(position, _heading(clip))
    yield from render_citation(clip.quote, INDENT)


def render_questions(questions: Sequence[EpisodeQuestion]) -> Iterator[Paragraph]:
    """Render each question and the passages that answer it."""
    if not questions:
        yield Paragraph(Text(_("No questions were found that this episode answers.")))
    yield from separate_with_blank_lines(
        _render_question(n, question) for n, question in enumerate(questions, 1)
    )


def _render_question(position: int, question: EpisodeQuestion) -> Iterator[Paragraph]:
    yield _numbered_heading(position, sanitize(question.question))
    yield from separate_with_blank_lines(render_citation(citation, INDENT) for citation in question.citations)


def render_related(related: Sequence[RelatedEpisode]) -> Iterator[Paragraph]:
    """Render each related episode, why it is related, and a passage of either episode that shows it."""
    if not related:
        yield Paragraph(Text(_("No other episode in this library is about the same subjects.")))
    yield from separate_with_blank_lines(
        _render_relation(n, relation) for n, relation in enumerate(related, 1)
    )


def _render_relation(position: int, relation: RelatedEpisode) -> Iterator[Paragraph]:
    yield _numbered_heading(position, episode_heading(relation.episode))
    yield Paragraph(Text(sanitize(shown(relation.why))), Text(INDENT))
    for label, citation in ((_("here"), relation.here), (_("there"), relation.there)):
        yield from render_citation(citation, f"{INDENT}{label}: ")
