"""Catalogs as earlier versions made and filled them."""

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import create_engine, text

from retrieval.catalog.migrations import configuration
from retrieval.index.embeddings import DEFAULT_MODEL

OLDER = (
    *("0001", "0002", "0003", "0004", "0005", "0006", "0008", "0009", "0010", "0011"),
    *("0012", "0013", "0014", "0015", "0016", "0018", "0019", "0020", "0021", "0022", "0023"),
)
GUILD = 7
SAID = "Bees dance to tell each other where the flowers are."
SRT = f"1\n00:00:05,000 --> 00:00:11,000\n{SAID}\n"
CREATED = "2026-01-02 03:04:05.000000"
SETTINGS = (
    '{"moderator_role": 5, "answer_channels": [6], "private": true, "questions": null, "seconds": null, '
    '"hidden": []}'
)
ADDING = {
    **{"guild": GUILD, "show": "ours", "action": "add", "actor": 1, "name": "mia", "starts": 0},
    **{"details": '{"show": "Ours", "title": null}', "waits": True, "began": CREATED},
}
# What each version wrote, on top of what those before it did; an earlier version wrote no column of a later.
ROWS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "0001": [
        ("shows", {"key": 1, "guild": 0, "id": "the-hive", "title": "The Hive", "created": CREATED}),
        ("shows", {"key": 2, "guild": GUILD, "id": "ours", "title": "Ours", "created": CREATED}),
        ("transcripts", {"hash": "aa", "content": zlib.compress(SRT.encode())}),
        *(
            row
            for key, guild, id_ in ((1, 0, "hive-1"), (2, GUILD, "ours-1"))
            for row in [
                (
                    "episodes",
                    {
                        "key": key,
                        "guild": guild,
                        "show": key,
                        "id": id_,
                        "title": "On bees",
                        "published": "2025-12-31",
                        "guests": '["Ines Prado"]',
                        "page_url": "https://hive.example/1",
                        "created": CREATED,
                        "changed": CREATED,
                    },
                ),
                *(
                    (
                        "generations",
                        {
                            "id": 10 * key + number,
                            "show": key,
                            "episode": key,
                            "state": state,
                            "transcript": "aa",
                            "source": "/talks/bees.srt",
                            "splitter": "1",
                            "model": DEFAULT_MODEL,
                            "dimension": 384,
                            "segments": 1,
                            "duration": 11.0,
                            "created": CREATED,
                        },
                    )
                    for number, state in enumerate(("previous", "current"))
                ),
                *(
                    (
                        "segments",
                        {"generation": 10 * key + n, "number": 1, "cues": json.dumps([[SAID, 5.0, 11.0]])},
                    )
                    for n in range(2)
                ),
                (
                    "media",
                    {"episode": key, "url": "https://hive.example/1.mp3", "kind": "audio", "seconds": 0.0},
                ),
            ]
        ),
    ],
    "0002": [
        ("pages", {"generation": 11, "part": "summary", "maker": "old:1", "body": zlib.compress(b"{}")}),
        ("popularity", {"guild": GUILD, "generation": 11, "segment": 1, "count": 3}),
    ],
    "0003": [
        ("guild_settings", {"guild": GUILD, "body": SETTINGS}),
        (
            "audit",
            {
                "guild": GUILD,
                "at": CREATED,
                "actor": 1,
                "name": "mia",
                "action": "add",
                "subject": "ours-1",
                "detail": "",
            },
        ),
        ("jobs", {"id": 1, **ADDING}),
        ("job_files", {"job": 1, "number": 0, "name": "bees.srt", "content": zlib.compress(SRT.encode())}),
    ],
    "0004": [
        (
            "feeds",
            {
                "id": 1,
                "guild": GUILD,
                "url": "https://ours.example/feed.xml",
                "show": "Ours",
                "paused": True,
                "polled": True,
                "due": CREATED,
                "failures": 0,
                "created": CREATED,
            },
        ),
        (
            "feed_items",
            {
                "feed": 1,
                "key": "guid-1",
                "body": '{"key": "guid-1", "title": "On bees"}',
                "state": "indexed",
                "changed": False,
                "episode": "ours-1",
                "due": CREATED,
                "failures": 0,
            },
        ),
    ],
    "0005": [],
    "0006": [
        ("jobs", {"id": 2, "episode": "ours-1", "choice": "ask", **ADDING}),
        (
            "job_files",
            {
                "job": 2,
                "number": 0,
                "name": "ants.srt",
                "content": zlib.compress(SRT.encode()),
                "origin": "https://ants.example/1.srt",
            },
        ),
    ],
    "0008": [
        ("departures", {"guild": GUILD + 1, "at": CREATED}),
        ("blocked_shows", {"guild": 0, "show": "gone", "feeds": "[]", "at": CREATED}),
    ],
    "0009": [
        ("guild_limits", {"guild": GUILD, "bytes": None, "episodes": 3, "feeds": None, "jobs": None}),
    ],
    "0010": [
        (
            "model_usage",
            {
                "guild": GUILD,
                "month": "2026-01",
                "model": "openai:gpt-4o",
                "questions": 1,
                "requests": 1,
                "unmeasured": 0,
                "input_tokens": 100,
                "output_tokens": 10,
            },
        ),
    ],
    "0011": [("speaker_names", {"show": 1, "label": "Speaker 7", "name": "Ines Prado"})],
    "0012": [("channel_policies", {"guild": GUILD, "channel": 6, "policy": "always"})],
    "0013": [
        (
            "answer_feedback",
            {
                "message": 8,
                "voter": "voter",
                "guild": GUILD,
                "channel": 6,
                "verdict": "bad",
                "reason": "wrong",
                "at": CREATED,
            },
        ),
        (
            "open_replies",
            {"id": 1, "guild": GUILD, "application": 9, "token": "t", "episode": "ours-1", "began": CREATED},
        ),
    ],
    "0014": [("announcements", {"id": 1, "guild": GUILD, "episode": "ours-1", "queued": CREATED})],
    "0015": [
        ("show_names", {"guild": GUILD, "name": "tmp", "show": 2}),
        (
            "blocked_shows",
            {"guild": GUILD, "show": "moles", "feeds": "[]", "names": '["badgers"]', "at": CREATED},
        ),
    ],
    "0016": [],
    "0018": [],
    "0019": [("site_links", {"guild": GUILD, "revoked": CREATED})],
    "0020": [],
    "0021": [
        (
            "asked_questions",
            {
                **{"id": 1, "guild": GUILD, "channel": 6, "message": 8, "asker": "asker", "words": "w"},
                **{"outcome": "weak", "seconds": 0.5, "cost": None, "at": CREATED},
            },
        ),
        (
            "asked_passages",
            {"question": 1, "position": 0, "episode": "ours-1", "generation": 2, "segment": 1, "mark": "m"},
        ),
        (
            "pins",
            {
                **{"id": 1, "guild": GUILD, "question": "Why do bees dance?", "episode": "ours-1"},
                **{"generation": 2, "segment": 1, "mark": "m", "at": CREATED},
            },
        ),
    ],
    "0022": [
        ("model_days", {"guild": GUILD, "day": "2026-01-02", "tokens": 100, "cost": 0.1}),
        (
            "kept_questions",
            {
                **{"id": 1, "guild": GUILD, "asker": "asker", "question": "Why?", "status": "answered"},
                **{"at": CREATED},
            },
        ),
    ],
    "0023": [],
}
HOSTS = '["Mia Reed"]'
TYPED = '{"show": "Ours", "day": "31 Decembre"}'
CHAPTERS = '[{"start": 5.0, "title": "Dances"}]'


def filled(home: Path, revision: str) -> Path:
    """Make the catalog of an earlier version and fill it as that version did."""
    home.mkdir(exist_ok=True)
    engine = create_engine(f"sqlite:///{home / 'catalog.db'}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
    with engine.begin() as connection:
        for version in OLDER[: OLDER.index(revision) + 1]:
            for table, row in ROWS[version]:
                names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(text(f"insert into {table} ({names}) values ({values})"), row)
        if revision >= "0005":
            connection.execute(text("update episodes set chapters = :of"), {"of": CHAPTERS})
        if revision >= "0016":
            connection.execute(text("update episodes set hosts = :of"), {"of": HOSTS})
        if revision >= "0018":
            connection.execute(text("update feeds set latest = 3, older_read = 1"))
        if revision >= "0014":
            connection.execute(text("update jobs set typed = :typed where id = 1"), {"typed": TYPED})
    engine.dispose()
    with closing(sqlite3.connect(home / "catalog.db")) as catalog:  # as every version opened it
        catalog.execute("pragma journal_mode=wal")
    return home
