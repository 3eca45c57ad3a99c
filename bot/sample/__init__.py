"""Salt and Light: a small made-up show, so that there is something to ask before anything is added."""

from datetime import date
from pathlib import Path

from retrieval.models import Details

SHOW = "Salt and Light"
"""The show's title."""
_FOLDER = Path(__file__).parent
_BASE_URL = "https://salt-and-light.example"
"""A domain that can't exist (RFC 2606): links only show what links look like."""


def _episode(file: str, title: str, published: date, *guests: str) -> tuple[Path, Details]:
    path = _FOLDER / file
    return path, Details(
        show=SHOW,
        title=title,
        episode=path.stem,
        published=published,
        guests=guests,
        audio_url=f"{_BASE_URL}/{path.stem}.mp3",
    )


EPISODES = (
    _episode("tides.vtt", "Why the sea comes back", date(2024, 3, 8), "Tobias Fell"),
    _episode("lighthouses.srt", "Six flashes", date(2024, 3, 22)),
    _episode("bread.md", "What the baker knows", date(2024, 4, 5), "Josip Varga"),
)
"""Transcripts, with the details of their episodes."""
QUESTIONS = (
    "What causes the tides?",
    "Why is the fridge a bad place for bread?",
    "How did keepers turn a lens that weighs tonnes?",
)
"""Questions that the three episodes answer, to begin with."""
