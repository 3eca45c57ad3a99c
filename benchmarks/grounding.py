"""Measure how many true sentences are kept, and how many altered ones pass.

python -m benchmarks.grounding --dataset ../shared/data/grounding/dev.jsonl [--json]
python -m benchmarks.grounding --dataset FILE --verifier openai:MODEL
python -m benchmarks.grounding --dataset FILE --record /tmp/verdicts

With a verifier only numbers, units, counts and names are rejected by rules alone, as in answers; the model
decides on all other sentences. With --record, its prompts are written to files: somebody with a model writes
each reply into HASH.reply next to HASH.prompt. --replay measures with these replies; a sentence without one
counts nowhere.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.recording import MODEL, recording
from benchmarks.sentence_verification import NoReplyError, sentence_verifier, surround_cited
from retrieval.answering.proof.judgement import Spoken, judge
from retrieval.answering.proof_rules import CERTAIN
from retrieval.answering.quotes import QuotedEvidence

TRUE = "supported"
FALSE = "false"


@dataclass(frozen=True)
class Example:
    """A sentence with its evidence; `kind` says how a true sentence was altered.

    A verifier sees the `passages`: the evidence with the words around it, as in answers.
    """

    id: str
    sentence: str
    evidence: tuple[Spoken, ...]
    passages: QuotedEvidence
    question: str
    is_true: bool
    kind: str


Verify = Callable[[str, str, QuotedEvidence], bool | None]
"""Returns whether evidence supports a sentence, by the question too; `None` leaves it to the rules."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a file as grounding/dev.jsonl")
    parser.add_argument("--verifier", default="", help="a chat model, as PODCITE_VERIFIER")
    folder = parser.add_mutually_exclusive_group()
    folder.add_argument("--record", type=Path, help="write prompts without a reply to this folder")
    folder.add_argument("--replay", type=Path, help="take replies from this folder")
    parser.add_argument("--json", action="store_true", help="write JSON instead of lines")
    args = parser.parse_args()
    examples = read(args.dataset)
    replies = args.record or args.replay
    if args.verifier or replies:
        figures = measure_verified(examples, args.verifier or MODEL, replies, writes=bool(args.record))
    else:
        figures = measure(examples)
    if args.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")


def measure_verified(
    examples: Iterable[Example], verifier: str, folder: Path | None = None, *, writes: bool = False
) -> dict[str, Any]:
    """Return the figures with a verifier, how often it failed, and how many recorded replies are missing."""
    with ExitStack() as stack:
        replies = stack.enter_context(recording(folder, writes=writes)) if folder else None
        verify = stack.enter_context(sentence_verifier(verifier, replies))
        figures = measure(examples, verify)
        missing = len(replies.missing) if replies else 0
    return {"verifier": verifier, **figures, "without_verdict": verify.failed, "missing": missing}


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
        try:
            reason = _reason_to_drop(example, verify)
        except NoReplyError:
            continue
        passes = not reason
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


def _reason_to_drop(example: Example, verify: Verify | None) -> str:
    """Return the rule that drops a sentence or "verification", empty if it is kept. Raises NoReplyError."""
    evidence = (
        example.evidence
        if verify is None
        else (Spoken(example.passages.segment.text, example.passages.segment.speakers),)
    )
    rejection = judge(example.sentence, evidence, example.question)
    if verify is not None and rejection not in CERTAIN:
        supported = verify(example.sentence, example.question, example.passages)
        if supported is not None:
            return "" if supported else "verification"
    return rejection.name.lower() if rejection else ""


def _example(row: dict[str, Any]) -> Example:
    speakers = tuple(row.get("speakers", ()))
    quotes = row.get("quotes") or [row["passages"][str(number)] for number in row["cited"]]
    return Example(
        id=row["id"],
        sentence=row["sentence"],
        evidence=tuple(Spoken(text, speakers) for text in quotes),
        passages=surround_cited(row["passages"], row["cited"], speakers),
        question=row["question"],
        is_true=row["label"] == TRUE,
        kind=row.get("kind", ""),
    )


if __name__ == "__main__":
    main()
