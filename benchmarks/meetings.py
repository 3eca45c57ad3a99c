"""Transcribed meetings with questions and the turns that answer them, as QMSum has them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

SECONDS_PER_WORD = 0.4
"""The data has no times; people say about 150 words a minute."""


@dataclass(frozen=True)
class Question:
    """A question, its meeting, and the turns that answer it as (first, last), inclusive."""

    text: str
    meeting: str
    domain: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Meeting:
    """A meeting: turns of (speaker, text)."""

    id: str
    domain: str
    turns: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]

    @cached_property
    def turn_of(self) -> NDArray[numpy.int64]:
        """For every word of the meeting the turn that it is said in."""
        return numpy.repeat(numpy.arange(len(self.turns)), [len(text.split()) for _, text in self.turns])

    def gold(self, question: Question) -> NDArray[numpy.bool]:
        """Which words of the meeting answer the question."""
        answering = numpy.zeros(len(self.turns), dtype=bool)
        for first, last in question.spans:
            answering[first : last + 1] = True
        return answering[self.turn_of]

    def transcript(self) -> bytes:
        """The meeting as a Podcasting 2.0 transcript."""
        segments, now = [], 0.0
        for speaker, text in self.turns:
            end = round(now + SECONDS_PER_WORD * max(1, len(text.split())), 2)
            segments.append({"speaker": speaker, "startTime": now, "endTime": end, "body": text})
            now = end
        return json.dumps({"version": "1.0.0", "segments": segments}).encode()

    def plain(self) -> tuple[str, list[int]]:
        """The meeting as text, a line per turn, and for every character the word it is in or -1."""
        text, position = "", 0
        words: list[int] = []
        for speaker, said in self.turns:
            line = f"{speaker}: "
            owners = [-1] * len(line)
            for word in said.split():
                line += f"{word} "
                owners += [position] * len(word) + [-1]
                position += 1
            text, words = f"{text}{line}\n", [*words, *owners, -1]
        return text, words


def read(path: Path, limit: int | None = None) -> list[Meeting]:
    """The meetings of a file, one JSON document a line; with `limit`, that many spread over the file."""
    lines = path.read_text("utf-8").splitlines()
    if limit is not None and limit < len(lines):
        lines = [lines[number * len(lines) // limit] for number in range(limit)]
    return [_meeting(json.loads(line)) for line in lines]


def domains(meetings: Sequence[Meeting]) -> list[str]:
    return sorted({meeting.domain for meeting in meetings})


def _meeting(data: dict[str, Any]) -> Meeting:
    id_, domain = str(data["id"]), str(data["domain"])
    questions = []
    for asked in data["queries"]:
        spans = tuple((int(first), int(last)) for first, last in asked["relevant_spans"])
        questions.append(Question(asked["query"], id_, domain, spans))
    turns = tuple((turn["speaker"], turn["text"]) for turn in data["turns"])
    return Meeting(id_, domain, turns, tuple(questions))
