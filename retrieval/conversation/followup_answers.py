"""Answers about the last answer: from what it cites, the catalog and the transcript around it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.answering.citations import cite
from retrieval.conversation.phrases import Phrases, clock
from retrieval.models import Citation, Episode, Facts, Request, Segment, Sentence, Turn
from retrieval.understanding.classify import understand
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.earlier_turns import cited_before, earlier_reference
from retrieval.understanding.followups import LAST
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import plain_form, words_of

MIN_REST_WORDS = 5
"""Words below which the rest of a segment is left out of what is said after a quote."""

ReadAround = Callable[[Citation, int], Awaitable[Sequence[Segment]]]
"""Return the cited segment, with so many more on each side."""


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

    It is about the last answer that cites something: an answer without citations has nothing to ask about.
    Where another question was answered since, it says that it is about an earlier answer.
    """
    found = await _answer(request, history, names, read_around)
    if not _question_passed_over(history, names) or not (found.facts or found.sentences):
        return found
    about = Phrases(request.language).say("about_earlier")
    return replace(found, text=f"{about}\n\n{found.text}".strip())


async def _answer(
    request: Request, history: Sequence[Turn], names: LibraryNames, read_around: ReadAround
) -> FollowUpAnswer:
    phrases = Phrases(request.language)
    citations = _best_first(history, names) if request.detail in _QUOTES_ONE else list(cited_before(history))
    if request.detail == "wrong" and history and not history[-1].citations:
        return FollowUpAnswer(phrases.say("ask_again"))
    if not citations:
        return _from_words(request, history, names)
    if request.subject:
        shown = list(cited_before(history))
        number = len(shown) if request.subject == LAST else int(request.subject)
        if not 0 < number <= len(shown):
            return FollowUpAnswer(phrases.say("fewer_quotes", n=len(shown)))
        citations = [shown[number - 1]]
    if request.detail == "longer":
        return FollowUpAnswer(sentences=await _passage_around(citations[0], read_around))
    if request.detail in ("more", "else"):
        goes_on = len(history) > 1 and understand(history[-1].question, names, history[:-1]).detail == "more"
        last = cited_before(history)[-1] if goes_on else citations[0]
        sentences = await _passage_after(last, read_around)
        return FollowUpAnswer("" if sentences else phrases.say("nothing_else"), sentences)
    return _ANSWERS.get(request.detail, _verify)(citations, names, phrases)


def _question_passed_over(history: Sequence[Turn], names: LibraryNames) -> str:
    """Return the question of the last answer that cites something, "" where it is what was asked last."""
    asked_since = False
    for at in reversed(range(len(history))):
        turn = history[at]
        if turn.citations:
            return turn.question if asked_since else ""
        request = understand(turn.question, names, history[:at])
        asked_since |= request.kind != "followup" or request.detail == "question"
    return ""


def _best_first(history: Sequence[Turn], names: LibraryNames) -> list[Citation]:
    """Return the citations of the last answer that has some, first those that say most of its question."""
    asked = next((turn.question for turn in reversed(history) if turn.citations), "")
    words = set(telling_words(plain_form(asked))) - names.name_words.keys()

    def said(citation: Citation) -> int:
        return len(words & set(words_of(plain_form(citation.quote))))

    return sorted(cited_before(history), key=said, reverse=True)


def _from_words(request: Request, history: Sequence[Turn], names: LibraryNames) -> FollowUpAnswer:
    """Return which episodes the words of an answer name, without a search."""
    phrases = Phrases(request.language)
    named = earlier_reference("", history, names).episodes
    if not named or request.detail != "episode":
        return FollowUpAnswer(phrases.say("nothing_before"))
    lines = "\n".join(f"• {phrases.line_of(episode, names)}" for episode in named)
    return FollowUpAnswer(f"{phrases.say('answer_names')}\n\n{lines}", facts=Facts("episode", tuple(named)))


def _time(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    lines = []
    for citation in citations:
        title = phrases.title_of(citation.episode)
        if citation.start is None:
            lines.append(phrases.say("time_unknown", title=title, segment=str(citation.segment)))
        else:
            name = "time_about" if citation.estimated else "time_at"
            link = f": {citation.url}" if citation.url else ""
            lines.append(phrases.say(name, time=clock(citation.start), title=title) + link)
    facts = Facts("time", _episodes(citations), seconds=citations[0].start, url=citations[0].url)
    return FollowUpAnswer("\n".join(dict.fromkeys(lines)), facts=facts)


def _speaker(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    lines = []
    for citation in citations:
        speaker = citation.speaker or citation.inferred_speaker
        name = "speaker" if citation.speaker else "speaker_inferred" if speaker else "speaker_unknown"
        title = phrases.title_of(citation.episode)
        lines.append(phrases.say(name, speaker=speaker, title=title, quote=citation.quote))
    people = tuple(dict.fromkeys(filter(None, (citation.speaker for citation in citations))))
    return FollowUpAnswer("\n\n".join(lines), facts=Facts("speaker", _episodes(citations), names=people))


def _episode(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    episodes = _episodes(citations)
    lines = "\n".join(f"• {phrases.line_of(episode, names)}" for episode in episodes)
    links = "\n".join(filter(None, dict.fromkeys(citation.url for citation in citations)))
    head = phrases.say("from_one" if len(episodes) == 1 else "from_some")
    text = "\n\n".join(filter(None, (f"{head}\n\n{lines}", links)))
    return FollowUpAnswer(text, facts=Facts("episode", episodes, url=citations[0].url))


def _shorter(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    best = citations[0]
    return FollowUpAnswer(sentences=(Sentence(best.quote, (best,)),))


def _simpler(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    return _in_the_same_words(citations, phrases.say("no_rewriting"))


def _translate(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    return _in_the_same_words(citations, phrases.say("no_translating"))


def _verify(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    return _in_the_same_words(citations, phrases.say("no_judging"), every=True)


def _wrong(citations: Sequence[Citation], names: LibraryNames, phrases: Phrases) -> FollowUpAnswer:
    titles = phrases.joined([phrases.title_of(episode) for episode in _episodes(citations)])
    return FollowUpAnswer(f"{phrases.say('answered_from', titles=titles)} {phrases.say('ask_again')}")


def _in_the_same_words(citations: Sequence[Citation], text: str, *, every: bool = False) -> FollowUpAnswer:
    chosen = citations if every else citations[:1]
    return FollowUpAnswer(text, tuple(Sentence(citation.quote, (citation,)) for citation in chosen))


async def _passage_after(citation: Citation, read_around: ReadAround) -> tuple[Sentence, ...]:
    """Return what is said after a quote: the rest of its segment, and the next one."""
    sentences = []
    for segment in await read_around(citation, 1):
        begins = 0
        if segment.number == citation.segment:
            begins = max(segment.text.find(citation.quote, citation.offset or 0), 0) + len(citation.quote)
        rest = segment.text[begins:].strip()
        if segment.number >= citation.segment and len(rest.split()) >= MIN_REST_WORDS:
            sentences.append(Sentence(rest, (cite(citation.episode, segment, rest, begins),)))
    return tuple(sentences)


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
