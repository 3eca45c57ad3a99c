"""Read the questions of a dataset in podqa's or listeners' shape, and draw samples of them."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.judging import Asked
from retrieval.models import Turn

SEED = 7
MAX_SEGMENT = 1500
"""Larger numbers in a remark on a question are no segments: years, amounts."""


def sample(asked: Sequence[Asked], count: int | None) -> list[Asked]:
    """`count` of them in their order, the same ones every time: one of each scope and kind as far as that
    goes, then of each as large a share as of the others.
    """
    if count is None or count >= len(asked):
        return list(asked)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, question in enumerate(asked):
        groups[question.scope, question.kind].append(position)
    shares = []
    draw = random.Random(SEED)
    for positions in groups.values():
        draw.shuffle(positions)
        shares += [(rank / len(positions), position) for rank, position in enumerate(positions)]
    return [asked[position] for position in sorted(position for _, position in sorted(shares)[:count])]


def draw(asked: Sequence[Asked], counts: Sequence[int]) -> list[Asked]:
    """Return these numbers of questions: within an episode, over all episodes, unanswerable, follow-ups.

    The same ones are drawn every time, and each smaller draw is part of a larger one.
    """
    groups: list[list[Asked]] = [[], [], [], []]
    for question in asked:
        if question.kind == "answerable":
            groups[("episode", "all", "", "follow-up").index(question.scope)].append(question)
        elif question.kind != "crossed" and question.scope == "episode":
            groups[2].append(question)
    drawn: list[Asked] = []
    for group, count in zip(groups, counts, strict=True):
        random.Random(SEED).shuffle(group)
        drawn += group[:count]
    return drawn


def read(dataset: Path, episodes: Sequence[str]) -> list[Asked]:
    """All that is asked: each question inside its episode and over all; "crossed" ones inside another.

    A crossed question is a real one put to the episode five files on, where only chance could answer it.
    """
    asked = []
    for data in _lines(dataset / "questions.jsonl"):
        if (episode := data["episode"]) not in episodes:
            continue
        asked.append(_answerable("episode", data, data["question"], episode))
        asked.append(_answerable("all", data, data["question_global"], None))
        other = episodes[(episodes.index(episode) + 5) % len(episodes)]
        if other != episode:
            asked.append(Asked("episode", "crossed", data["question"], other))
    for data in _lines(dataset / "unanswerable.jsonl"):
        if (episode := data["episode"]) is None or episode in episodes:
            kind: str = data.get("kind") or data["type"]
            contrary = _segments(data.get("why", "")) if kind == "false-premise" else ()
            for scope, within in (("episode", episode), ("all", None)):
                asked.append(Asked(scope, kind, data["question"], within, episode or "", contrary=contrary))
    for data in _lines(dataset / "followups.jsonl"):
        if (episode := data["episode"]) in episodes:
            asked.append(_answerable("follow-up", data, data["question"], episode))
    return asked


def _answerable(scope: str, data: dict[str, Any], question: str, within: str | None) -> Asked:
    return Asked(
        scope,
        "answerable",
        question,
        within,
        data["episode"],
        tuple(evidence["quote"] for evidence in data["evidence"]),
        tuple(data.get("key_facts", ())),
        tuple(
            Turn(turn.get("q", turn.get("question")), turn.get("a", turn.get("answer")))
            for turn in data.get("history", ())
        ),
        tuple(data.get("partial", ())),
    )


def _segments(remark: str) -> tuple[int, ...]:
    """The segments that a remark such as "The contrary (60-62)" names."""
    numbers: set[int] = set()
    for first, last in re.findall(r"\b(\d+)(?:\]?[-–]\[?(\d+))?\b", remark):
        if max(int(first), int(last or first)) <= MAX_SEGMENT:
            numbers.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(numbers))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
