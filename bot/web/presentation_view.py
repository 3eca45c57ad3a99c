"""The head of an episode's page: its artwork, and its description in two parts."""

from dataclasses import dataclass

from bot.web.artwork_paths import artwork_path
from retrieval.library import Library
from retrieval.models import Chapter, Episode

LEAD_CHARACTERS = 170
"""About how many characters of a description are shown at first: two lines."""
MIN_LEAD = 90
"""Characters after which a shortened description may end with a sentence; else it ends after a word."""
SLACK = 60
"""Characters that are too few to hide: a rest of a description shorter than this is shown at once."""


@dataclass(frozen=True, slots=True)
class PresentationView:
    """What the head of an episode's page shows; `artwork` is the path of its picture.

    `lead` is the beginning of the description, `rest` its other lines. `version` rises with every change
    of the library that visitors see: others' episodes are on the page too.
    """

    artwork: str | None = None
    lead: str = ""
    rest: tuple[str, ...] = ()
    license: str | None = None
    chapters: tuple[Chapter, ...] = ()
    version: int = 0


async def load_presentation(library: Library, episode: Episode) -> PresentationView:
    """Return what the head of an episode's page shows."""
    shown = await library.pages.presentation(episode)
    file, made = shown.artwork, shown.presentation
    lead, rest = split_description(made.description or "")
    path = artwork_path(episode, file) if file and episode.show.guild is None else None
    return PresentationView(path, lead, rest, made.license, shown.chapters, shown.version)


def split_description(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the beginning of a description, cut after a sentence or a word, and the lines of its rest."""
    first, _, others = text.partition("\n")
    if len(first) <= LEAD_CHARACTERS + SLACK:
        return first, tuple(others.splitlines())
    start = first[:LEAD_CHARACTERS]
    lead = start[: start.rfind(". ") + 1] if ". " in start[MIN_LEAD:] else start.rpartition(" ")[0] or start
    cut = "" if lead.endswith(".") else "…"
    return lead + cut, (cut + first[len(lead) :].lstrip(), *others.splitlines())
