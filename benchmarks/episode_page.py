"""Measure episode pages: what topics cover, repeat, cite and quote, and whether questions are answered.

python -m benchmarks.episode_page --dataset ../shared/data [--model extractive|openai:MODEL]
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.page_measures import IndexedEpisode, measure
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options

LEX = Details(
    show="Lex Fridman Podcast",
    title="Andrej Karpathy: Tesla AI, Self-Driving, Optimus, Aliens, and AGI | Lex Fridman Podcast #333",
    episode="lex-333",
    guests=("Andrej Karpathy",),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder with lex333.srt and shows/")
    parser.add_argument("--model", default="extractive", help="a chat model, as PODCITE_CHAT_MODEL")
    parser.add_argument("--limit", type=int, help="use only this many episodes")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(run(args.dataset, Path(folder), args.model, args.limit))
    embed = load_embedding_model(DEFAULT_MODEL).embed
    figures = [measure(each, embed) for each in made]
    if args.json:
        print(json.dumps({"model": args.model, "rows": figures}))
        return
    table = Table(title=f"Episode pages of {args.model}")
    for column in ("measure", *(str(row["episode"]) for row in figures)):
        table.add_column(column)
    for name in [name for name in figures[0] if name != "episode"]:
        table.add_row(name, *(_cell(row[name]) for row in figures))
    Console(width=150).print(table)


def episodes(dataset: Path) -> list[tuple[Path, Details]]:
    """The long interview, and the first episode of each show."""
    found = [(dataset / "lex333.srt", LEX)]
    for show in sorted((dataset / "shows").iterdir()):
        file = sorted(show.iterdir())[0]
        found.append((file, Details(show=show.name, episode=_id(file.stem))))
    return found


async def run(dataset: Path, home: Path, model: str, limit: int | None) -> list[IndexedEpisode]:
    """Build every page and answer its questions."""
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
    scopes = []
    for file, details in episodes(dataset)[:limit]:
        print(f"indexing {file.name}", file=sys.stderr)
        report = await library.add(file, details)
        scopes.append(Scope(episode=report.episode))
    await library.search("what was said", Scope())  # so that no page pays for loading the models
    made = [await _page(library, scope) for scope in scopes]
    await library.close()
    return made


async def _page(library: Library, scope: Scope) -> IndexedEpisode:
    print(f"making the page of {scope.episode}", file=sys.stderr)
    episode, segments = await library.transcript(scope)
    began = time.perf_counter()
    summary = await library.pages.summary(scope)
    seconds = time.perf_counter() - began
    clips = await library.pages.clips(scope)
    questions = await library.pages.questions(scope)
    answers = [await library.ask(each.question, scope) for each in questions]
    return IndexedEpisode(episode, segments, summary, clips, questions, answers, seconds)


def _id(stem: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in stem.lower()).split()
    return "-".join(words[:4])


def _cell(value: object) -> str:
    return "–" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
