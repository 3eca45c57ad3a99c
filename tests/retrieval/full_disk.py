"""Fills the disk under a writer, in a mount namespace of its own: `unshare -rm python -m … FOLDER`.

What is left free decides at which step that is met. After each attempt there is room again, in the same
process.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from retrieval.catalog import disk_space
from retrieval.errors import LibraryError
from retrieval.models import Scope
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored
from tests.retrieval.test_crashes import BEES, OLD

FREE_KB = (0, 4, 48, 72, 100, 128, 200, 1600)
EARLIER, LATER = transcript("wax"), transcript("smoke", "hives")


def attempt(parts: IndexParts, work: str) -> str:
    """What was done, or the sentence that says why not."""
    try:
        if work == "add":
            # The more segments, the more steps at which the room can end.
            topics = [f"topic{number}" for number in range(59)]
            return parts.indexer.add(transcript(*topics), BEES, name="bees.srt").outcome
        return parts.indexer.remove(parts.episode("hive-1")).outcome
    except LibraryError as error:
        return str(error)


def found(parts: IndexParts) -> list[int]:
    return [len(parts.texts(episode.id)) for episode in parts.catalog.episodes(Scope())]


def fill(base: Path, room: Path, free_kb: int, work: str) -> list[object]:
    """What an attempt said with so little left, what readers find then, and what after cleaning up."""
    home, ballast = room / "home", room / "ballast"
    shutil.copytree(base, home)
    parts = open_parts(home)
    parts.vectors.fetch(parts.episode("hive-1").show.key, 2, 2)  # opens the folder
    ballast.write_bytes(bytes(shutil.disk_usage(room).free - free_kb * 1024))
    said, then = attempt(parts, work), found(parts)
    ballast.unlink()
    parts.indexer.remove_leftovers()
    verify_stored(parts)
    kept = found(parts)
    parts.indexer.add(LATER, BEES, name="bees.srt")
    verify_stored(parts)
    again = found(parts)
    parts.close()
    shutil.rmtree(home)
    return [said, then, kept, again]


def main(folder: Path) -> None:
    """Print one line of JSON for each attempt."""
    disk_space.MIN_FREE_BYTES = 0  # else nothing would be tried
    base, room = folder / "base", folder / "room"
    for path in (base, room):
        path.mkdir()
    parts = open_parts(base)
    for content in (EARLIER, OLD):
        parts.indexer.add(content, BEES, name="bees.srt")
    parts.close()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(room)], check=True)
    for work, room_left in (("add", FREE_KB), ("remove", FREE_KB[::2])):  # which takes fewer steps
        for free_kb in room_left:
            line = [work, free_kb, *fill(base, room, free_kb, work)]
            sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
