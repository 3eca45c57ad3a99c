"""The recording that an episode's page plays, and where a second of the transcript is in it."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from retrieval.media_links import YOUTUBE_HOSTS
from retrieval.models import Episode


@dataclass(frozen=True, slots=True)
class Player:
    """A recording: the address of an audio or video file, or the id of a YouTube video.

    `offset` is its time minus the transcript's, in seconds.
    """

    kind: str
    source: str
    offset: float


def find_player(episode: Episode) -> Player | None:
    """Return the audio file if its times are known, else a video, `None` where nothing can be played."""
    for wanted in ("audio", "video"):
        for medium in episode.media:
            if medium.kind != wanted or medium.offset is None:
                continue
            if video := _youtube_id(medium.url):
                return Player("youtube", video, medium.offset)
            if urlsplit(medium.url).scheme in ("http", "https"):
                return Player(wanted, medium.url, medium.offset)
    return None


def seek_second(start: float | None, player: Player | None) -> int | None:
    """Return the second of the recording at which words are said, `None` where it isn't known."""
    return None if start is None or player is None else max(0, int(start + player.offset))


def _youtube_id(url: str) -> str | None:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not any(host == site or host.endswith(f".{site}") for site in YOUTUBE_HOSTS):
        return None
    path = [piece for piece in parts.path.split("/") if piece]
    named = parse_qs(parts.query).get("v", [])
    found = named[0] if named else path[-1] if path else ""
    return found if found.replace("-", "").replace("_", "").isalnum() and found.isascii() else None
