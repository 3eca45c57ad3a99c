"""What the host decides about the site."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.member_links import MemberLinks, load_link_key
from bot.settings import Settings
from retrieval.models import Show

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names by which the site is always reached on its own machine, as by a health check."""


@dataclass(frozen=True, slots=True)
class Site:
    """The public address (`url`, without a slash at its end) and what the site shows.

    With `transcripts`, everyone can read whole transcripts; otherwise the passages that a page cites, with
    their neighbours. A show may have a setting of its own. With `indexing`, search engines may list the
    pages. An address (of a visitor) may send `requests` requests in ten seconds; 0 means any number.
    `members` reads the links by which servers' own shows open; without it they don't.
    """

    url: str
    transcripts: bool = False
    indexing: bool = False
    requests: int = 100
    members: MemberLinks | None = None

    @property
    def hosts(self) -> frozenset[str]:
        """The names in lower case under which the site answers."""
        return LOCAL_HOSTS | {(urlsplit(self.url).hostname or "").lower()}

    @classmethod
    def of(cls, settings: Settings, port: int) -> "Site":
        """Return the site of these settings on a port; without a public address it is for this machine.

        Raises KeyFileError if the key that signs links can't be used.
        """
        return cls(
            settings.web_url or f"http://localhost:{port}",
            transcripts=settings.web_transcripts,
            indexing=settings.web_indexing,
            requests=settings.web_requests,
            members=MemberLinks(load_link_key(settings.home), settings.web_link_days),
        )

    def shows_whole(self, show: Show) -> bool:
        """Return whether the pages of a show contain whole transcripts."""
        return self.transcripts if show.transcripts is None else show.transcripts == "whole"

    def address(self, path: str) -> str:
        """Return the public address of a path."""
        return self.url + path
