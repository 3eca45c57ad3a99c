"""Measures answers to podcast questions: refusals, citations, facts, and whether quotes are what was said.

python -m benchmarks.answers --dataset ../shared/data/podqa [--model extractive|openai:MODEL]
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.judging import JUDGE, Asked, Judged, Row, judge, rows
from retrieval.errors import ModelError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope, Segment, Turn
from retrieval.models.options import Options

SEED = 7


@dataclass(frozen=True)
class Failed:
    """A question for which the model failed, and why."""

    asked: Asked
    reason: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder as podqa")
    parser.add_argument("--model", default="extractive", help="a chat model, as PODCITE_CHAT_MODEL")
    parser.add_argument("--limit", type=int, help="use so many episodes only")
    parser.add_argument("--questions", type=int, help="ask so many only, drawn from every kind alike")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        judged, failed = asyncio.run(run(args.dataset, Path(folder), args.model, args.limit, args.questions))
    figures = rows(judged, [failure.asked for failure in failed])
    if args.json:
        failures = [
            {"scope": f.asked.scope, "kind": f.asked.kind, "question": f.asked.question, "reason": f.reason}
            for f in failed
        ]
        print(json.dumps({"model": args.model, "judge": JUDGE, "rows": figures, "failures": failures}))
        return
    show(f"Answers of {args.model}, judged by {JUDGE}", figures, failed)


async def run(
    dataset: Path, home: Path, model: str, limit: int | None, questions: int | None = None
) -> tuple[list[Judged], list[Failed]]:
    """Every question, or a sample, asked of a library that holds the folder's transcripts."""
    key = os.environ.get("OPENAI_API_KEY")
    library = Library(
        Options(
            home,
            chat_model=model,
            embedding_model=DEFAULT_MODEL,
            openai_api_key=SecretStr(key) if key else None,
            openai_base_url=os.environ.get("OPENAI_BASE_URL"),
        )
    )
    transcripts: dict[str, tuple[Segment, ...]] = {}
    for file in sorted((dataset / "transcripts").iterdir())[:limit]:
        print(f"indexing {file.name}", file=sys.stderr)
        await library.add(file, Details(episode=file.stem))
        transcripts[file.stem] = (await library.transcript(Scope(episode=file.stem)))[1]
    judged, failed = [], []
    for asked in sample(read(dataset, list(transcripts)), questions):
        try:
            answer = await library.ask(asked.question, Scope(episode=asked.within), history=asked.history)
        except ModelError as error:
            print(f"no answer to {asked.question!r}: {error}", file=sys.stderr)
            failed.append(Failed(asked, str(error)))
        else:
            judged.append(judge(asked, answer, transcripts))
    await library.close()
    return judged, failed


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


def read(dataset: Path, episodes: Sequence[str]) -> list[Asked]:
    """All that is asked: each question inside its episode and over all; "crossed" ones inside another.

    A crossed question is a real one put to the episode five files on, where only chance could answer it.
    """
    asked = []
    for data in _lines(dataset / "questions.jsonl"):
        if (episode := data["episode"]) not in episodes:
            continue
        quotes = tuple(evidence["quote"] for evidence in data["evidence"])
        gold = (episode, quotes, tuple(data["key_facts"]))
        asked.append(Asked("episode", "answerable", data["question"], episode, *gold))
        asked.append(Asked("all", "answerable", data["question_global"], None, *gold))
        other = episodes[(episodes.index(episode) + 5) % len(episodes)]
        if other != episode:
            asked.append(Asked("episode", "crossed", data["question"], other))
    for data in _lines(dataset / "unanswerable.jsonl"):
        if data["episode"] is None or data["episode"] in episodes:
            asked.append(Asked("episode", data["kind"], data["question"], data["episode"]))
            asked.append(Asked("all", data["kind"], data["question"], None))
    for data in _lines(dataset / "followups.jsonl"):
        if data["episode"] in episodes:
            quotes = tuple(evidence["quote"] for evidence in data["evidence"])
            history = tuple(Turn(turn["q"], turn["a"]) for turn in data["history"])
            gold = (data["episode"], quotes, tuple(data["key_facts"]))
            asked.append(Asked("follow-up", "answerable", data["question"], data["episode"], *gold, history))
    return asked


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def show(title: str, figures: Sequence[Row], failed: Sequence[Failed]) -> None:
    table = Table(title=title)
    for column in ("measure", *(str(row["scope"]) for row in figures)):
        table.add_column(column)
    for name in [name for name in figures[0] if name != "scope"]:
        table.add_row(name, *(_cell(row[name]) for row in figures))
    console = Console()
    console.print(table)
    for reason, times in Counter(failure.reason for failure in failed).most_common():
        console.print(f"{times} × {reason}", markup=False)


def _cell(value: object) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
