"""Fit the weights by which `retrieval/episode_pages/subject_answers.py` judges quotes, and write them.

python -m tools.train_subject_answers --dataset ../shared/data

`tools/grades/subject_answers.tsv` holds what readers who hadn't heard the episode thought of 585 quotes
under "What do they say about X?": the episode's file, where the quote is (segment, first character, length,
and the length of its first sentence), where in it the subject is (first character and length), whether the
question says "the" before it, the cosines of the quote's meaning to those of the subject and the question,
and two grades:

question: 2 something that people could be curious about; 1 clumsy, but clear; 0 unclear alone, or no subject;
answer: 2 the quote tells something of the subject, and is understood alone; 1 in part; 0 it doesn't.

Six of an episode were those that a first guess put first; three were drawn from the others. Good is what has
no 0 and at least one 2. The weights are fitted to the openly licensed episodes. Printed is how often a good
one is put before another one, and how many of the first tenths are good: cross-validated over those episodes,
and for the other ones.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy

from retrieval.episode_pages.beginnings import load_beginnings
from retrieval.episode_pages.quotability import load_answer_fit, load_quotability
from retrieval.episode_pages.subject_answers import WEIGHTS_FILE, answer_features
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from tools.train_quotability import (
    DECIMALS,
    Array,
    fit,
    fit_and_hold_out,
    graded_rows,
    is_open,
    ranked_rightly,
)

GOOD_SUM = 3
"""Least sum of both grades, neither of which is 0."""
SHARES = (0.1, 0.2, 0.3)
"""Shares of the quotes, the best first, of which is printed how many are good."""


class Graded(NamedTuple):
    """A graded quote: its features, its episode, and whether it is good."""

    features: dict[str, float]
    episode: str
    is_open: bool
    is_good: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--dataset", type=Path, required=True, help="with listeners/, listeners-open/, podqa/"
    )
    quotes = list(read(parser.parse_args().dataset))
    names = list(quotes[0].features)
    features = numpy.array([list(quote.features.values()) for quote in quotes])
    good = numpy.array([quote.is_good for quote in quotes], float)
    fitted_to = numpy.array([quote.is_open for quote in quotes])
    episodes = numpy.array([quote.episode for quote in quotes])

    def fit_all(rows: Array, labels: Array) -> Array:
        return fit(rows, labels, len(names))

    weights, scores = fit_and_hold_out(features, good, fitted_to, episodes, fit_all)
    for where, chosen in (("cross-validated", fitted_to), ("others", ~fitted_to)):
        labels = good[chosen][numpy.argsort(-scores[chosen])]
        first = [f"{labels[: int(share * len(labels))].mean():.2f}" for share in SHARES]
        area = ranked_rightly(scores[chosen], good[chosen])
        print(f"{where}: {len(labels)}, {labels.mean():.3f} good, {area:.3f}, first {SHARES}: {first}")
    fitted = dict(zip(names, weights[:-1].round(DECIMALS).tolist(), strict=True))
    WEIGHTS_FILE.write_text(json.dumps({**fitted, "bias": round(weights[-1], DECIMALS)}) + "\n", "utf-8")


def read(dataset: Path) -> Iterator[Graded]:
    """Yield the graded quotes of the episodes that a folder has."""
    rows = list(graded_rows(dataset, "subject_answers.tsv"))
    texts = [text for _, _, text in rows]
    beginnings = [" ".join(text[: int(row["beginning"])].split()) for row, _, text in rows]
    embed = load_embedding_model(DEFAULT_MODEL).embed
    quality = load_quotability("quote", DEFAULT_MODEL).scores(texts, embed(texts))
    begins = load_beginnings(DEFAULT_MODEL).scores(beginnings, embed(beginnings))
    for (row, file, text), quality_of_text, beginning in zip(rows, quality, begins, strict=True):
        start, length = int(row["subject_start"]), int(row["subject_length"])
        near_question = float(row["near_question"])
        features = answer_features(
            text[start : start + length],
            text,
            with_article=row["with_article"] == "1",
            near_subject=float(row["near_subject"]),
            near_question=near_question,
        )
        features["quality"], features["beginning"] = quality_of_text, beginning
        features["fit"] = load_answer_fit().log_odds(text, near_question)
        grades = int(row["question"]), int(row["answer"])
        is_good = min(grades) > 0 and sum(grades) >= GOOD_SUM
        yield Graded(features, file.name, is_open(file), is_good)


if __name__ == "__main__":
    main()
