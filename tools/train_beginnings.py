"""Fit the weights by which `retrieval/episode_pages/beginnings.py` judges beginnings, and write them.

python -m tools.train_beginnings --dataset ../shared/data

`tools/grades/beginnings.tsv` holds what readers thought of 3,300 sentences as the beginning of a clip: the
episode's file, the segment, the first character and the length there, and the grade:

3: a thought begins here, and all of it is understood alone;
2: it points back a little, or what follows clears it up at once;
1: it points back at something unheard, replies to it, or goes on with it;
0: garbled, a greeting, or a promotion.

1,800 were drawn from all that a clip may begin with; 1,500 from the 40 % that weights fitted to those put
first. The weights are fitted to the openly licensed episodes. Printed is how often a good one (2 or more) is
put before another one, and how many of the first tenth are good: cross-validated over those episodes, and for
the other ones.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy

from retrieval.episode_pages.beginnings import WEIGHTS_FILE, beginning_features
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from tools.train_quotability import (
    DECIMALS,
    Array,
    Graded,
    fit,
    fit_and_hold_out,
    graded_rows,
    is_open,
    ranked_rightly,
)

GOOD = 2
"""Grade from which a sentence is a good beginning."""
MEANING_SCALE = 6.0
"""What embeddings are multiplied by, so that one weight of them costs about as much as one of the wording."""
MIN_SPREAD = 0.05
"""Standard deviation of a feature below which it tells nothing."""
FIRST_SHARE = 0.1
"""Share of the sentences, the best first, of which is printed how many are good."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--dataset", type=Path, required=True, help="with listeners/, listeners-open/, podqa/"
    )
    args = parser.parse_args()
    sentences = read(args.dataset)
    all_wording = numpy.array([[*beginning_features(each.text).values()] for each in sentences])
    told = all_wording[[each.is_open for each in sentences]].std(axis=0) > MIN_SPREAD
    names = [name for name, tells in zip(beginning_features("."), told, strict=True) if tells]
    wording = all_wording[:, told]
    meaning = numpy.asarray(
        load_embedding_model(DEFAULT_MODEL).embed([each.text for each in sentences]), float
    )
    fitted: dict[str, Any] = {"embedding_model": DEFAULT_MODEL}
    for title, columns in (("by_wording", [wording]), ("by_meaning", [wording, MEANING_SCALE * meaning])):
        weights = _report(title, numpy.column_stack(columns), len(names), sentences)
        fitted[title] = {
            "bias": round(weights[-1], DECIMALS),
            "wording": dict(zip(names, weights[: len(names)].round(DECIMALS).tolist(), strict=True)),
        }
    fitted["by_meaning"]["meaning"] = (MEANING_SCALE * weights[len(names) : -1]).round(DECIMALS).tolist()
    WEIGHTS_FILE.write_text(json.dumps(fitted) + "\n", "utf-8")


def read(dataset: Path) -> list[Graded]:
    """Return the graded sentences of the episodes that a folder has, on one line each."""
    return [
        Graded(" ".join(text.split()), "beginning", file.name, is_open(file), int(row["grade"]) >= GOOD)
        for row, file, text in graded_rows(dataset, "beginnings.tsv")
    ]


def _report(title: str, features: Array, wording: int, sentences: Sequence[Graded]) -> Array:
    good = numpy.array([each.is_good for each in sentences], float)
    fitted_to = numpy.array([each.is_open for each in sentences])
    episodes = numpy.array([each.episode for each in sentences])
    weights, held_out = fit_and_hold_out(
        features, good, fitted_to, episodes, lambda rows, labels: fit(rows, labels, wording)
    )
    for where, chosen in (("cross-validated", fitted_to), ("others", ~fitted_to)):
        scores, labels = held_out[chosen], good[chosen]
        first = labels[numpy.argsort(-scores)][: int(FIRST_SHARE * len(labels))]
        area = ranked_rightly(scores, labels)
        print(
            f"{title}, {where}: {len(labels)}, {labels.mean():.3f} good, {area:.3f}, first {first.mean():.3f}"
        )
    return weights


if __name__ == "__main__":
    main()
