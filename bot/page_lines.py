"""How an episode's page reads in a terminal."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.console import Line, citation_lines, clean, sentence_text, spaced
from bot.ui.formatting import clock, number
from retrieval.episode_page import Clip, EpisodeQuestion, Related, Summary, Topic


def summary_lines(summary: Summary, topics: Sequence[Topic]) -> Iterator[Line]:
    """The topics with their subtopics; each one's sources are under it."""
    episode = summary.episode
    yield Line(Text(f"{clean(episode.title)} ({clean(episode.id)})", style="bold cyan"))
    if not topics:
        yield Line(Text("Too little is said in this episode to sum it up."))
    for topic in topics:
        yield Line()
        yield from _topic_lines(topic, f"{summary.topics.index(topic) + 1}. ", "bold")
        for subtopic in topic.subtopics:
            yield Line()
            yield from _topic_lines(subtopic, "   ", "")
    if summary.tokens:
        yield Line()
        yield Line(Text(f"{summary.model} · {summary.tokens:,} tokens", style="dim"))


def _topic_lines(topic: Topic, lead: str, style: str) -> Iterator[Line]:
    head = clean(topic.title)
    if topic.start is not None and topic.end is not None:
        head += f" · {clock(topic.start)} to {clock(topic.end)}"
    yield Line(Text(head, style=style or "cyan"), Text(lead, style=style))
    under = Text(" " * len(lead))
    numbers = number(topic.sentences)
    said = Text()
    for sentence in topic.sentences:
        said.append(" " if said else "").append_text(sentence_text(sentence, numbers))
    yield Line(said, under)
    for citation, n in numbers.items():
        place = f"[{n}] segment {citation.segment}"
        if citation.start is not None:
            place += f" · {clock(citation.start)}"
        yield Line(
            Text(f"{place} · {citation.url}" if citation.url else place, style="dim"), under, whole=True
        )
    yield from citation_lines(topic.quote, f"{under}> ")


def clip_lines(clips: Sequence[Clip]) -> Iterator[Line]:
    """Each clip's title, from when to when it is, and its words."""
    if not clips:
        yield Line(Text("No passage of this episode stands well alone."))
    for position, clip in enumerate(clips, 1):
        if position > 1:
            yield Line()
        head = clean(clip.title)
        if clip.start is not None and clip.end is not None:
            head += f" · {clock(clip.start)} to {clock(clip.end)}"
        yield Line(Text(head, style="bold"), Text(f"{position}. ", style="bold"))
        yield from citation_lines(clip.quote, "   ")


def question_lines(questions: Sequence[EpisodeQuestion]) -> Iterator[Line]:
    """Each question, and where the episode answers it."""
    if not questions:
        yield Line(Text("This episode asks no question that it answers by itself."))
    for position, question in enumerate(questions, 1):
        if position > 1:
            yield Line()
        yield Line(Text(clean(question.question), style="bold"), Text(f"{position}. ", style="bold"))
        yield from spaced(citation_lines(citation, "   ") for citation in question.citations)


def related_lines(found: Sequence[Related]) -> Iterator[Line]:
    """Each episode, why it is related, and the two passages that show it."""
    if not found:
        yield Line(Text("No other episode of this library talks about the same."))
    for position, related in enumerate(found, 1):
        if position > 1:
            yield Line()
        head = f"{clean(related.episode.title)} ({clean(related.episode.id)})"
        yield Line(Text(head, style="bold"), Text(f"{position}. ", style="bold"))
        yield Line(Text(clean(related.why)), Text("   "))
        yield from citation_lines(related.here, "   here: ")
        yield from citation_lines(related.there, "   there: ")
