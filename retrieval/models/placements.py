"""How a transcript is placed that looks like an episode of its show."""

from dataclasses import dataclass
from typing import Literal

PlacementChoice = Literal["ask", "replace", "new"]


@dataclass(frozen=True, slots=True)
class Placement:
    """What to do with a transcript that has the name or the title of an episode, but another source.

    `choice`: raise EpisodeExistsError (`ask`), make it the episode's new version, or add it as a new episode.
    `siblings`: ids of episodes, and paths of files, that are added together with it and so are others.
    `origin`: the URL or the feed item that its bytes are from; a file's source is its path.
    `job`, `feed`: the ids of what adds it, if that is one: once it is gone, nothing more is stored for it.
    """

    choice: PlacementChoice = "ask"
    siblings: frozenset[str] = frozenset()
    origin: str = ""
    job: int | None = None
    feed: int | None = None


ASK = Placement()
