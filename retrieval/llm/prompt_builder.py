"""What a chat model is shown: rules, and transcripts as numbered data that can't step out of its place."""

import hashlib
import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from retrieval.llm.prompts import prompt
from retrieval.models import Exchange, Hit, Segment

CHARS_PER_TOKEN = 3.5
OVERHEAD_TOKENS = 450
HISTORY = 4
EXCHANGE_CHARS = 600

_NUMBER = re.compile(r"\[([\d^#,;\s]*)\]")


def choose(hits: Sequence[Hit], prompt_tokens: int) -> tuple[Hit, ...]:
    """The best hits that a prompt of so many tokens has room for, by episode (best first) as spoken."""
    room = (prompt_tokens - OVERHEAD_TOKENS) * CHARS_PER_TOKEN
    chosen: list[Hit] = []
    for hit in hits:
        room -= len(_passage(0, hit.segment)) + len(_heading(hit))
        if room < 0 and chosen:
            break
        chosen.append(hit)
    episodes = list(dict.fromkeys(hit.episode.key for hit in chosen))
    return tuple(sorted(chosen, key=lambda hit: (episodes.index(hit.episode.key), hit.segment.number)))


def answer_messages(question: str, hits: Sequence[Hit], *, structured: bool) -> list[BaseMessage]:
    """The messages that ask for an answer; passage n is the nth of `hits`."""
    parts: list[str] = []
    for at, hit in enumerate(hits, 1):
        if at == 1 or hit.episode.key != hits[at - 2].episode.key:
            parts.append(_heading(hit))
        parts.append(_passage(at, hit.segment))
    passages, asked = "\n".join(parts), _line(question)
    seal = _seal(passages, asked)
    form = prompt("answer_structured" if structured else "answer_plain")
    return [
        SystemMessage(prompt("answer").format(seal=seal, form=form)),
        HumanMessage(prompt("question").format(seal=seal, passages=passages, question=asked)),
    ]


def topic_messages(hits: Sequence[Hit]) -> list[BaseMessage]:
    """The messages that ask what a stretch of one episode is about; passage n is the nth of `hits`."""
    passages = "\n".join([_heading(hits[0]), *(_passage(at, hit.segment) for at, hit in enumerate(hits, 1))])
    seal = _seal(passages)
    return [
        SystemMessage(prompt("topic").format(seal=seal)),
        HumanMessage(prompt("stretch").format(seal=seal, passages=passages)),
    ]


def condense_messages(question: str, history: Sequence[Exchange]) -> list[BaseMessage]:
    """The messages that ask for a follow-up as a question that stands alone."""
    conversation = "\n".join(
        f"{name}: {_line(text)[:EXCHANGE_CHARS]}"
        for exchange in history[-HISTORY:]
        for name, text in (("Question", exchange.question), ("Answer", exchange.answer))
    )
    asked = _line(question)
    seal = _seal(conversation, asked)
    return [
        SystemMessage(prompt("condense").format(seal=seal)),
        HumanMessage(prompt("followup").format(seal=seal, conversation=conversation, question=asked)),
    ]


def _seal(*texts: str) -> str:
    """A word that the texts can't hold, because it depends on them; the same texts give the same prompt."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def _heading(hit: Hit) -> str:
    details = [hit.episode.show.title, hit.episode.title]
    if hit.episode.published:
        details.append(hit.episode.published.isoformat())
    if hit.episode.guests:
        details.append(f"with {', '.join(hit.episode.guests)}")
    return f"From: {_data(', '.join(details))}"


def _passage(number: int, segment: Segment) -> str:
    """One line; a stated speaker stands before what they say, an inferred one is nobody's statement."""
    said: list[str] = []
    speaker: str | None = None
    for cue in segment.cues:
        stated = None if cue.inferred else cue.speaker
        if stated and stated != speaker:
            said.append(f"{stated}:")
        speaker = stated
        said.append(cue.text)
    return f"[{number}] {_data(' '.join(said))}"


def _data(text: str) -> str:
    return _NUMBER.sub(r"(\1)", _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())
