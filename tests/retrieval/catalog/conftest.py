"""Fixtures: an empty catalog, and a function that stores episodes in it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin
from retrieval.models import Cue, Segment

Put = Callable[..., int]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'catalog.db'}"


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    catalog = Catalog(url)
    yield catalog
    catalog.close()


@pytest.fixture
def put(catalog: Catalog) -> Put:
    """Store an episode in the catalog, as the indexer does, and return its generation."""

    def put(entry: EpisodeRecord, *texts: str, model: str = "local:small") -> int:
        parts = [
            Segment(number, (Cue(text, 10.0 * number, 10.0 * number + 9),))
            for number, text in enumerate(texts or ("Bees dance.", "They point at the sun."), 1)
        ]
        content = " ".join(part.text for part in parts).encode()
        origin = GenerationOrigin(content, f"{content!r}", "bees.srt", "1", model, 8)
        generation = catalog.generations.begin(entry, origin, parts).generation
        catalog.generations.switch(generation, entry)
        return generation

    return put


def entry(id: str = "bees-1", guild: int | None = None, show: str = "bees", **more: Any) -> EpisodeRecord:
    return replace(EpisodeRecord(None, guild, show, show.title(), id, id), **more)
