"""What the process freed before doesn't get into Chroma's files."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.index.cleared_memory import cleared_allocations

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc can clear what it hands out"
)
INDEX_SHOWS = """
import asyncio, sys
from pathlib import Path
from bot.memory import share_arenas
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options

async def index(folder):
    share_arenas()
    library = Library(Options(folder, embedding_model=DEFAULT_MODEL))
    for number in range(5):
        file = folder / f"{number}.txt"
        lines = [f"Speaker {n}: Net {n} tears in winter, and rope {number} rots." for n in range(60)]
        file.write_text("\\n\\n".join(lines))
        await library.add(file, Details(show=f"Show {number}"))
        await library.ask("Which net tears?", Scope())
    await library.close()

async def search(folder):
    share_arenas()
    freed = [bytes([7]) * size for size in (2_000, 20_000, 200_000, 500_000) for _ in range(40)]
    del freed
    library = Library(Options(folder, embedding_model=DEFAULT_MODEL))
    await library.ask("Which net tears?", Scope())
    await library.close()

asyncio.run({"index": index, "search": search}[sys.argv[2]](Path(sys.argv[1])))
"""


@pytest.mark.long
def test_chroma_writes_nothing_that_the_process_freed_before(tmp_path: Path) -> None:
    for doing in ("index", "search"):  # also what reads first after opening may write
        subprocess.run([sys.executable, "-c", INDEX_SHOWS, str(tmp_path), doing], check=True, timeout=60)
    graphs = [file.read_bytes() for file in (tmp_path / "vectors").rglob("data_level0.bin")]
    assert len(graphs) == 5
    for graph in graphs:  # these shows are too short for a graph: Chroma only makes room for one
        assert len(graph) > 100_000
        assert not graph.strip(b"\0")


def test_memory_is_cleared_until_the_last_change_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[int] = []

    def note(value: int) -> bool:
        filled.append(value)
        return True

    monkeypatch.setattr("retrieval.index.cleared_memory._fill_with", note)
    with cleared_allocations() as one, cleared_allocations() as other:
        assert one
        assert other
    assert filled == [0xFF, 0]


def test_what_the_host_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_PERTURB_", "7")
    with cleared_allocations() as cleared:
        assert not cleared
