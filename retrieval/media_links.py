"""Deep links: the address that plays a recording from a given second."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from retrieval.models import Episode

YOUTUBE = ("youtu.be", "youtube.com", "youtube-nocookie.com")
VIDEO_SITES = (*YOUTUBE, "vimeo.com")


def link(episode: Episode, start: float | None) -> str | None:
    """The address that plays an episode from `start` (seconds into its transcript), the video's first.

    `None` without a time, and where no recording is known whose time runs beside the transcript's.
    """
    if start is None:
        return None
    for kind in ("video", "audio"):
        for medium in episode.media:
            if medium.kind == kind and medium.offset is not None:
                url = _at(medium.url, max(0, int(start + medium.offset)))
                if url:
                    return url
    return None


def is_video(url: str) -> bool:
    """Whether an address is, by its site or its ending, that of a video."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    return _is(host, *VIDEO_SITES) or parts.path.lower().endswith((".mp4", ".m4v", ".webm", ".mov"))


def _at(url: str, second: int) -> str | None:
    """`url` with the second in the form that its site reads; `None` where it is no address of the web."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:  # such as an unclosed bracket in the host
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if _is(host, *YOUTUBE):
        return _youtube(parts, second)
    if _is(host, "vimeo.com"):
        return urlunsplit(parts._replace(fragment=f"t={second}s"))
    return urlunsplit(parts._replace(fragment=f"t={second}"))


def _is(host: str, *sites: str) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)


def _youtube(parts: SplitResult, second: int) -> str:
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
