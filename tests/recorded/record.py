"""Record what the commands write today: python -m tests.recorded.record [--data ../shared/data]

The outputs of the bundled show are kept as they are, of real transcripts only hashes. Run it when an output
is meant to change, and read the difference before you commit it.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.conftest import SHARED_DATA
from tests.recorded.libraries import LEX, SAMPLE, SHOWS
from tests.recorded.outputs import HASHED_DIGITS, HASHES, SAMPLE_DIGITS, digest, file_of, recordings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="the folder of real transcripts")
    parser.add_argument(
        "--into", type=Path, help="another folder than this package's own, to compare two runs"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _record_sample(Path(folder) / "sample", arguments.into)
        if arguments.data.is_dir():
            _record_hashes(Path(folder), arguments.data.resolve(), arguments.into)


def _placed(file: Path, into: Path | None) -> Path:
    placed = into / file.name if into else file
    placed.parent.mkdir(parents=True, exist_ok=True)
    return placed


def _record_sample(home: Path, into: Path | None) -> None:
    SAMPLE.index(home, home)
    for command, text in recordings(SAMPLE, home, SAMPLE_DIGITS):
        _placed(file_of(command), into).write_text(text, encoding="utf-8")


def _record_hashes(folder: Path, data: Path, into: Path | None) -> None:
    hashes = {}
    for library in (LEX, SHOWS):
        sys.stderr.write(f"indexing {library.name}\n")
        home = folder / library.name
        library.index(home, data)
        outputs = recordings(library, home, HASHED_DIGITS)
        hashes[library.name] = {command.line: digest(text) for command, text in outputs}
    _placed(HASHES, into).write_text(f"{json.dumps(hashes, indent=2)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
