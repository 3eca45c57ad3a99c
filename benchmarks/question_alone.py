"""Measure how well refusals can be told from the wording of the question alone, without any episode.

python -m benchmarks.question_alone --dataset ../shared/data/listeners [--other ../shared/data/podqa]

Questions without an answer are invented, and sound like it. A classifier learns that first, so its F1 counts
only as far as it is above this one, and as far as it holds on other data.
"""

import argparse
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy
from numpy.typing import NDArray

from benchmarks.asking import read
from benchmarks.judging import Asked

FOLDS = 5
COLUMNS = 2**15
"""Columns of the features; word pairs and letters that share one by chance are few."""
RIDGE = 0.3
"""Weight of the squared weights in the loss."""
REFUSED_SHARE = 0.08
"""Share of answerable questions that may be refused."""

Array = NDArray[numpy.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder as podqa or listeners")
    parser.add_argument("--other", type=Path, help="a folder with other questions, only to look at")
    args = parser.parse_args()
    asked = _questions(args.dataset)
    rows = {f"{args.dataset.name}, cross-validated over episodes": figures(cross_validate(asked), asked)}
    if args.other:
        others = _questions(args.other)
        scores = score(asked, [other.question for other in others])
        rows[f"{args.other.name}, fitted on {args.dataset.name}"] = figures(scores, others)
    print(json.dumps(rows, indent=2))


def cross_validate(asked: Sequence[Asked]) -> Array:
    """For each question, a score that was fitted to those about other episodes."""
    names = sorted({question.episode for question in asked})
    scores = numpy.zeros(len(asked))
    for fold in range(FOLDS):
        held = [at for at, question in enumerate(asked) if question.episode in names[fold::FOLDS]]
        fitted = [question for question in asked if question.episode not in names[fold::FOLDS]]
        if held:
            scores[held] = score(fitted, [asked[at].question for at in held])
    return scores


def score(asked: Sequence[Asked], questions: Sequence[str]) -> Array:
    """How much the wording of each of `questions` is like that of answerable ones, by a ridge regression."""
    known, unknown = _features([question.question for question in asked]), _features(questions)
    labels = numpy.asarray([question.kind == "answerable" for question in asked], dtype=float)
    mean = labels.mean()
    gram = known @ known.T + RIDGE * numpy.eye(len(known))
    return numpy.asarray(mean + unknown @ (known.T @ numpy.linalg.solve(gram, labels - mean)))


def figures(scores: Array, asked: Sequence[Asked]) -> dict[str, float]:
    """The area under the ROC curve, and the F1 of refusing where few answerable questions are refused."""
    answerable = numpy.asarray([question.kind == "answerable" for question in asked])
    real, without = scores[answerable], scores[~answerable]
    area = (real[:, None] > without[None]).mean() + (real[:, None] == without[None]).mean() / 2
    threshold = numpy.quantile(real, REFUSED_SHARE)
    right, wrong = int((without < threshold).sum()), int((real < threshold).sum())
    return {"ROC area": float(area), "F1": 2 * right / (right + wrong + len(without))}


def _questions(dataset: Path) -> list[Asked]:
    names = [file.stem for file in sorted((dataset / "transcripts").iterdir())]
    within = [asked for asked in read(dataset, names) if asked.scope == "episode"]
    return [asked for asked in within if asked.kind != "crossed"]


def _features(questions: Sequence[str]) -> Array:
    """Unit rows that count words, pairs of words, and up to four letters in a row."""
    rows = numpy.zeros((len(questions), COLUMNS))
    for row, question in zip(rows, questions, strict=True):
        words = re.findall(r"[\w']+|[?,.]", question.lower())
        letters = f" {question} "
        parts = [*words, *(" ".join(pair) for pair in pairwise(words))]
        parts += [letters[at : at + n] for n in range(2, 5) for at in range(len(letters) - n + 1)]
        for part in parts:
            row[_column(part)] += 1.0
    rows = numpy.log1p(rows)
    return numpy.asarray(rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def _column(part: str) -> int:
    """The column of a word or letters; Python's own hash differs from run to run."""
    column = 0
    for letter in part:
        column = (column * 131 + ord(letter)) % (2**31 - 1)
    return column % COLUMNS


if __name__ == "__main__":
    main()
