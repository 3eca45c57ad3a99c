"""Measures how many true sentences are kept, and how many altered ones pass.

python -m benchmarks.grounding --dataset ../shared/data/grounding/dev.jsonl [--json]
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.answering.proof.judgement import Spoken, judge

TRUE = "supported"
FALSE = "false"


@dataclass(frozen=True)
class Example:
    """A sentence with its evidence; `kind` says how a true sentence was altered."""

    id: str
    sentence: str
    evidence: tuple[Spoken, ...]
    question: str
    is_true: bool
    kind: str


Verify = Callable[[str, Sequence[Spoken]], bool]
"""Returns whether evidence supports a sentence; asked after the rules."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a file as grounding/dev.jsonl")
    parser.add_argument("--json", action="store_true", help="write JSON instead of lines")
    args = parser.parse_args()
    figures = measure(read(args.dataset))
    if args.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")


def read(dataset: Path) -> list[Example]:
    """Return the examples of a file, without those that are neither true nor altered."""
    rows = map(json.loads, dataset.read_text("utf-8").splitlines())
    return [_example(row) for row in rows if row["label"] in (TRUE, FALSE)]


def measure(examples: Iterable[Example], verify: Verify | None = None) -> dict[str, Any]:
    """Return the shares of true sentences kept and of altered ones passed, also by kind of alteration."""
    kept: Counter[bool] = Counter()
    total: Counter[bool] = Counter()
    passed_by_kind: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    reasons: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for example in examples:
        rejection = judge(example.sentence, example.evidence, example.question)
        passes = rejection is None and (verify is None or verify(example.sentence, example.evidence))
        reason = rejection.name.lower() if rejection else "verification"
        reasons[example.is_true][reason] += not passes
        total[example.is_true] += 1
        kept[example.is_true] += passes
        if not example.is_true:
            by_kind[example.kind] += 1
            passed_by_kind[example.kind] += passes
    return {
        "true_kept": round(kept[True] / max(1, total[True]), 4),
        "false_passed": round(kept[False] / max(1, total[False]), 4),
        "by_kind": {kind: round(passed_by_kind[kind] / by_kind[kind], 4) for kind in sorted(by_kind)},
        "counts": {"true": total[True], "false": total[False], **dict(sorted(by_kind.items()))},
        "true_dropped_by": dict(+reasons[True]),
        "false_dropped_by": dict(+reasons[False]),
    }


def _example(row: dict[str, Any]) -> Example:
    quotes = row.get("quotes") or [row["passages"][str(number)] for number in row["cited"]]
    return Example(
        id=row["id"],
        sentence=row["sentence"],
        evidence=tuple(Spoken(text, tuple(row.get("speakers", ()))) for text in quotes),
        question=row["question"],
        is_true=row["label"] == TRUE,
        kind=row.get("kind", ""),
    )


if __name__ == "__main__":
    main()
