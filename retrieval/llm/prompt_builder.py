"""Build prompts: rules, and transcripts as numbered data that can't be taken for instructions."""

import hashlib
import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from retrieval.llm.prompts import load_template
from retrieval.models import Hit, Segment, Turn

CHARACTERS_PER_TOKEN = 3.5
"""Characters per token of a transcript; English has about four, fewer are assumed so that prompts fit."""
RULES_TOKENS = 450
"""Tokens that the rules and the question of an answer prompt take at most."""
MAX_PROMPT_TURNS = 4
"""How many of the last turns of a conversation a prompt shows."""
MAX_TURN_CHARACTERS = 600
"""Characters of each question and answer of the conversation that a prompt shows."""

_BRACKETED_NUMBER = re.compile(r"\[([\d^#,;\s]*)\]")


def fit_hits(hits: Sequence[Hit], prompt_tokens: int) -> tuple[Hit, ...]:
    """Return the best of `hits` (best first) that fit into a prompt of `prompt_tokens`, at least one.

    They are grouped by episode, the episode of the best hit first, in spoken order.
    """
    room = (prompt_tokens - RULES_TOKENS) * CHARACTERS_PER_TOKEN
    fitting: list[Hit] = []
    for hit in hits:
        room -= len(_passage_line(0, hit.segment)) + len(_episode_line(hit))
        if room < 0 and fitting:
            break
        fitting.append(hit)
    episodes = list(dict.fromkeys(hit.episode.key for hit in fitting))
    return tuple(sorted(fitting, key=lambda hit: (episodes.index(hit.episode.key), hit.segment.number)))


def build_answer_prompt(question: str, hits: Sequence[Hit], *, structured: bool) -> list[BaseMessage]:
    """Return the messages that ask for an answer; passage n is the nth of `hits`."""
    lines: list[str] = []
    for number, hit in enumerate(hits, 1):
        if number == 1 or hit.episode.key != hits[number - 2].episode.key:
            lines.append(_episode_line(hit))
        lines.append(_passage_line(number, hit.segment))
    passages, question = "\n".join(lines), _one_line(question)
    seal = _seal(passages, question)
    reply_format = load_template("answer_format_structured" if structured else "answer_format_plain")
    return [
        SystemMessage(load_template("answer_rules").format(seal=seal, form=reply_format)),
        HumanMessage(load_template("answer_request").format(seal=seal, passages=passages, question=question)),
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


def _passage_line(number: int, segment: Segment) -> str:
    """Return a segment as one line, each stated speaker before their words; guessed speakers are left out."""
    parts: list[str] = []
    speaker: str | None = None
    for cue in segment.cues:
        stated = None if cue.inferred else cue.speaker
        if stated and stated != speaker:
            parts.append(f"{stated}:")
        speaker = stated
        parts.append(cue.text)
    return f"[{number}] {_as_data(' '.join(parts))}"


def _as_data(text: str) -> str:
    """Return `text` as one line in which nothing looks like the number of a passage."""
    return _BRACKETED_NUMBER.sub(r"(\1)", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
