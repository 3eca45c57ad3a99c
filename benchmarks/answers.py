"""Measure answers to podcast questions: refusals, citations, facts, and whether quotes are what was said.

python -m benchmarks.answers --dataset ../shared/data/podqa [--model extractive|openai:MODEL]
python -m benchmarks.answers --dataset ../shared/data/listeners --questions 20,10,10,6 --record /tmp/replies

With --record, the prompts for a model are written to files; a model that you have writes each reply into
HASH.reply next to HASH.prompt. Some prompts follow from replies (verification from sentences), so repeat it
until nothing is missing. --replay measures with these replies.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.asking import draw, read, sample
from benchmarks.judging import JUDGE, Asked, Judged, Row, judge, rows
from benchmarks.recording import MODEL, Recording, recording
from retrieval.errors import ModelError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Answer, Details, Scope, Segment
from retrieval.models.options import Options

Transcripts = dict[str, tuple[Segment, ...]]


@dataclass(frozen=True)
class Failed:
    """A question for which the model failed, and why."""

    asked: Asked
    reason: str


@dataclass(frozen=True)
class Run:
    """What to ask, and with which model. Answers are appended to the file `log`, one JSON object a line."""

    dataset: Path
    home: Path
    model: str
    limit: int | None = None
    questions: tuple[int, ...] = ()
    verifier: str = ""
    log: Path | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder as podqa or listeners")
    parser.add_argument("--model", default="extractive", help="a chat model, as PODCITE_CHAT_MODEL")
    parser.add_argument("--verifier", default="", help="as PODCITE_VERIFIER")
    parser.add_argument("--record", type=Path, help="write prompts without a reply to this folder")
    parser.add_argument("--replay", type=Path, help="take replies from this folder")
    parser.add_argument("--home", type=Path, help="keep the index here for the next run")
    parser.add_argument("--answers", type=Path, help="write each answer to this file (with transcript text)")
    parser.add_argument("--limit", type=int, help="use only this many episodes")
    parser.add_argument(
        "--questions",
        type=_counts,
        default=(),
        help="ask only this many, drawn equally from every kind; or four numbers: within an episode,\n"
        "over all, unanswerable, follow-ups",
    )
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    folder = args.record or args.replay
    with ExitStack() as stack:
        home = args.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        replies = stack.enter_context(recording(folder, writes=bool(args.record))) if folder else None
        model = MODEL if replies else args.model
        plan = Run(args.dataset, home, model, args.limit, args.questions, args.verifier, args.answers)
        judged, failed = asyncio.run(run(plan, replies))
    figures = rows(judged, [failure.asked for failure in failed])
    missing = dict(Counter(replies.missing.values())) if replies else {}
    if args.json:
        failures = [
            {"scope": f.asked.scope, "kind": f.asked.kind, "question": f.asked.question, "reason": f.reason}
            for f in failed
        ]
        document = {"model": model, "judge": JUDGE, "rows": figures, "failures": failures, "missing": missing}
        print(json.dumps(document))
        return
    show(f"Answers of {model}, judged by {JUDGE}", figures, failed)
    if missing:
        print(f"prompts without a reply: {missing}")


def _counts(text: str) -> tuple[int, ...]:
    counts = tuple(int(part) for part in text.split(","))
    if len(counts) not in (1, 4):
        raise argparse.ArgumentTypeError("give one number or four")
    return counts


async def run(plan: Run, replies: Recording | None = None) -> tuple[list[Judged], list[Failed]]:
    """Every question, or a sample, asked of a library that holds the folder's transcripts.

    A question for which a recorded reply is missing counts nowhere.
    """
    library = _open(plan, replies)
    transcripts = await _index(library, plan)
    judged, failed = [], []
    for asked in _choose(read(plan.dataset, list(transcripts)), plan.questions):
        if replies:
            replies.begin_question()
        try:
            answer = await library.ask(asked.question, Scope(episode=asked.within), history=asked.history)
        except ModelError as error:
            print(f"no answer to {asked.question!r}: {error}", file=sys.stderr)
            failed.append(Failed(asked, str(error)))
            continue
        if replies and replies.is_incomplete:
            continue
        judged.append(judge(asked, answer, transcripts))
        if plan.log:
            _log(plan.log, asked, answer, judged[-1])
    await library.close()
    return judged, failed


def _open(plan: Run, replies: Recording | None) -> Library:
    key = "none" if replies else os.environ.get("OPENAI_API_KEY")
    return Library(
        Options(
            plan.home,
            chat_model=plan.model,
            verifier=plan.verifier,
            embedding_model=DEFAULT_MODEL,
            openai_api_key=SecretStr(key) if key else None,
            openai_base_url=replies.url if replies else os.environ.get("OPENAI_BASE_URL"),
        )
    )


async def _index(library: Library, plan: Run) -> Transcripts:
    """The transcripts of the folder by the names of their files; what a kept home has isn't added again."""
    transcripts: Transcripts = {}
    known = {episode.id for episode in await library.episodes(Scope())} if plan.home.exists() else set()
    for file in sorted((plan.dataset / "transcripts").iterdir())[: plan.limit]:
        if file.stem not in known:
            print(f"indexing {file.name}", file=sys.stderr)
            await library.add(file, Details(episode=file.stem))
        transcripts[file.stem] = (await library.transcript(Scope(episode=file.stem)))[1]
    return transcripts


def _choose(asked: Sequence[Asked], counts: tuple[int, ...]) -> list[Asked]:
    return draw(asked, counts) if len(counts) > 1 else sample(asked, *counts or (None,))


def _log(file: Path, asked: Asked, answer: Answer, judged: Judged) -> None:
    cited = [
        {"text": sentence.text, "segment": citation.segment, "quote": citation.quote}
        for sentence in answer.sentences
        for citation in sentence.citations
    ]
    line = {
        "scope": asked.scope,
        "kind": asked.kind,
        "question": asked.question,
        "within": asked.within,
        "sentences": cited,
        "rejected": answer.rejected,
        "evidence_cited": judged.evidence_cited,
        "evidence": asked.evidence,
        "corrected": judged.corrected,
    }
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")


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
