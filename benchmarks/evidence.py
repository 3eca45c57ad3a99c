"""Measure how much of the verbatim evidence for podcast questions `search` finds.

python -m benchmarks.evidence --dataset ../shared/data/podqa
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from rich.console import Console
from rich.table import Table

from benchmarks.home import Home, open_home
from retrieval.models import Details, Episode, Scope, Segment

DEPTHS = (3, 5, 10)
Key = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """A question about one episode, the same said so that it stands alone, and verbatim evidence."""

    within: str
    overall: str
    episode: str
    evidence: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder as podqa")
    parser.add_argument("--limit", type=int, help="use only this many episodes")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder))
        episodes = index(home, args.dataset, args.limit)
        asked = [known for known in read(args.dataset / "questions.jsonl") if known.episode in episodes]
        rows = measure(home, episodes, asked)
        home.close()
    if args.json:
        print(json.dumps({"rows": rows}))
        return
    table = Table(title=f"Evidence found for {len(asked)} questions on {len(episodes)} episodes")
    for column in rows[0]:
        table.add_column(column)
    for row in rows:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console().print(table)


def index(home: Home, dataset: Path, limit: int | None) -> dict[str, Episode]:
    """The transcripts of the folder through the project's own path, by the names of their files."""
    found = {}
    for file in sorted((dataset / "transcripts").iterdir())[:limit]:
        print(f"indexing {file.name}", file=sys.stderr)
        report = home.indexer.add(file, Details(episode=file.stem))
        found[file.stem] = home.episodes()[report.episode]
    return found


def read(path: Path) -> list[Question]:
    questions = []
    for line in path.read_text("utf-8").splitlines():
        data = json.loads(line)
        quotes = tuple(normalize(evidence["quote"]) for evidence in data["evidence"])
        questions.append(Question(data["question"], data["question_global"], data["episode"], quotes))
    return questions


def measure(
    home: Home, episodes: Mapping[str, Episode], asked: Sequence[Question]
) -> list[dict[str, str | float]]:
    """For each scope and system the mean share of a question's evidence in the first segments."""
    texts = {
        (episode.generation, segment.number): segment
        for episode in episodes.values()
        for segment in home.catalog.transcript(episode.generation)
    }
    rows = []
    for scope in ("episode", "all"):
        for system, rank in (("podcite", _podcite), ("bm25", _bm25), ("minilm", _minilm)):
            shares = []
            for question in asked:
                episode = episodes[question.episode]
                inside = episode if scope == "episode" else None
                query = question.within if inside else question.overall
                ranked = rank(home, query, inside, episodes)
                shares.append([found(ranked[:depth], texts, episode, question.evidence) for depth in DEPTHS])
            means = numpy.mean(shares, axis=0)
            row: dict[str, str | float] = {"scope": scope, "system": system}
            rows.append(row | {f"recall{k}": float(mean) for k, mean in zip(DEPTHS, means, strict=True)})
    return rows


def found(
    ranked: Sequence[Key], texts: Mapping[Key, Segment], episode: Episode, evidence: Sequence[str]
) -> float:
    """The share of the quotes inside a found segment, or inside two found segments that follow each other."""
    numbers = {number for generation, number in ranked if generation == episode.generation}
    said = {number: normalize(texts[episode.generation, number].text) for number in numbers}
    stretches = [*said.values(), *(f"{said[n]} {said[n + 1]}" for n in numbers if n + 1 in numbers)]
    return sum(any(quote in stretch for stretch in stretches) for quote in evidence) / len(evidence)


def _podcite(home: Home, query: str, inside: Episode | None, _: Mapping[str, Episode]) -> list[Key]:
    scope = Scope(episode=inside.id if inside else None)
    hits = asyncio.run(home.retriever.find(query, scope, max(DEPTHS)))
    return [(hit.episode.generation, hit.segment.number) for hit in hits]


def _bm25(home: Home, query: str, inside: Episode | None, _: Mapping[str, Episode]) -> list[Key]:
    hits = home.terms.search(query, max(DEPTHS), generation=inside.generation if inside else None)
    return [(generation, number) for generation, number, _ in hits]


def _minilm(home: Home, query: str, inside: Episode | None, known: Mapping[str, Episode]) -> list[Key]:
    vector = home.embeddings.embed([query])[0]
    near = []
    for episode in [inside] if inside else known.values():
        rows = home.vectors.fetch(episode.show.key, episode.generation, episode.segments)
        near += [(-float(cosine), episode.generation, row + 1) for row, cosine in enumerate(rows @ vector)]
    return [(generation, number) for _, generation, number in sorted(near)[: max(DEPTHS)]]


def normalize(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))


if __name__ == "__main__":
    main()
