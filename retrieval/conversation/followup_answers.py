"""Answers about the last answer: from what it cites, the catalog and the transcript around it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from retrieval.answering.citations import cite
from retrieval.conversation.phrasing import clock, line_of, title_of
from retrieval.models import Citation, Episode, Facts, Request, Segment, Sentence, Turn
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.earlier_turns import cited_before, earlier_reference
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import plain_form, words_of

ReadAround = Callable[[Citation, int], Awaitable[Sequence[Segment]]]
"""Return the cited segment, with so many more on each side."""

NOTHING_BEFORE = (
    "I don't know which answer you mean: there is none before this in our conversation, or it is too "
    "long ago. Please ask the question again, with the name of the episode or the person."
)
_ASK_AGAIN = (
    "Sorry! Please ask again with the full name of the person, or with the number or the title "
    "of the episode that you mean."
)
_NO_REWRITING = "I only quote what was said, and can't put it in other words. Here it is, in short:"


@dataclass(frozen=True, slots=True)
class FollowUpAnswer:
    """The text or the cited sentences that answer a follow-up."""

    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    facts: Facts | None = None


async def answer_follow_up(
    request: Request,
    history: Sequence[Turn],
    names: LibraryNames,
    read_around: ReadAround,
) -> FollowUpAnswer:
    """Return the answer to a follow-up of any kind but a new question.

    It is about the last answer that cites something: one without citations has nothing to tell of.
    """
    citations = _best_first(history, names) if request.detail in _QUOTES_ONE else list(cited_before(history))
    if request.detail == "wrong" and history and not history[-1].citations:
        return FollowUpAnswer(_ASK_AGAIN)
    if not citations:
        return _from_words(request, history, names)
    if request.detail in ("longer", "more"):
        return FollowUpAnswer(sentences=await _passage_around(citations[0], read_around))
    return _ANSWERS.get(request.detail, _verify)(citations, names)


def _best_first(history: Sequence[Turn], names: LibraryNames) -> list[Citation]:
    """Return the citations of the last answer that has some, first those that say most of its question."""
    asked = next((turn.question for turn in reversed(history) if turn.citations), "")
    words = set(telling_words(plain_form(asked))) - names.name_words.keys()

    def said(citation: Citation) -> int:
        return len(words & set(words_of(plain_form(citation.quote))))

    return sorted(cited_before(history), key=said, reverse=True)


def _from_words(request: Request, history: Sequence[Turn], names: LibraryNames) -> FollowUpAnswer:
    """Return what the words of an answer alone tell: which episodes they name. Nothing is searched for it."""
    named = earlier_reference("", history, names).episodes
    if not named or request.detail != "episode":
        return FollowUpAnswer(NOTHING_BEFORE)
    lines = "\n".join(f"• {line_of(episode, names)}" for episode in named)
    return FollowUpAnswer(f"The answer names this:\n\n{lines}", facts=Facts("episode", tuple(named)))


def _time(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    lines = []
    for citation in citations:
        if citation.start is None:
            lines.append(
                f"The transcript of {title_of(citation.episode)} has no times; it is in segment "
                f"{citation.segment}."
            )
        else:
            about = "about " if citation.estimated else ""
            link = f": {citation.url}" if citation.url else ""
            lines.append(f"At {about}{clock(citation.start)} in {title_of(citation.episode)}{link}")
    facts = Facts("time", _episodes(citations), seconds=citations[0].start, url=citations[0].url)
    return FollowUpAnswer("\n".join(dict.fromkeys(lines)), facts=facts)


def _speaker(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    lines = []
    for citation in citations:
        said = f"“{citation.quote}”"
        if citation.speaker:
            lines.append(f"{citation.speaker} said: {said}")
        elif citation.inferred_speaker:
            lines.append(f"Probably {citation.inferred_speaker}: {said}")
        else:
            lines.append(
                f"The transcript of {title_of(citation.episode)} doesn't say who speaks here: {said}"
            )
    people = tuple(dict.fromkeys(filter(None, (citation.speaker for citation in citations))))
    return FollowUpAnswer("\n\n".join(lines), facts=Facts("speaker", _episodes(citations), names=people))


def _episode(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    episodes = _episodes(citations)
    lines = "\n".join(f"• {line_of(episode, names)}" for episode in episodes)
    links = "\n".join(filter(None, dict.fromkeys(citation.url for citation in citations)))
    head = "That is from this episode:" if len(episodes) == 1 else "That is from these episodes:"
    text = "\n\n".join(filter(None, (f"{head}\n\n{lines}", links)))
    return FollowUpAnswer(text, facts=Facts("episode", episodes, url=citations[0].url))


def _shorter(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    best = citations[0]
    return FollowUpAnswer(sentences=(Sentence(best.quote, (best,)),))


def _simpler(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    return _in_the_same_words(citations, _NO_REWRITING)


def _translate(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    return _in_the_same_words(
        citations,
        "I can't translate: I quote what was said in the language of the podcast. Here it is once more:",
    )


def _verify(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    return _in_the_same_words(
        citations, "This is what was said, word for word; whether it is true, I can't tell:", every=True
    )


def _wrong(citations: Sequence[Citation], names: LibraryNames) -> FollowUpAnswer:
    episodes = " and ".join(map(title_of, _episodes(citations)))
    return FollowUpAnswer(f"I answered from {episodes}. {_ASK_AGAIN}")


def _in_the_same_words(citations: Sequence[Citation], text: str, *, every: bool = False) -> FollowUpAnswer:
    chosen = citations if every else citations[:1]
    return FollowUpAnswer(text, tuple(Sentence(citation.quote, (citation,)) for citation in chosen))


async def _passage_around(citation: Citation, read_around: ReadAround) -> tuple[Sentence, ...]:
    """Return the cited segment and the one after it as sentences that cite themselves."""
    segments = [segment for segment in await read_around(citation, 1) if segment.number >= citation.segment]
    return tuple(
        Sentence(segment.text, (cite(citation.episode, segment, segment.text),))
        for segment in segments
        if segment.text.strip()
    )


def _episodes(citations: Sequence[Citation]) -> tuple[Episode, ...]:
    return tuple({citation.episode.key: citation.episode for citation in citations}.values())


_QUOTES_ONE = ("shorter", "simpler", "translate", "more", "longer")
_ANSWERS = {
    "time": _time,
    "speaker": _speaker,
    "episode": _episode,
    "shorter": _shorter,
    "simpler": _simpler,
    "translate": _translate,
    "verify": _verify,
    "wrong": _wrong,
}
