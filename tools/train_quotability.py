"""Fit the weights by which `retrieval/episode_pages/quotability.py` judges passages, and write them.

python -m tools.train_quotability --dataset ../shared/data

`tools/grades/passages.tsv` holds what readers thought of passages and clips of 65 episodes: the episode's
file, the kind, the segment, the first character and the length there, and the mean grade:

3: understood alone, and says something that one would share;
2: understood alone, and says something;
1: needs its context, rambles, or says little;
0: an introduction, a greeting, a promotion, a question without its answer, or garbled.

`tools/grades/answers.tsv` holds what they thought of quotes as answers to questions of an episode: where each
quote is, the cosine of its meaning to that of the question, and the grade:

2: it answers the question;
1: it is about the subject, or says little;
0: it doesn't answer.

The weights are fitted to the openly licensed episodes, and printed is how often a good one (2 or more) is
put before another one: cross-validated over those episodes, and for the other ones.
"""

import argparse
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from retrieval.episode_pages.quotability import WEIGHTS_FILE, wording_features
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.transcripts.bounded_reader import read_segments
from tools.embedding.dataset import OPEN_EPISODES, OPEN_FOLDERS

GRADES = Path(__file__).parent / "grades"
CHECKED_FOLDERS = ("podqa",)
"""Data sets that nothing is fitted to."""
FOLDERS = (*OPEN_FOLDERS, "listeners", *CHECKED_FOLDERS)
KINDS = ("quote", "clip")
GOOD = 1.5
"""Mean grade from which a passage is good."""
RIDGE = 50.0
"""Weight of half the squared weights in the loss."""
MEANING_SCALE = 6.0
"""What embeddings are multiplied by, so that one weight of them costs about as much as one of the wording."""
NOT_OF_ANSWERS = ("ends_a_sentence",)
"""Features that would leave episodes without punctuation without questions."""
FOLDS = 8
NEWTON_STEPS = 12
DECIMALS = 4

Array = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded text: its kind, episode and license, whether it is good, and how near its question is."""

    text: str
    kind: str
    episode: str
    is_open: bool
    is_good: bool
    nearness: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="with listeners/, listeners-open/")
    args = parser.parse_args()
    passages = read(args.dataset)
    names = list(wording_features("."))
    wording = numpy.array([[*wording_features(passage.text).values()] for passage in passages])
    kinds = numpy.array([[float(passage.kind == kind) for kind in KINDS] for passage in passages])
    meaning = numpy.asarray(load_embedding_model(DEFAULT_MODEL).embed([p.text for p in passages]), float)
    fitted: dict[str, Any] = {"embedding_model": DEFAULT_MODEL}
    for title, columns in (
        ("by_wording", [wording, kinds]),
        ("by_meaning", [wording, kinds, MEANING_SCALE * meaning]),
    ):
        weights = _report(title, numpy.column_stack(columns), len(names), passages)
        fitted[title] = {
            "bias": round(weights[-1], DECIMALS),
            **{kind: round(weights[len(names) + n], DECIMALS) for n, kind in enumerate(KINDS)},
            "wording": {name: round(weights[n], DECIMALS) for n, name in enumerate(names)},
            "meaning": (MEANING_SCALE * weights[len(names) + len(KINDS) : -1]).round(DECIMALS).tolist(),
        }
    fitted["answer"] = _fit_answers(read_answers(args.dataset))
    WEIGHTS_FILE.write_text(json.dumps(fitted) + "\n", "utf-8")


def read(dataset: Path) -> list[Graded]:
    """Return the graded passages of the episodes that a folder has."""
    return [
        Graded(text, row["kind"], file.name, is_open(file), float(row["grade"]) >= GOOD)
        for row, file, text in graded_rows(dataset, "passages.tsv")
    ]


def read_answers(dataset: Path) -> list[Graded]:
    """Return the graded answers to questions about the episodes that a folder has."""
    return [
        Graded(text, "answer", file.name, is_open(file), float(row["grade"]) >= GOOD, float(row["nearness"]))
        for row, file, text in graded_rows(dataset, "answers.tsv")
    ]


def graded_rows(dataset: Path, name: str) -> Iterator[tuple[dict[str, str], Path, str]]:
    """Yield the rows of a file of grades, each with its transcript and the text that was graded."""
    files = {file.name: file for folder in FOLDERS for file in (dataset / folder / "transcripts").iterdir()}
    texts: dict[str, dict[int, str]] = {}
    with (GRADES / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            file = files[row["episode"]]
            if file.name not in texts:
                segments = read_segments(file.read_bytes(), file.name).segments
                texts[file.name] = {segment.number: segment.text for segment in segments}
            start, length = int(row["start"]), int(row["length"])
            yield row, file, texts[file.name][int(row["segment"])][start : start + length]


def _fit_answers(answers: Sequence[Graded]) -> dict[str, Any]:
    names = [name for name in wording_features(".") if name not in NOT_OF_ANSWERS]
    features = numpy.array(
        [[*map(wording_features(each.text).__getitem__, names), each.nearness] for each in answers]
    )
    weights = _report("answers", features, len(names), answers)
    *wording, nearness = weights[:-1].round(DECIMALS).tolist()
    return {
        "bias": round(weights[-1], DECIMALS),
        "wording": dict(zip(names, wording, strict=True)),
        "nearness": nearness,
    }


def is_open(transcript: Path) -> bool:
    """Return whether weights may be fitted to an episode: openly licensed, and not kept for checking."""
    folder = transcript.parent.parent.name
    if folder in CHECKED_FOLDERS:
        return False
    return folder in OPEN_FOLDERS or bool(OPEN_EPISODES.match(transcript.stem))


def _report(title: str, features: Array, wording: int, passages: Sequence[Graded]) -> Array:
    """Print how good the fit is, and return the weights for features as they are, the bias last."""
    good = numpy.array([passage.is_good for passage in passages], float)
    fitted_to = numpy.array([passage.is_open for passage in passages])
    episodes = numpy.array([passage.episode for passage in passages])
    weights, held_out = fit_and_hold_out(
        features, good, fitted_to, episodes, lambda rows, labels: fit(rows, labels, wording)
    )
    for kind in dict.fromkeys(passage.kind for passage in passages):
        of_kind = numpy.array([passage.kind == kind for passage in passages])
        for where, chosen in (("cross-validated", of_kind & fitted_to), ("others", of_kind & ~fitted_to)):
            area = ranked_rightly(held_out[chosen], good[chosen])
            share = good[chosen].mean()
            print(f"{title}, {kind}, {where}: {chosen.sum()} passages, {share:.3f} good, {area:.3f}")
    return weights


def fit_and_hold_out(
    rows: Array,
    targets: Array,
    fitted_to: NDArray[numpy.bool],
    episodes: NDArray[Any],
    fit: Callable[[Array, Array], Array],
) -> tuple[Array, Array]:
    """Return the weights, the bias last, and the scores of rows by weights that don't know their episodes."""
    scores = numpy.zeros(len(rows))
    names = sorted(set(episodes[fitted_to]))
    for fold in range(FOLDS):
        held = numpy.isin(episodes, names[fold::FOLDS])
        others = fitted_to & ~held
        scores[held] = with_bias(rows[held]) @ fit(rows[others], targets[others])
    weights = fit(rows[fitted_to], targets[fitted_to])
    scores[~fitted_to] = with_bias(rows[~fitted_to]) @ weights
    return weights, scores


def fit(features: Array, labels: Array, wording: int) -> Array:
    """Return the weights of a logistic regression, the bias last, by Newton's method.

    The first `wording` features are standardized for the fit.
    """
    mean, spread = numpy.zeros(features.shape[1]), numpy.ones(features.shape[1])
    mean[:wording], spread[:wording] = features[:, :wording].mean(axis=0), features[:, :wording].std(axis=0)
    rows = with_bias((features - mean) / spread)
    ridge = RIDGE * numpy.diag([*[1.0] * features.shape[1], 0.0])
    weights = numpy.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        expected = 1 / (1 + numpy.exp(-(rows @ weights)))
        gradient = rows.T @ (expected - labels) + ridge @ weights
        curvature = (rows.T * (expected * (1 - expected))) @ rows + ridge
        weights -= numpy.linalg.solve(curvature, gradient)
    own = weights[:-1] / spread
    return numpy.append(own, weights[-1] - own @ mean)


def ranked_rightly(scores: Array, labels: Array) -> float:
    """Return the share of pairs of a good and another passage in which the good one has the higher score."""
    good, other = scores[labels > 0], scores[labels == 0]
    return float((good[:, None] > other[None, :]).mean())


def with_bias(features: Array) -> Array:
    """Return the rows with a column of ones at their end."""
    return numpy.column_stack([features, numpy.ones(len(features))])


if __name__ == "__main__":
    main()
