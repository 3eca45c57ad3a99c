"""Render answers and the citations under them."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize, separate_with_blank_lines
from bot.ui.formatting import marks, number, start_of
from bot.ui.language import _, gettext_noop, in_a_row, shown
from retrieval.models import Answer, Citation, Episode, Sentence
from retrieval.texts import Text as TranslatableText
from retrieval.texts import Translated

HOW_TO_MANAGE = gettext_noop(
    "To add transcripts, run: podcite index add FILE. To follow a podcast, run: podcite feed add URL. "
    "To remove an episode, run: podcite index remove EPISODE; docs/removing.md says how to remove all. "
    "To see all commands, run: podcite --help."
)
"""What the terminal says in place of an answer that names moderators' commands in Discord."""
HOW_TO_DELETE = gettext_noop(
    "Podcite keeps all its data in one folder on this machine; docs/removing.md says how to remove it. "
    "To see the questions that are kept, run: podcite privacy questions. To delete old data about people "
    "now, run: podcite privacy prune."
)
"""The same for an answer that names `/privacy`."""
_QUOTES_HEADING = gettext_noop("What was said about this")


def render_question(question: str) -> Iterator[Paragraph]:
    """Render the question above its answer, for input that a reader didn't see being typed."""
    yield Paragraph(Text(sanitize(question), style="bold"), Text("? ", style="bold"))


def render_answer(answer: Answer) -> Iterator[Paragraph]:
    """Render the text and the sentences with their citation numbers, then the citations; or the refusal.

    If the answer only quotes, the quotes stand under a heading and aren't repeated as text.
    """
    if answer.taken:
        yield Paragraph(Text(sanitize(answer.taken), style="yellow"))
    if answer.text:
        yield from _render_text(answer)
    if not answer.sentences and not answer.nearest and (answer.text or answer.page):
        return
    if not answer.sentences:
        yield from _render_refusal(answer)
        return
    numbers = number(answer.sentences)
    if all(map(_is_quote, answer.sentences)):
        yield Paragraph(Text(f"{_(_QUOTES_HEADING)}:", style="bold"))
    else:
        yield Paragraph(render_sentences(answer.sentences, numbers))
    yield from render_remarks(answer)
    yield from render_sources(numbers)


def _is_quote(sentence: Sentence) -> bool:
    return any(citation.quote == sentence.text for citation in sentence.citations)


def render_sentences(sentences: Sequence[Sentence], numbers: dict[Citation, int]) -> Text:
    """Return the sentences as running text, each followed by its citation numbers."""
    return Text(" ").join(render_sentence(sentence, numbers) for sentence in sentences)


def render_sentence(sentence: Sentence, numbers: dict[Citation, int]) -> Text:
    """Return one sentence, followed by its citation numbers such as `[1][3]`."""
    return Text(sanitize(sentence.text)).append(f" {marks(sentence, numbers)}", style="bold cyan")


def render_sources(numbers: dict[Citation, int]) -> Iterator[Paragraph]:
    """Render the numbered citations of an answer."""
    yield Paragraph()
    yield from separate_with_blank_lines(
        render_citation(citation, f"[{n}] ") for citation, n in numbers.items()
    )


def _render_text(answer: Answer) -> Iterator[Paragraph]:
    """Render an answer from the catalog, help or small talk; then its passages or the episodes to choose."""
    text = _in_terminal(answer)
    # What is no Text is in the question's language already, and may be long.
    for line in (shown(text) if isinstance(text, TranslatableText | Translated) else text).split("\n"):
        yield Paragraph(Text(sanitize(line)), no_wrap="://" in line)
    if answer.facts and answer.facts.passages:
        yield Paragraph()
        passages = dict.fromkeys(answer.facts.passages)
        yield from separate_with_blank_lines(
            render_citation(citation, f"{n}. ") for n, citation in enumerate(passages, start=1)
        )
    if answer.choices:
        yield Paragraph()
        for n, episode in enumerate(answer.choices, start=1):
            yield Paragraph(
                Text(f"{episode_heading(episode)} · {sanitize(episode.show.title)}"), Text(f"{n}. ")
            )
    if answer.sentences:
        yield Paragraph()


def _in_terminal(answer: Answer) -> str:
    """Return the text of an answer; for help about commands in Discord, that about the terminal's own."""
    own = {"/library": HOW_TO_MANAGE, "/privacy": HOW_TO_DELETE} if answer.kind == "help" else {}
    return next((_(text) for command, text in own.items() if command in answer.text), answer.text)


def _render_refusal(answer: Answer) -> Iterator[Paragraph]:
    # While a part of the index is missing, or after a question in another language, there may be an answer.
    if answer.left_out or answer.is_unsure:
        finding = _("I haven't found an answer to that so far.")
    else:
        finding = _("The transcripts don't hold an answer to that.")
    looked = _("I looked at {scope}.", scope=sanitize(shown(answer.looked_at))) if answer.looked_at else ""
    nearest = _("The closest passages:") if answer.nearest else ""
    yield Paragraph(Text(in_a_row(finding, looked, nearest)))
    yield from render_remarks(answer)
    if answer.nearest:
        yield Paragraph()
        yield from separate_with_blank_lines(render_citation(citation, "- ") for citation in answer.nearest)


def render_remarks(answer: Answer) -> Iterator[Paragraph]:
    """Render what went wrong with an answer, if anything did."""
    for remark in (answer.note, answer.left_out):
        if remark:
            yield Paragraph(Text(sanitize(shown(remark)), style="yellow"))


def render_citation(citation: Citation, prefix: str) -> Iterator[Paragraph]:
    """Render speaker, time and link; then the verbatim quote; then the episode and the segment's number."""
    indent = Text(" " * len(prefix))
    yield Paragraph(Text(" · ".join(_facts(citation))), Text(prefix, style="bold cyan"), no_wrap=True)
    yield Paragraph(Text(f"“{sanitize(citation.spoken)}”"), indent)
    segment = _("segment {number}", number=citation.segment)
    yield Paragraph(Text(f"{episode_heading(citation.episode)}, {segment}", style="dim"), indent)


def episode_heading(episode: Episode) -> str:
    """Return the episode's title with its id, sanitized."""
    return f"{sanitize(episode.title)} ({sanitize(episode.id)})"


def _facts(citation: Citation) -> Iterator[str]:
    if citation.speaker:
        yield sanitize(citation.speaker)
    elif citation.inferred_speaker:
        yield _("probably {name}", name=sanitize(citation.inferred_speaker))
    if citation.start is None:
        yield _("no times in this transcript")
    else:
        yield start_of(citation)
    if citation.url:
        yield sanitize(citation.url)
