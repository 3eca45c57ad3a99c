"""What the commands write, with all taken out that differs between two runs or two machines."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from tests.recorded.libraries import Command, Library
from tests.recorded.program import podcite

OUTPUTS = Path(__file__).parent / "outputs"
HASHES = OUTPUTS / "hashes.json"

# How long it took, how large the folder is and when it was written: no two runs agree on them.
_VARYING = re.compile(r'("(?:retrieve|total|disk_bytes|last_indexed)"|"answer"(?=: [0-9])): [^,\n}]+')
# Embeddings, and with them scores, differ a little from processor to processor: their arithmetic does.
_SCORE = re.compile(r'("score"): (-?[0-9.]+(?:e-?[0-9]+)?)')
SAMPLE_DIGITS, HASHED_DIGITS = 2, None


def normalised(text: str, digits: int | None) -> str:
    """The output without timings, sizes and dates, its scores rounded to so many decimals or left out."""
    text = _VARYING.sub(r"\1: null", text)
    if digits is None:
        return _SCORE.sub(r"\1: null", text)
    return _SCORE.sub(lambda score: f"{score[1]}: {float(score[2]):.{digits}f}", text)


def written(home: Path, command: Command, digits: int | None) -> str:
    """All that a command writes: its status, where that isn't 0, its errors, and its output, normalised."""
    outcome = podcite(home, *command.arguments, typed=command.typed)
    status = f"status {outcome.status}\n" if outcome.status else ""
    return normalised(f"{outcome.err}{status}{outcome.out}", digits)


def recordings(library: Library, home: Path, digits: int | None) -> Iterator[tuple[Command, str]]:
    """Each command of a library with what it writes."""
    for command in library.commands:
        yield command, written(home, command, digits)


def file_of(command: Command) -> Path:
    """Where the output of a command on the bundled show is kept."""
    words = " ".join(command.arguments).lower()
    return OUTPUTS / "sample" / f"{re.sub(r'[^a-z0-9]+', '-', words).strip('-')}.txt"


def digest(text: str) -> str:
    """The SHA-256 of an output: of transcripts that aren't the project's own nothing else is kept."""
    return hashlib.sha256(text.encode()).hexdigest()
