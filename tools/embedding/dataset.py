"""Questions about episodes with the segments that answer them, as the model is trained and measured on.

The segments are those that the indexer makes of the transcripts, and the questions are written as the
retriever embeds them.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

OPEN_FOLDERS = ("listeners-open",)
"""Data sets whose transcripts are all openly licensed."""
OPEN_EPISODES = re.compile(
    r"(brain-science|founders-talk|go-time|js-party|spotlight|the-changelog|syntax)-?\d+$"
    r"|a-baseball-startup|adversarial-machine-learning|all-we-have-to-fear"
)
"""Openly licensed episodes of the other data sets: of Changelog (CC BY-SA 4.0), Syntax and Oxide (MIT)."""

WORDS_PER_SEGMENT = (60, 150)
"""How long segments are made that are cut elsewhere; indexed ones have 110 words on average."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as it is embedded within its episode and over all, and what answers it.

    `quotes` lists, for each quote of evidence, the ways to find it: segments that hold it together. `texts`
    are the quotes themselves, normalized. `positives` are the segments that hold any quote; `partial` ones
    only touch the answer. Positions count from 0.
    """

    within: str
    overall: str
    answer: str
    quotes: tuple[tuple[tuple[int, ...], ...], ...]
    texts: tuple[str, ...]
    positives: tuple[int, ...]
    partial: tuple[int, ...]
    is_follow_up: bool


@dataclass(frozen=True, slots=True)
class LabelledEpisode:
    """An episode's segments and the questions about it; one that isn't open must not be trained on."""

    name: str
    is_open: bool
    segments: tuple[str, ...]
    questions: tuple[Question, ...]


def read_folder(folder: Path) -> list[LabelledEpisode]:
    """Return the episodes of a data set: `transcripts/`, `questions.jsonl` and `followups.jsonl`."""
    # Not at the top, so that a machine that only trains needs none of what these import.
    from retrieval.transcripts.bounded_reader import read_segments

    rows = [(row, False) for row in _json_lines(folder / "questions.jsonl")]
    rows += [(row, True) for row in _json_lines(folder / "followups.jsonl")]
    episodes = []
    for file in sorted((folder / "transcripts").iterdir()):
        texts = tuple(segment.text for segment in read_segments(file.read_bytes(), file.name).segments)
        normalized = [_normalize(text) for text in texts]
        of_episode = [(row, follow_up) for row, follow_up in rows if row.get("episode") == file.stem]
        questions = [_question(row, normalized, follow_up) for row, follow_up in of_episode]
        is_open = folder.name in OPEN_FOLDERS or OPEN_EPISODES.match(file.stem) is not None
        episodes.append(LabelledEpisode(file.stem, is_open, texts, tuple(filter(None, questions))))
    return episodes


def resegment(episode: LabelledEpisode, seed: int) -> LabelledEpisode:
    """Return an episode as if its segments had other bounds, with the same questions and evidence.

    Segments that share words with a positive or partial one of the episode are partial.
    """
    generator = random.Random(seed)  # noqa: S311 (lengths of segments, no secret)
    owners = [number for number, text in enumerate(episode.segments) for _ in text.split()]
    words = [word for text in episode.segments for word in text.split()]
    texts, owned, first = [], [], 0
    while first < len(words):
        last = first + generator.randint(*WORDS_PER_SEGMENT)
        texts.append(" ".join(words[first:last]))
        owned.append(set(owners[first:last]))
        first = last
    normalized = [_normalize(text) for text in texts]
    questions = []
    for question in episode.questions:
        positives = {
            position for quote in question.texts for way in _locate(quote, normalized) for position in way
        }
        near = {*question.positives, *question.partial}
        partial = {position for position, numbers in enumerate(owned) if numbers & near} - positives
        if positives:
            questions.append(
                replace(question, positives=tuple(sorted(positives)), partial=tuple(sorted(partial)))
            )
    return replace(episode, segments=tuple(texts), questions=tuple(questions))


def save(episodes: Sequence[LabelledEpisode], path: Path) -> None:
    """Write episodes to a file that `load` reads on a machine without Podcite's dependencies."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump([asdict(episode) for episode in episodes], file)


def load(path: Path) -> list[LabelledEpisode]:
    """Return the episodes that `save` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = json.load(file)
    return [
        LabelledEpisode(
            row["name"],
            row["is_open"],
            tuple(row["segments"]),
            tuple(Question(**_as_tuples(question)) for question in row["questions"]),
        )
        for row in rows
    ]


def _question(row: dict[str, Any], segments: Sequence[str], is_follow_up: bool) -> Question | None:
    """Return a question with its evidence located in the normalized segments; none if there is none."""
    quotes = []
    for evidence in row.get("evidence") or ():
        ways = list(_locate(_normalize(evidence["quote"]), segments))
        if not ways and evidence.get("segment"):
            ways = [(int(evidence["segment"]) - 1,)]
        if ways:
            quotes.append(tuple(ways))
    if not quotes:
        return None
    from retrieval.language.query_analysis import extract_subject

    positives = {position for ways in quotes for way in ways for position in way}
    partial = {int(number) - 1 for number in row.get("partial") or ()} - positives
    within = row["standalone"] if is_follow_up else row["question"]
    return Question(
        within=extract_subject(within),
        overall=row.get("question_global") or within,
        answer=row.get("answer") or "",
        quotes=tuple(quotes),
        texts=tuple(_normalize(evidence["quote"]) for evidence in row["evidence"]),
        positives=tuple(sorted(positives)),
        partial=tuple(sorted(partial)),
        is_follow_up=is_follow_up,
    )


def _locate(quote: str, segments: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield the segments that hold the quote, or else the pairs of neighbours that hold it together."""
    whole = [(position,) for position, text in enumerate(segments) if quote in text]
    yield from whole
    if not whole:
        for position in range(len(segments) - 1):
            if quote in f"{segments[position]} {segments[position + 1]}":
                yield position, position + 1


def _normalize(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _as_tuples(question: dict[str, Any]) -> dict[str, Any]:
    quotes = tuple(tuple(tuple(way) for way in ways) for ways in question["quotes"])
    return question | {
        "quotes": quotes,
        "texts": tuple(question["texts"]),
        "positives": tuple(question["positives"]),
        "partial": tuple(question["partial"]),
    }
