"""A catalog with thousands of episodes, written without indexing them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.schema import HOST, episodes, generations, segments, shows, transcripts
from retrieval.index.embeddings import DEFAULT_MODEL

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GUESTS = ("Ada Reed", "Bo Finn", "Cy Moss")
SHOWS = 40
"""Half of the episodes are in the first show, the others are shared out among the rest."""


def fill(home: Path, number: int) -> None:
    """Write a catalog with so many shared episodes; each has a guest of its own, and one of a few."""
    home.mkdir(parents=True, exist_ok=True)
    address = f"sqlite:///{home / 'catalog.db'}"
    catalog = Catalog(address, home)
    catalog.version()
    catalog.close()
    numbers = range(1, number + 1)
    show_rows = [
        {"key": key, "guild": HOST, "id": f"show-{key}", "title": f"Show {key}", "created": NOW}
        for key in range(1, SHOWS + 1)
    ]
    episode_rows = [
        {
            "key": n,
            "guild": HOST,
            "show": 1 if n % 2 else 2 + n % (SHOWS - 1),
            "id": f"e-{n}",
            "title": f"Episode {n}",
            "published": date(2010, 1, 1) + timedelta(days=n),
            "guests": [GUESTS[n % len(GUESTS)], f"Guest {n}"],
            "hosts": ["Mia Hale"],
            "created": NOW,
            "changed": NOW,
        }
        for n in numbers
    ]
    generation_rows = [
        {
            "id": n,
            "show": episode["show"],
            "episode": n,
            "state": "current",
            "transcript": "hash",
            "source": f"{n}.srt",
            "splitter": "1",
            "model": DEFAULT_MODEL,
            "dimension": 384,
            "segments": 1,
            "duration": 3600.0,
            "created": NOW,
        }
        for n, episode in zip(numbers, episode_rows, strict=True)
    ]
    segment_rows = [{"generation": n, "number": 1, "cues": '[["Hello.",0.0,2.0]]'} for n in numbers]
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(insert(transcripts).values(hash="hash", content=b""))
        for table, rows in (
            (shows, show_rows),
            (episodes, episode_rows),
            (generations, generation_rows),
            (segments, segment_rows),
        ):
            connection.execute(insert(table), rows)
    engine.dispose()
