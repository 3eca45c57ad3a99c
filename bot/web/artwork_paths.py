"""The paths under which the site serves the artwork of episodes."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from retrieval.library import Library
from retrieval.models import Episode


async def artwork_paths(library: Library, episodes: Sequence[Episode]) -> dict[int, str]:
    """Return the paths of the artwork of those episodes that have any, by the episode's key."""
    shared = {episode.key: episode for episode in episodes if episode.show.guild is None}
    files = await library.pages.artwork(list(shared.values()))
    return {key: artwork_path(shared[key], file) for key, file in files.items()}


def artwork_path(episode: Episode, file: Path) -> str:
    """Return the path of a shared episode's artwork, which is another one for another picture."""
    return f"/artwork/{quote(episode.id, safe='')}.jpg?v={file.stem[:12]}"
