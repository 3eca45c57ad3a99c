"""Read strangers' transcripts in a child process, within a budget of time and memory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from retrieval.errors import LibraryError, TranscriptError
from retrieval.models import Details, Segment
from retrieval.texts import Text
from retrieval.transcripts.reader import parse_transcript
from retrieval.transcripts.segmenter import split_into_segments
from retrieval.untrusted.budgeted_process import Budget, OverBudgetError, ProcessPool

if TYPE_CHECKING:  # the child that reads needs no threads, and importing them takes a third of its start
    from retrieval.concurrency import Threads

T = TypeVar("T")

# An hour of talk has about 0.1 MB as SubRip and 2 MB as JSON with a time for every word. Measured with files
# of 1 to 32 MB of real words in each format, on one busy core: up to 5.2 s and 20 MB for each MB.
BASE_SECONDS = 20.0
"""How long reading any file may take, in seconds; a real episode of four hours takes about one."""
SECONDS_PER_BYTE = 8 / 1_000_000
"""How much longer a larger file may take."""
BASE_MEMORY = 256_000_000
"""The memory that reading any file may use, in bytes."""
MEMORY_PER_BYTE = 20
"""How much more memory a larger file may use, in bytes."""


@dataclass(frozen=True, slots=True)
class SegmentedTranscript:
    """What is indexed of a transcript file: the details that it states, and its segments.

    `words` are those of its cues, `lost_words` those of the file that are in no cue: counts. `notes` say what
    was left out of it or changed, a sentence each.
    """

    details: Details
    segments: tuple[Segment, ...]
    words: int
    lost_words: int = 0
    notes: tuple[str, ...] = ()


ReadTranscript = Callable[[bytes, str, float | None], SegmentedTranscript]
"""Reads the bytes of a file, its name, and how long its recording is, if known. Raises TranscriptError."""


def read_segments(content: bytes, name: str, duration: float | None = None) -> SegmentedTranscript:
    """Return a file's details and segments, read in this process. Raises TranscriptError.

    `duration` is that of the recording in seconds, where a feed states it.
    """
    transcript = parse_transcript(content, name, duration)
    segments = split_into_segments(transcript.cues)
    if not segments:
        raise TranscriptError(Text("{name} has no words to index.", name=name))
    words = sum(len(cue.text.split()) for cue in transcript.cues)
    return SegmentedTranscript(transcript.details, segments, words, transcript.lost_words, transcript.notes)


def read_details(content: bytes, name: str) -> Details:
    """Return what a file states about its episode, read in this process. Raises TranscriptError."""
    return parse_transcript(content, name).details


class BoundedReader:
    """Reads files within a budget that grows with their size; raises TranscriptError and LibraryError."""

    def __init__(self, processes: ProcessPool, threads: "Threads") -> None:
        self._processes, self._threads = processes, threads

    def read_segments(self, content: bytes, name: str, duration: float | None = None) -> SegmentedTranscript:
        """Return a file's details and segments."""
        return self.call(partial(read_segments, duration=duration), content, name)

    async def details(self, content: bytes, name: str, guild: int | None = None) -> Details:
        """Return what a file states about its episode, in the turn of the guild whose file it is."""
        return await self._threads.reading.run_for(guild, self.call, read_details, content, name)

    def call(self, read: Callable[[bytes, str], T], content: bytes, name: str) -> T:
        """Return what a function of a module makes of a file, if it stays within the file's budget."""
        try:
            return self._processes.call(budget_of(len(content)), read, content, name)
        except OverBudgetError as error:
            raise TranscriptError(
                Text(
                    "{name} needs too much time or memory to read, so it was skipped; save it as SubRip "
                    "(.srt) or plain text (.txt) and add that file.",
                    name=name,
                )
            ) from error
        except OSError as error:
            raise LibraryError(
                Text(
                    "{name} was not read, because the process that reads files can't be started ({error}).",
                    name=name,
                    error=error,
                )
            ) from error

    def close(self) -> None:
        """End the processes; don't call this while anything reads."""
        self._processes.close()


def budget_of(size: int) -> Budget:
    """Return what reading a file of `size` bytes may use."""
    return Budget(BASE_SECONDS + size * SECONDS_PER_BYTE, BASE_MEMORY + size * MEMORY_PER_BYTE)
