"""What a folder of transcripts contains, and what to say about files in it that are not added."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import NotFoundError
from retrieval.transcripts.reader import TRANSCRIPT_SUFFIXES

_ABOUT_FOLDER = frozenset({"readme", "license", "licence", "contributing", "code_of_conduct"})
"""Names of files that repositories have next to their transcripts; each can be added by naming it."""
_MAX_NAMES = 10
"""How many files of a kind that are left out are named."""


class FolderListing(NamedTuple):
    """What a folder and its subfolders hold, each sorted.

    `transcripts` are paths; `others`, which are none, and `about`, which are called like files about the
    folder, are paths in the folder.
    """

    transcripts: list[Path]
    others: list[str]
    about: list[str]


def list_folder(folder: Path) -> FolderListing:
    """Return what a folder and its subfolders hold, without hidden files.

    Raises NotFoundError if there is no transcript.
    """
    relative_paths = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    shown = [file for file in relative_paths if not any(part.startswith(".") for part in file.parts)]
    readable = [file for file in shown if file.suffix.lower() in TRANSCRIPT_SUFFIXES]
    about = [file for file in readable if file.stem.lower() in _ABOUT_FOLDER]
    listing = FolderListing(
        [folder / file for file in readable if file not in about],
        [str(file) for file in shown if file not in readable],
        [str(file) for file in about],
    )
    if not listing.transcripts:
        suffixes = ", ".join(TRANSCRIPT_SUFFIXES)
        sentence = (
            f"The folder {folder} contains no transcript ({suffixes}). {_about_sentence(listing.about)}"
        )
        raise NotFoundError(sentence.rstrip())
    return listing


def left_out_sentences(listings: Iterable[FolderListing]) -> str:
    """Return which files of the folders were left out and why, or nothing."""
    folders = list(listings)
    others = [name for folder in folders for name in folder.others]
    skipped = f"Skipped, as they are not transcripts: {_names(others)}." if others else ""
    about = _about_sentence([name for folder in folders for name in folder.about])
    return f"{skipped} {about}".strip()


def _about_sentence(names: Sequence[str]) -> str:
    if not names:
        return ""
    return (
        f"Left out, because files with these names usually describe the folder: {_names(names)}. To add one "
        "anyway, name the file: podcite index add FILE"
    )


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return f"{', '.join(names[:_MAX_NAMES])}{more}"
