"""Render the page of an episode that a message asked for."""

from collections.abc import Iterable, Iterator

from bot.cli.output import Paragraph
from bot.cli.render.pages import render_clips, render_questions, render_related, render_summary
from bot.cli.render.transcripts import render_transcript
from bot.cli.session import Session
from retrieval.models import Answer, Scope


def page_paragraphs(session: Session, answer: Answer) -> Iterable[Paragraph]:
    """Return the page that an answer opens; nothing for other answers."""
    if not answer.page or not answer.facts or not answer.facts.episodes:
        return ()
    return _page(session, answer.page, Scope(episode=answer.facts.episodes[0].id))


def _page(session: Session, page: str, scope: Scope) -> Iterator[Paragraph]:
    library = session.library
    match page:
        case "clips":
            yield from render_clips(session.run(library.pages.clips(scope)))
        case "questions":
            yield from render_questions(session.run(library.pages.questions(scope)))
        case "related":
            yield from render_related(session.run(library.pages.related(scope)))
        case "transcript":
            yield from render_transcript(*session.run(library.transcript(scope)), None)
        case _:
            yield from render_summary(session.run(library.pages.summary(scope)))
