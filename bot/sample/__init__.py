"""Salt and Light: a small made-up show, so that there is something to ask before anything was added."""

from datetime import date
from pathlib import Path

from retrieval.models import Details

SHOW = "Salt and Light"
_FOLDER = Path(__file__).parent
_LINKS = "https://salt-and-light.example"  # a domain that can't exist: the links show their form only


def _episode(file: str, title: str, published: date, *guests: str) -> tuple[Path, Details]:
    path = _FOLDER / file
    return path, Details(
        show=SHOW,
        title=title,
        episode=path.stem,
        published=published,
        guests=guests,
        audio_url=f"{_LINKS}/{path.stem}.mp3",
    )


EPISODES = (
    _episode("tides.vtt", "Why the sea comes back", date(2024, 3, 8), "Tobias Fell"),
    _episode("lighthouses.srt", "Six flashes", date(2024, 3, 22)),
    _episode("bread.md", "What the baker knows", date(2024, 4, 5), "Josip Varga"),
)
QUESTIONS = (
    "What causes the tides?",
    "Why is the fridge a bad place for bread?",
    "How did keepers turn a lens that weighs tonnes?",
)
