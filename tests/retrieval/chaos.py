"""Kill a writer at random moments, again and again, while a reader reads.

Every text says of which episode and version it is, and how many segments that version has. So a reader
of an episode can tell whether all of it is of one version.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from retrieval.errors import BadRequestError, LibraryError, NotFoundError
from retrieval.index import indexer
from retrieval.models import Details, Episode, Scope
from retrieval.search.retriever import HybridRetriever
from tests.retrieval.indexing import HashTokens, IndexParts, open_parts, transcript, verify_stored
from tests.retrieval.processes import PROCESSES

EPISODES = ("hive-1", "hive-2", "ants-1")
SHOWS = {"hive": "The Hive", "ants": "Anthill"}
LATEST = 0.7
"""The seconds within which a writer that has begun is killed: a few times what one change takes."""
BEGINS = 60.0


def write(home: Path, seed: int, begun: Event, only: str = "") -> None:
    """Change episodes and shows in every way until the process is killed, or do `only` one change."""
    dice, parts = random.Random(seed), open_parts(home, HashTokens())
    parts.indexer.remove_leftovers()
    begun.set()
    while True:
        id_ = dice.choice(EPISODES)
        chosen: Callable[[IndexParts, str, random.Random], Any] = dice.choice(
            (CHANGES[only],) if only else (CHANGES["add"], *CHANGES.values())
        )
        try:
            chosen(parts, id_, dice)
        except (NotFoundError, BadRequestError):
            continue  # not there yet, nothing to go back to, or a name that is taken


def _add(parts: IndexParts, id_: str, dice: random.Random) -> None:
    count, version = dice.randint(1, 9), dice.randrange(10**6)
    topics = [f"{id_}/{version}/{number}/{count}" for number in range(1, count + 1)]
    try:
        show = parts.episode(id_).show.title
    except NotFoundError:
        show = SHOWS[id_.split("-")[0]]
    details = Details(show=show, episode=id_)
    parts.indexer.add(transcript(*topics), details, name=f"{id_}.srt")


def _reindex(parts: IndexParts, id_: str, dice: random.Random) -> None:
    # So that nothing is up to date.
    indexer.SPLITTER_VERSION = f"1.{dice.randrange(10**6)}"  # type: ignore[attr-defined]
    parts.indexer.reindex(parts.episode(id_))


def _roll_back(parts: IndexParts, id_: str, _: random.Random) -> None:
    parts.indexer.roll_back(parts.episode(id_))


def _remove(parts: IndexParts, id_: str, _: random.Random) -> None:
    parts.indexer.remove(parts.episode(id_))


def _rename(parts: IndexParts, id_: str, dice: random.Random) -> None:
    show = parts.episode(id_).show
    parts.catalog.show_changes.rename(None, show.id, f"Colony {dice.randrange(10**6)}")


def _merge(parts: IndexParts, id_: str, dice: random.Random) -> None:
    """Merge the show of an episode into another one; if there is none, move the episode out of it."""
    show = parts.episode(id_).show
    others = [one.show for one in parts.catalog.show_changes.summaries(None) if one.show.id != show.id]
    if others:
        parts.catalog.show_changes.merge(None, show.id, dice.choice(others).id)
    else:
        _move(parts, id_, dice)


def _move(parts: IndexParts, id_: str, dice: random.Random) -> None:
    parts.catalog.show_changes.move(None, id_, f"Meadow {dice.randrange(10**6)}", new=True)


OF_SHOWS: dict[str, Callable[[IndexParts, str, random.Random], Any]] = {
    "rename": _rename,
    "merge": _merge,
    "move": _move,
}
"""Changes of shows, which neither add nor lose an episode."""
CHANGES: dict[str, Callable[[IndexParts, str, random.Random], Any]] = {
    "add": _add,
    "reindex": _reindex,
    "roll-back": _roll_back,
    "remove": _remove,
    **OF_SHOWS,
}


def read(home: Path, seed: int) -> None:
    """Search and read, and fail at the first result that mixes two versions."""
    dice, parts = random.Random(seed), open_parts(home, HashTokens())
    retriever = HybridRetriever(
        catalog=parts.catalog, vectors=parts.vectors, terms=parts.terms, embeddings=parts.model
    )
    while True:
        for episode in parts.catalog.episodes(Scope()):
            texts = [segment.text for segment in parts.catalog.transcript(episode.generation)]
            if texts:  # an episode that was removed since has none
                assert_whole(episode, texts)
        scope = Scope(episode=dice.choice((None, *EPISODES)))
        try:
            hits = asyncio.run(retriever.find("a great deal to say about", scope, 20))
        except (NotFoundError, LibraryError):
            continue  # removed or replaced between two looks: no answer, and not a wrong one
        for hit in hits:
            name, version, *_ = told(hit.segment.text)
            others = [told(o.segment.text) for o in hits if o.episode.key == hit.episode.key]
            assert name == hit.episode.id
            assert {other[1] for other in others} == {version}


def told(text: str) -> tuple[str, str, int, int]:
    """The episode, the version, the number and the count that a text says."""
    id_, version, number, count = text.split()[4].split("/")
    return id_, version, int(number), int(count)


def assert_whole(episode: Episode, texts: list[str]) -> None:
    """That an episode's texts are all those of one version, in order."""
    said = [told(text) for text in texts]
    id_, version, _, count = said[0]
    assert said == [(id_, version, number, count) for number in range(1, count + 1)]
    assert id_ == episode.id


def check(home: Path) -> int:
    """What a restart finds: the number of episodes, all whole, and nothing anywhere that isn't theirs."""
    parts = open_parts(home, HashTokens())
    try:
        parts.indexer.remove_leftovers()
        episodes = parts.catalog.episodes(Scope())
        for episode in episodes:
            assert_whole(episode, parts.texts(episode.id))
        verify_stored(parts)
        counted = {one.show.id: one.episodes for one in parts.catalog.show_changes.summaries(None)}
        assert Counter(episode.show.id for episode in episodes) == Counter(counted)
        return len(episodes)
    finally:
        parts.close()


def repeat(home: Path, only: str, dice: random.Random) -> None:
    """Run a change of shows again, to its end, and check that it lost nothing."""
    parts = open_parts(home, HashTokens())
    CHANGES[only](parts, dice.choice(EPISODES), dice)
    parts.close()
    assert check(home) == len(EPISODES)


def chaos(home: Path, kills: int, seed: int, only: str = "") -> int:
    """Kill so many writers and check after each; return the largest number of episodes that survived."""
    dice, most = random.Random(seed), 0
    parts = open_parts(home, HashTokens())
    for id_ in EPISODES:
        _add(parts, id_, dice)
    parts.close()
    reader = PROCESSES.Process(target=read, args=(home, seed), daemon=True)
    reader.start()
    try:
        for number in range(kills):
            begun = PROCESSES.Event()
            writer = PROCESSES.Process(target=write, args=(home, seed + number, begun, only), daemon=True)
            writer.start()
            assert begun.wait(BEGINS), f"writer {number} never began"
            writer.join(dice.uniform(0.0, LATEST))
            assert writer.is_alive(), f"writer {number} ended by itself"
            os.kill(writer.pid or 0, signal.SIGKILL)
            writer.join()
            survived = check(home)
            if only in OF_SHOWS:
                assert survived == len(EPISODES), f"{only} lost an episode"
                repeat(home, only, dice)
            most = max(most, survived)
            assert reader.is_alive(), "the reader met something that is of two versions"
    finally:
        reader.kill()
        reader.join()
    return most


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--only", choices=CHANGES, default="", help="the one change that is killed")
    given = parser.parse_args()
    sys.stdout.write(f"{given.kills} kills, --seed {given.seed}\n")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        most = chaos(Path(folder), given.kills, given.seed, given.only)
    seconds = time.monotonic() - began
    sys.stdout.write(f"Every episode was whole after each, up to {most} at once; {seconds:.0f} s.\n")


if __name__ == "__main__":
    # The processes must find these functions under the module's own name.
    sys.modules["tests.retrieval.chaos"] = sys.modules["__main__"]
    main()
