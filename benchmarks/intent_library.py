"""A library of transcripts that can be named and searched for words, without embeddings."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin
from retrieval.identifiers import show_id, slug
from retrieval.index.filename_hints import parse_path, show_title_from_folder
from retrieval.index.term_index import TermIndex
from retrieval.models import Details, Scope
from retrieval.transcripts.bounded_reader import read_segments
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.names import LibraryNames

MAX_ID_CHARACTERS = 48
SUFFIXES = (".srt", ".vtt", ".md", ".txt", ".json")


def build(folder: Path, files: Iterable[Path], shows: Sequence[str]) -> LibraryNames:
    """Store the files' episodes in a catalog and their words in an index, and return their names.

    An episode belongs to the one of `shows` that its file, its folder or its front matter names, else to one
    called like its folder. Its id is the file's name, as the data set's README says.
    """
    catalog, terms = Catalog(f"sqlite:///{folder / 'catalog.db'}"), TermIndex(folder / "terms")
    for file in files:
        store(catalog, terms, file, shows)
    view = LibraryView(catalog.openings.read, terms.mentions, terms.search)
    return view.names(catalog.episodes(Scope()), date.today())  # noqa: DTZ011


def store(catalog: Catalog, terms: TermIndex, file: Path, shows: Sequence[str]) -> None:
    transcript, segments = read(file)
    hints = parse_path(file)
    show = transcript.show or ""
    show = best_show(file, show, shows) or show or show_title_from_folder(file.parent)
    record = EpisodeRecord(
        key=None,
        guild=None,
        show_id=show_id(show),
        show_title=show,
        id=episode_id(file),
        title=transcript.title or hints.title or f"{show} {hints.number}",
        published=transcript.published,
        guests=transcript.guests,
        page_url=transcript.page_url,
    )
    digest = hashlib.sha256(str(file).encode()).hexdigest()
    origin = GenerationOrigin(b"", digest, str(file), "1", "none", 1)
    begun = catalog.generations.begin(record, origin, segments)
    terms.add(begun.show, begun.generation, segments)
    catalog.generations.switch(begun.generation, record)


def read(file: Path) -> tuple[Details, Any]:
    result = read_segments(file.read_bytes(), str(file))
    return result.details, result.segments


def episode_id(file: Path) -> str:
    return slug(re.sub(r"['’]", "-", file.stem))[:MAX_ID_CHARACTERS].strip("-")


def best_show(file: Path, stated: str, shows: Sequence[str]) -> str | None:
    """Return the show with whose first words a file's name, folder or front matter begins."""
    names = [squeeze(part) for part in (stated, file.stem, file.parent.name) if part]
    names += [squeeze(file.parent.name.split("-", 1)[-1])]
    scored = [(common, show) for show in shows for name in names if (common := prefix(squeeze(show), name))]
    return max(scored)[1] if scored else None


def prefix(show: str, name: str) -> int:
    """Return how many characters of a show's name a file's name begins with; 0 for too few of them."""
    length = 0
    for a, b in zip(show, name, strict=False):
        if a != b:
            break
        length += 1
    return (
        length
        if length >= min(len(show), 3)
        and (length >= len(show) / 2 or not name[length : length + 1].isalpha())
        else 0
    )


def squeeze(text: str) -> str:
    return re.sub(r"[\W_]", "", slug(text))


def shows_of(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the names of shows that the labels use."""
    named: dict[str, None] = {}
    for row in rows:
        slots = row["slots"]
        values = slots.get("show") or []
        for value in [values] if isinstance(values, str) else values:
            named[value] = None
        if slots.get("kind") == "shows" and isinstance(slots.get("answer"), list):
            named |= dict.fromkeys(slots["answer"])
    return list(named)


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def transcript_files(folders: Iterable[Path]) -> list[Path]:
    return [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in SUFFIXES]
