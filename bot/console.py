"""How answers, segments and episodes read in a terminal: pure, and safe whatever a transcript holds."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from bot.ui.formatting import clock, count, marks, number, turns
from retrieval.guilds import Entry
from retrieval.models import Answer, Citation, Episode, Hit, Segment, Sentence, Status

_KEPT_FORMATS = frozenset("\u200c\u200d\u00ad")  # joiners that scripts and emoji need, the soft hyphen


@dataclass(frozen=True)
class Line:
    """A paragraph under its `lead`; `whole` ones hold a link, which a break would cut."""

    text: Text = field(default_factory=Text)
    lead: Text = field(default_factory=Text)
    whole: bool = False


def show(console: Console, lines: Iterable[Line]) -> None:
    """Print: wrapped at words in a terminal, elsewhere unwrapped, so that quotes and links stay findable."""
    for line in lines:
        whole = line.whole or not console.is_terminal
        width = max(console.width - line.lead.cell_len, 20)
        for row, piece in enumerate([line.text] if whole else line.text.wrap(console, width)):
            piece.rstrip()
            lead = line.lead if row == 0 else Text(" " * line.lead.cell_len)
            console.print(Text().append_text(lead).append_text(piece), soft_wrap=True)


def clean(text: str) -> str:
    """The text without anything that a terminal obeys: controls become spaces, invisible marks go.

    Escape sequences, line separators, bidirectional overrides and tags can recolour, move or reorder what
    a reader sees; letters of every script, joiners and emoji stay.
    """
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs":
            return "\ufffd"
        case "Cf" if character not in _KEPT_FORMATS:
            return ""
        case _:
            return character


def spaced(blocks: Iterable[Iterable[Line]]) -> Iterator[Line]:
    """The blocks with an empty line between them."""
    for position, block in enumerate(blocks):
        if position:
            yield Line()
        yield from block


def question_lines(question: str) -> Iterator[Line]:
    """The question before its answer, where nobody sees it typed."""
    yield Line(Text(clean(question), style="bold"), Text("? ", style="bold"))


def answer_lines(answer: Answer) -> Iterator[Line]:
    """The sentences, each followed by its [n], and under them what every n cites; or the refusal."""
    if not answer.sentences:
        yield from _refusal_lines(answer)
        return
    numbers = number(answer.sentences)
    said = Text()
    for sentence in answer.sentences:
        said.append(" " if said else "").append_text(sentence_text(sentence, numbers))
    yield Line(said)
    yield from source_lines(numbers)


def sentence_text(sentence: Sentence, numbers: dict[Citation, int]) -> Text:
    """One sentence with the [n] of what it cites."""
    return Text(clean(sentence.text)).append(f" {marks(sentence, numbers)}", style="bold cyan")


def source_lines(numbers: dict[Citation, int]) -> Iterator[Line]:
    """Under an answer: what every [n] of it cites."""
    yield Line()
    yield from spaced(citation_lines(citation, f"[{n}] ") for citation, n in numbers.items())


def _refusal_lines(answer: Answer) -> Iterator[Line]:
    looked = f" I looked at {clean(answer.looked_at)}." if answer.looked_at else ""
    nearest = " What comes nearest:" if answer.nearest else ""
    yield Line(Text(f"The transcripts don't hold an answer to that.{looked}{nearest}"))
    if answer.nearest:
        yield Line()
        yield from spaced(citation_lines(citation, "- ") for citation in answer.nearest)


def citation_lines(citation: Citation, mark: str) -> Iterator[Line]:
    """Who, when and the link; the verbatim quote; the episode and the segment's number."""
    under = Text(" " * len(mark))
    yield Line(Text(" · ".join(_facts(citation))), Text(mark, style="bold cyan"), whole=True)
    yield Line(Text(f"“{clean(citation.quote)}”"), under)
    yield Line(Text(_place(citation.episode, citation.segment), style="dim"), under)


def _facts(citation: Citation) -> Iterator[str]:
    if citation.speaker:
        yield clean(citation.speaker)
    elif citation.inferred_speaker:
        yield f"probably {clean(citation.inferred_speaker)}"
    if citation.start is None:
        yield "no times in this transcript"
    else:
        yield f"{'≈ ' if citation.estimated else ''}{clock(citation.start)}"
    if citation.url:
        yield clean(citation.url)


def _place(episode: Episode, segment: int) -> str:
    return f"{clean(episode.title)} ({clean(episode.id)}), segment {segment}"


def segment_lines(segment: Segment, *, marked: bool = False) -> Iterator[Line]:
    """One numbered segment in full, a line for each turn where several people speak."""
    head = Text(f"{'▶ ' if marked else ''}Segment {segment.number}", style="bold")
    if segment.start is not None:
        head.append(f" · {clock(segment.start)}")
    yield Line(head)
    for speaker, words in turns(segment):
        said = clean(words)
        yield Line(Text(f"{clean(speaker)}: {said}" if speaker else said), Text("  "))


def transcript_lines(episode: Episode, segments: Sequence[Segment], at: int | None) -> Iterator[Line]:
    """The episode's title and its segments in spoken order, the one asked for marked."""
    yield Line(Text(f"{clean(episode.title)} ({clean(episode.id)})", style="bold cyan"))
    yield Line()
    yield from spaced(segment_lines(segment, marked=segment.number == at) for segment in segments)


def hit_lines(hits: Sequence[Hit]) -> Iterator[Line]:
    """The segments found, best first, each under its episode."""
    if not hits:
        yield Line(Text("Nothing in the transcripts resembles that."))
    for position, hit in enumerate(hits):
        if position:
            yield Line()
        yield Line(Text(f"{clean(hit.episode.title)} ({clean(hit.episode.id)})", style="cyan"))
        yield from segment_lines(hit.segment)


def episode_lines(episodes: Sequence[Episode]) -> Iterator[Line]:
    """One line an episode, its id first."""
    if not episodes:
        yield Line(Text("No episode is indexed yet; add transcripts with: podcite index add PATH"))
    width = min(max((len(clean(episode.id)) for episode in episodes), default=0), 32)
    for episode in episodes:
        facts = [clean(episode.title), clean(episode.show.title)]
        facts += [episode.published.isoformat()] if episode.published else []
        facts += [clock(episode.duration)] if episode.duration else []
        facts.append(count(episode.segments, "segment"))
        yield Line(Text(" · ".join(facts)), Text(f"{clean(episode.id):{width}}  ", style="cyan"))


def status_lines(status: Status) -> Iterator[Line]:
    """What is indexed, with which embeddings, how large; then anything that is wrong."""
    facts = {
        "Shows": str(status.shows),
        "Episodes": str(status.episodes),
        "Segments": str(status.segments),
        "Embeddings": f"{clean(status.embedding_model)}, {status.dimension} dimensions",
        "On disk": f"{status.disk_bytes / 1e6:,.1f} MB",
    }
    if status.last_indexed:
        facts["Last indexed"] = f"{status.last_indexed.astimezone():%Y-%m-%d %H:%M}"
    for name, fact in facts.items():
        yield Line(Text(fact), Text(f"{name:14}"))
    for problem in status.problems:
        yield Line(Text(clean(problem), style="yellow"), Text("! ", style="yellow"))


def entry_lines(entries: Sequence[Entry]) -> Iterator[Line]:
    """The log, newest first."""
    if not entries:
        yield Line(Text("Nothing has been done yet."))
    for entry in entries:
        who = f"{entry.actor.name} in server {entry.guild}" if entry.guild else entry.actor.name
        detail = f" ({entry.detail})" if entry.detail else ""
        said = clean(f"{who}: {entry.action} {entry.subject}{detail}")
        yield Line(Text(said), Text(f"{entry.at:%Y-%m-%d %H:%M} UTC  ", style="dim"))
