"""Compare Podcite's retrieval with BM25, MiniLM and the usual LangChain pipeline.

python -m benchmarks.retrieval --dataset ../shared/data/qmsum/val.jsonl
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.home import open_home
from benchmarks.measures import Figures, interval, judge, mean
from benchmarks.meetings import Meeting, domains, read
from benchmarks.systems import Bm25, LangChain, MiniLM, Podcite, Segments, System

SCOPES, ALL = ("episode", "all"), "all"
Results = dict[tuple[str, str], list[Figures]]
"""(scope, system) → the figures of every question."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="meetings, as in qmsum/val.jsonl")
    parser.add_argument("--limit", type=int, help="use only this many meetings")
    parser.add_argument("--json", action="store_true", help="write JSON instead of tables")
    args = parser.parse_args()
    meetings = read(args.dataset, args.limit)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        results = run(meetings, Path(folder))
    if args.json:
        more = {"domains": by_domain(meetings, results), "differences": differences(meetings, results)}
        print(json.dumps({"rows": rows(results), **more}))
    else:
        show(meetings, results)


def run(meetings: Sequence[Meeting], folder: Path) -> Results:
    home = open_home(folder)
    segments = Segments(home, meetings)
    systems: Mapping[str, System] = {
        "podcite": Podcite(segments),
        "bm25": Bm25(segments),
        "minilm": MiniLM(segments),
        "langchain": LangChain(home, meetings, folder / "langchain"),
    }
    results: Results = {(scope, name): [] for scope in SCOPES for name in systems}
    for meeting in meetings:
        for question in meeting.questions:
            gold = meeting.gold(question)
            for scope, name in results:
                system = systems[name]
                ranked = system.rank(question.text, meeting.id if scope == "episode" else None)
                figures = judge(ranked, system.passages[meeting.id], meeting.id, gold)
                results[scope, name].append(figures)
    home.close()
    return results


def rows(results: Results) -> list[dict[str, object]]:
    return [
        {"scope": scope, "system": name, **mean(figures)._asdict()}
        for (scope, name), figures in results.items()
    ]


def by_domain(meetings: Sequence[Meeting], results: Results) -> list[dict[str, object]]:
    """The rows of each domain's questions alone."""
    return [
        {"domain": domain, **row}
        for domain in domains(meetings)
        for row in rows(_only(domain, meetings, results))
    ]


def differences(meetings: Sequence[Meeting], results: Results) -> list[dict[str, object]]:
    """Podcite less each other system, for all questions and each domain's: 95% lie between the two ends."""
    found: list[dict[str, object]] = []
    for domain in (ALL, *domains(meetings)):
        chosen = _only(domain, meetings, results)
        for (scope, name), theirs in chosen.items():
            if name != "podcite":
                between = zip(Figures._fields, interval(chosen[scope, "podcite"], theirs), strict=True)
                found.append({"domain": domain, "scope": scope, "system": name, **dict(between)})
    return found


def _only(domain: str, meetings: Sequence[Meeting], results: Results) -> Results:
    asked = [question.domain for meeting in meetings for question in meeting.questions]
    chosen = [position for position, found in enumerate(asked) if domain in (ALL, found)]
    return {key: [figures[position] for position in chosen] for key, figures in results.items()}


def show(meetings: Sequence[Meeting], results: Results) -> None:
    count = sum(len(meeting.questions) for meeting in meetings)
    console = Console()
    for scope in SCOPES:
        where = "within the meeting" if scope == "episode" else "over all meetings"
        table = Table(title=f"{count} questions, {len(meetings)} meetings, {where}")
        for column in ("domain", "system", *Figures._fields):
            table.add_column(column)
        for domain in (ALL, *domains(meetings)):
            chosen = _only(domain, meetings, results)
            for name in [name for named, name in results if named == scope]:
                cells = _cells(chosen[scope, "podcite"], chosen[scope, name], name == "podcite")
                table.add_row(domain, name, *cells, end_section=name == "langchain")
        console.print(table)
    console.print("In brackets: 95% of the bootstrapped differences of Podcite to this system.")


def _cells(ours: Sequence[Figures], theirs: Sequence[Figures], own: bool) -> list[str]:
    if own:
        return [f"{value:.3f}" for value in mean(theirs)]
    between = interval(ours, theirs)
    return [
        f"{value:.3f} [{low:+.3f} {high:+.3f}]"
        for value, (low, high) in zip(mean(theirs), between, strict=True)
    ]


if __name__ == "__main__":
    main()
