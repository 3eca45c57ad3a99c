"""Reading strangers' files within a budget, as the library does it."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.concurrency import Threads
from retrieval.errors import LibraryError, TranscriptError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from retrieval.transcripts import bounded_reader
from retrieval.transcripts.bounded_reader import BoundedReader, budget_of, read_segments
from retrieval.transcripts.reader import MAX_TRANSCRIPT_BYTES
from retrieval.untrusted.budgeted_process import ProcessPool
from tests.retrieval.indexing import transcript

SKIPPED = (
    r"^talk\.srt needs too much time or memory to read, so it was skipped; "
    r"save it as SubRip \(\.srt\) or plain text \(\.txt\) and add that file\.$"
)
FILE = transcript("honey", "wax")


def loop_for_ever(content: bytes, name: str) -> str:
    return str(re.match(r"(a+)+$", "a" * 60 + "b"))


def eat_memory(content: bytes, name: str) -> int:
    kept = [bytes(content)]
    while True:
        kept.append(kept[-1] + kept[-1])


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    threads = Threads()
    reader = BoundedReader(ProcessPool(1), threads)
    yield reader
    reader.close()
    threads.close()


async def test_a_file_is_read_as_in_this_process(reader: BoundedReader) -> None:
    content = b"---\ntitle: Clay\nguests: [Ann]\n---\n**Ann:** Clay shrinks as it dries.\n"
    assert reader.read_segments(content, "clay.md") == read_segments(content, "clay.md")
    assert await reader.details(content, "clay.md") == Details(title="Clay", guests=("Ann",))
    with pytest.raises(TranscriptError, match=r"^clay\.md is empty\.$"):
        reader.read_segments(b"", "clay.md")


@pytest.mark.slow
@pytest.mark.parametrize(
    "killer",
    [
        loop_for_ever,
        pytest.param(
            eat_memory,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory"),
        ),
    ],
)
def test_a_reader_over_budget_ends_in_one_sentence_and_the_next_file_is_read(
    reader: BoundedReader, monkeypatch: pytest.MonkeyPatch, killer: Callable[[bytes, str], object]
) -> None:
    if killer is loop_for_ever:
        monkeypatch.setattr(bounded_reader, "BASE_SECONDS", 0.5)
    with pytest.raises(TranscriptError, match=SKIPPED):
        reader.call(killer, FILE, "talk.srt")
    monkeypatch.undo()
    assert reader.read_segments(FILE, "talk.srt") == read_segments(FILE, "talk.srt")


@pytest.mark.slow
def test_a_process_that_can_not_be_started_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = BoundedReader(ProcessPool(1), Threads())
    for interpreter in ("/no/such/python", "/bin/false"):
        monkeypatch.setattr(sys, "executable", interpreter)
        with pytest.raises(LibraryError, match=r"^talk\.srt was not read, because the process .* started \("):
            reader.read_segments(FILE, "talk.srt")
    monkeypatch.undo()
    assert reader.read_segments(FILE, "talk.srt").segments
    reader.close()


@pytest.mark.slow
def test_the_largest_file_may_use_what_was_measured() -> None:
    budget = budget_of(MAX_TRANSCRIPT_BYTES)
    assert budget.seconds > 2 * 120
    assert budget.memory > 600_000_000


@pytest.mark.slow
async def test_the_library_reads_within_the_budget_and_ends_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(Options(tmp_path / "home", embedding_model=DEFAULT_MODEL))
    budget = budget_of(len(FILE))
    details = Details(show="The Hive", title="On bees", episode="hive-1")
    monkeypatch.setattr(bounded_reader, "budget_of", lambda size: replace(budget, seconds=0.0))
    with pytest.raises(TranscriptError, match=SKIPPED):
        await library.add(FILE, details, name="talk.srt")
    monkeypatch.undo()
    assert (await library.add(FILE, details, name="talk.srt")).outcome == "added"
    monkeypatch.setattr(bounded_reader, "budget_of", lambda size: replace(budget, seconds=0.0))
    with pytest.raises(TranscriptError):
        await library.reindex(await library.episode(Scope(episode="hive-1")))
    await library.close()
