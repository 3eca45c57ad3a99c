"""Deep links: URLs that play a recording from a given second."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from retrieval.errors import BadRequestError
from retrieval.models import Episode
from retrieval.texts import Text

YOUTUBE_HOSTS = ("youtu.be", "youtube.com", "youtube-nocookie.com")
VIDEO_HOSTS = (*YOUTUBE_HOSTS, "vimeo.com")
VIDEO_SUFFIXES = (".mp4", ".m4v", ".webm", ".mov")
MAX_MEDIA_OFFSET_SECONDS = 2 * 3600.0
"""How far apart the times of two recordings of one episode may be; more is a typing mistake."""


def playback_url(episode: Episode, start: float | None) -> str | None:
    """Return the URL that plays an episode from `start` (seconds into its transcript), preferring the video.

    `None` without a start, or if no recording has a known offset from the transcript.
    """
    if start is None:
        return None
    for kind in ("video", "audio"):
        for medium in episode.media:
            if medium.kind == kind and medium.offset is not None:
                url = _url_at(medium.url, max(0, int(start + medium.offset)))
                if url:
                    return url
    return None


def is_video(url: str) -> bool:
    """Return whether a URL leads to a video, by its host or its suffix."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    return _is_on(host, *VIDEO_HOSTS) or parts.path.lower().endswith(VIDEO_SUFFIXES)


def _url_at(url: str, second: int) -> str | None:
    """Return `url` with the second in the form that its site reads; `None` if it isn't a web address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:  # such as an unclosed bracket in the host
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if _is_on(host, *YOUTUBE_HOSTS):
        return _youtube_url_at(parts, second)
    if _is_on(host, "vimeo.com"):
        return urlunsplit(parts._replace(fragment=f"t={second}s"))
    return urlunsplit(parts._replace(fragment=f"t={second}"))


def _is_on(host: str, *sites: str) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)


def _youtube_url_at(parts: SplitResult, second: int) -> str:
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key not in ("t", "start", "time_continue")
    ]
    # Pages other than watch?v=, such as /embed/ or /live/, read the time in ways of their own or not at all.
    if page := re.match(r"/(?:embed|shorts|live|v)/([\w-]+)", parts.path):
        query = [("v", page[1]), *(pair for pair in query if pair[0] != "v")]
        parts = parts._replace(path="/watch")
    timed = urlencode([*query, ("t", f"{second}s")])
    return urlunsplit(parts._replace(query=timed, fragment=""))


def media_offset(transcript_seconds: float, media_seconds: float) -> float:
    """Return the offset of a medium in which the same words are at other seconds. Raises BadRequestError."""
    offset = media_seconds - transcript_seconds
    if min(transcript_seconds, media_seconds) < 0 or abs(offset) > MAX_MEDIA_OFFSET_SECONDS:
        raise BadRequestError(
            Text("These two times can't belong to the same words; please enter both as H:MM:SS.")
        )
    return offset
