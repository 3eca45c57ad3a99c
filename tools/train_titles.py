"""Fit the weights by which `retrieval/episode_pages/clip_titles.py` titles clips, and write them.

python -m tools.train_titles --dataset ../shared/data

`tools/grades/titles.tsv` holds what readers thought of possible titles of clips: the episode's file, the clip
(segment, first character and length there), the kind of title, its parts (first character and length in the
clip; the opening of a clip has none), and the grade:

2: names what the clip is about;
1: vague, or about a part of it;
0: wrong, a fragment, or without meaning.

The weights are fitted to the openly licensed episodes. Printed is how the titles are graded that have the
highest score of each clip: cross-validated over those episodes, and for the other ones.
"""

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.clip_titles import WEIGHTS_FILE, Kind, TitlePart, title_features
from retrieval.episode_pages.keyphrases import Keyphrases
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.models import Segment
from retrieval.transcripts.bounded_reader import read_segments
from tools.embedding.dataset import OPEN_FOLDERS
from tools.train_quotability import Array, fit_and_hold_out, is_open

GRADES = Path(__file__).parent / "grades" / "titles.tsv"
FOLDERS = (*OPEN_FOLDERS, "listeners")
RIDGE = 300.0
"""Weight of the squared weights next to the squared errors."""
MEANING_SCALE = 5.0
"""What vectors are multiplied by, so that one weight of them costs about as much as one of the features."""
DECIMALS = 4
_OPENING = TitlePart(0.0, 0, 0)


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded title: its features, the mean vector of its parts, and whose it is."""

    features: tuple[float, ...]
    meaning: Array
    episode: str
    clip: tuple[str, ...]
    is_open: bool
    grade: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="with listeners/, listeners-open/")
    args = parser.parse_args()
    titles = read(args.dataset, load_embedding_model(DEFAULT_MODEL).embed)
    names = list(title_features("opening", [_OPENING]))
    features = numpy.array([title.features for title in titles])
    meaning = MEANING_SCALE * numpy.array([title.meaning for title in titles])
    fitted: dict[str, Any] = {"embedding_model": DEFAULT_MODEL}
    for name, rows in (("by_features", features), ("by_meaning", numpy.column_stack([features, meaning]))):
        weights = _report(name, rows, len(names), titles)
        fitted[name] = {
            "bias": round(weights[-1], DECIMALS),
            "features": dict(zip(names, weights[: len(names)].round(DECIMALS).tolist(), strict=True)),
            "meaning": (MEANING_SCALE * weights[len(names) : -1]).round(DECIMALS).tolist(),
        }
    WEIGHTS_FILE.write_text(json.dumps(fitted) + "\n", "utf-8")


def read(dataset: Path, embed: Embed) -> list[Graded]:
    """Return the graded titles of the episodes that a folder has."""
    files = {file.name: file for folder in FOLDERS for file in (dataset / folder / "transcripts").iterdir()}
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with GRADES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            rows[row["episode"]].append(row)
    return [title for name in rows for title in _of_episode(files[name], rows[name], embed)]


def _of_episode(file: Path, rows: Sequence[Mapping[str, str]], embed: Embed) -> list[Graded]:
    segments = {segment.number: segment for segment in read_segments(file.read_bytes(), file.name).segments}
    speakers = {name for segment in segments.values() for name in segment.speakers}
    keyphrases = Keyphrases.extract(list(segments.values()), "", speakers)
    parts = [_parts(row, segments) for row in rows]
    clips = sorted({int(row["segment"]) for row in rows})
    texts = sorted({text for own in parts for text in own})
    vectors = dict(zip(texts, embed(texts), strict=True))
    near = dict(zip(clips, embed([segments[number].text for number in clips]), strict=True))
    titles = []
    for row, own in zip(rows, parts, strict=True):
        of_clip = near[int(row["segment"])]
        made = [
            TitlePart(float(vectors[text] @ of_clip), len(text.split()), keyphrases.said_in(text) or 0)
            for text in own
        ]
        features = title_features(cast("Kind", row["kind"]), made or [_OPENING])
        mean = numpy.mean([vectors[text] for text in own], axis=0) if own else numpy.zeros_like(of_clip)
        clip = (file.name, row["segment"], row["start"], row["length"])
        grade = float(row["grade"])
        titles.append(Graded(tuple(features.values()), mean, file.name, clip, is_open(file), grade))
    return titles


def _parts(row: Mapping[str, str], segments: Mapping[int, Segment]) -> list[str]:
    start = int(row["start"])
    clip = segments[int(row["segment"])].text[start : start + int(row["length"])]
    spans = [part.split(":") for part in row["parts"].split(",") if part]
    return [clip[int(at) : int(at) + int(length)] for at, length in spans]


def _report(name: str, rows: Array, features: int, titles: Sequence[Graded]) -> Array:
    """Print how the titles are graded that the fit prefers, and return the weights, the bias last."""
    grades = numpy.array([title.grade for title in titles])
    fitted_to = numpy.array([title.is_open for title in titles])
    episodes = numpy.array([title.episode for title in titles])
    weights, expected = fit_and_hold_out(
        rows, grades, fitted_to, episodes, lambda own, graded: fit(own, graded, features)
    )
    for where, inside in (("cross-validated", True), ("others", False)):
        best: dict[tuple[str, ...], tuple[float, float]] = {}
        for title, score in zip(titles, expected, strict=True):
            if title.is_open == inside:
                best[title.clip] = max(best.get(title.clip, (-9.0, 0.0)), (float(score), title.grade))
        shares = [numpy.mean([grade == at for _, grade in best.values()]).round(3) for at in (0, 1, 2)]
        print(f"{name}, {where}: of {len(best)} clips titled with 0, 1 and 2: {shares}")
    return weights


def fit(rows: Array, grades: Array, features: int) -> Array:
    """Return the weights of a ridge regression, the bias last.

    The first `features` columns are standardized for the fit.
    """
    spread = numpy.ones(rows.shape[1])
    spread[:features] = numpy.maximum(rows[:, :features].std(axis=0), 1e-6)
    mean = rows.mean(axis=0)
    centered = (rows - mean) / spread
    curvature = centered.T @ centered + RIDGE * numpy.eye(rows.shape[1])
    weights = numpy.linalg.solve(curvature, centered.T @ (grades - grades.mean())) / spread
    return numpy.append(weights, grades.mean() - mean @ weights)


if __name__ == "__main__":
    main()
