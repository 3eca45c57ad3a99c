"""Build prompts: rules, and transcripts as numbered data that can't be taken for instructions."""

import hashlib
import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from retrieval.language.safe_text import without_hidden
from retrieval.llm.prompts import load_template
from retrieval.models import Hit, Segment, Turn

CHARACTERS_PER_TOKEN = 3.5
"""Characters per token of a transcript; English has about four, fewer are assumed so that prompts fit."""
RULES_TOKENS = 950
"""Tokens that the rules and the question of an answer prompt take at most."""
GAP = "…"
"""The line between passages that don't follow each other in their episode."""
MAX_PROMPT_TURNS = 4
"""How many of the last turns of a conversation a prompt shows."""
MAX_TURN_CHARACTERS = 600
"""Characters of each question and answer of the conversation that a prompt shows."""

_BRACKETED_NUMBER = re.compile(r"\[([\d^#,;\s\u200c\u200d]*)\]")
_FORGED_MARK = re.compile(r"[<>]{3,}")


def fit_hits(hits: Sequence[Hit], prompt_tokens: int) -> tuple[Hit, ...]:
    """Return the best of `hits` (best first) that fit into a prompt of `prompt_tokens`, at least one.

    They are grouped by episode, the episode of the best hit first, in spoken order.
    """
    room = (prompt_tokens - RULES_TOKENS) * CHARACTERS_PER_TOKEN
    fitting: list[Hit] = []
    episodes: dict[int, int] = {}
    for hit in hits:
        episode_line = "" if hit.episode.key in episodes else _episode_line(hit)
        episodes.setdefault(hit.episode.key, len(episodes))
        room -= len(_passage_line(len(hits), hit.segment, timed=True)) + len(episode_line)
        if room < 0 and fitting:
            break
        fitting.append(hit)
    return tuple(sorted(fitting, key=lambda hit: (episodes[hit.episode.key], hit.segment.number)))


def build_answer_prompt(question: str, hits: Sequence[Hit], *, structured: bool) -> list[BaseMessage]:
    """Return the messages that ask for an answer; passage n is the nth of `hits`."""
    lines: list[str] = []
    for number, hit in enumerate(hits, 1):
        before = hits[number - 2] if number > 1 else None
        if before is None or hit.episode.key != before.episode.key:
            lines.append(_episode_line(hit))
        elif hit.segment.number != before.segment.number + 1:
            lines.append(GAP)
        lines.append(_passage_line(number, hit.segment, timed=True))
    passages, question = "\n".join(lines), _one_line(question)
    seal = _seal(passages, question)
    reply_format = load_template("answer_format_structured" if structured else "answer_format_plain")
    return [
        SystemMessage(load_template("answer_rules").format(seal=seal, form=reply_format)),
        HumanMessage(load_template("answer_request").format(seal=seal, passages=passages, question=question)),
    ]


def build_verification_prompt(
    sentence: str, question: str, hit: Hit, segment: Segment, start: int, end: int
) -> list[BaseMessage]:
    """Return the messages that ask whether a quote supports a sentence.

    `segment` is that of `hit` with the words around it, `start` to `end` the quote's characters in its text.
    """
    passage = f"{_unmarked(_episode_line(hit))}\n{_spoken_line(segment, (start, end))}"
    question, sentence = _one_line(question), _one_line(sentence)
    seal = _seal(passage, question, sentence)
    return [
        SystemMessage(load_template("verification_rules").format(seal=seal)),
        HumanMessage(
            load_template("verification_request").format(
                seal=seal, passage=passage, question=question, sentence=sentence
            )
        ),
    ]


def build_topic_prompt(hits: Sequence[Hit]) -> list[BaseMessage]:
    """Return the messages that ask what a part of one episode is about; passage n is the nth of `hits`."""
    passages = "\n".join(
        [_episode_line(hits[0]), *(_passage_line(number, hit.segment) for number, hit in enumerate(hits, 1))]
    )
    seal = _seal(passages)
    return [
        SystemMessage(load_template("topic_rules").format(seal=seal)),
        HumanMessage(load_template("topic_request").format(seal=seal, passages=passages)),
    ]


def build_follow_up_prompt(question: str, history: Sequence[Turn]) -> list[BaseMessage]:
    """Return the messages that ask for a follow-up as a question that stands alone."""
    conversation = "\n".join(
        f"{role}: {_one_line(text)[:MAX_TURN_CHARACTERS]}"
        for turn in history[-MAX_PROMPT_TURNS:]
        for role, text in (("Question", turn.question), ("Answer", turn.answer))
    )
    question = _one_line(question)
    seal = _seal(conversation, question)
    return [
        SystemMessage(load_template("follow_up_rules").format(seal=seal)),
        HumanMessage(
            load_template("follow_up_request").format(seal=seal, conversation=conversation, question=question)
        ),
    ]


def _seal(*texts: str) -> str:
    """Return a word for the tags around `texts` that they can't hold, as it is a hash of them."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def _episode_line(hit: Hit) -> str:
    metadata = [hit.episode.show.title, hit.episode.title]
    if hit.episode.published:
        metadata.append(hit.episode.published.isoformat())
    if hit.episode.guests:
        metadata.append(f"with {', '.join(hit.episode.guests)}")
    return f"From: {_as_data(', '.join(metadata))}"


def _passage_line(number: int, segment: Segment, *, timed: bool = False) -> str:
    """Return a segment as one line, if `timed` with the time at which it begins."""
    time = f"({_clock(segment.start)}) " if timed and segment.start is not None else ""
    return f"[{number}] {time}{_spoken_line(segment)}"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _spoken_line(segment: Segment, marked: tuple[int, int] | None = None) -> str:
    """Return a segment's words, each stated speaker before theirs; guessed speakers are left out.

    The characters of the span `marked` are between >>> and <<<.
    """
    parts: list[str] = []
    speaker: str | None = None
    offset = 0
    for cue in segment.cues:
        stated = None if cue.inferred else cue.speaker
        if stated and stated != speaker:
            parts.append(f"{_unmarked(stated) if marked else stated}:")
        speaker = stated
        parts.append(_mark(cue.text, marked[0] - offset, marked[1] - offset) if marked else cue.text)
        offset += len(cue.text) + 1
    return _as_data(" ".join(parts))


def _mark(text: str, start: int, end: int) -> str:
    """Return the text with the marks of the span's ends that lie in it; marks of its own are taken out."""
    opening = ">>> " if 0 <= start < len(text) else ""
    closing = " <<<" if 0 < end <= len(text) else ""
    start, end = max(start, 0), max(min(end, len(text)), 0)
    before, inside, after = map(_unmarked, (text[:start], text[start:end], text[max(end, start) :]))
    return f"{before}{opening}{inside}{closing}{after}"


def _unmarked(text: str) -> str:
    """Return the text without what the verifier could take for the marks of the quote's ends."""
    return _FORGED_MARK.sub("", without_hidden(text))


def _as_data(text: str) -> str:
    """Return `text` as one line in which nothing looks like the number of a passage."""
    return _BRACKETED_NUMBER.sub(r"(\1)", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(without_hidden(text).split())
