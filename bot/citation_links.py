"""Where a citation's number and time lead in Discord: to the site if it is public, else to the recording."""

from contextvars import ContextVar
from dataclasses import dataclass

from bot.member_links import MemberLinks
from bot.moments import moment_path, segment_path
from retrieval.media_links import playback_url
from retrieval.models import Citation, Episode, Segment


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Makes links to the site at an `address`; members get signed links to their server's own shows."""

    address: str
    members: MemberLinks

    def to(self, episode: Episode, path: str) -> str:
        """Return the link to a path of an episode's pages."""
        guild = episode.show.guild
        return f"{self.address}{'' if guild is None else self.members.prefix(guild)}{path}"


SITE_LINKS: ContextVar[SiteLinks | None] = ContextVar("SITE_LINKS", default=None)
"""The site that links lead to, `None` where there is none. Set before the bot starts."""


def citation_url(citation: Citation) -> str | None:
    """Return the link to the words of a citation; `None` if nothing can be opened there."""
    site = SITE_LINKS.get()
    return site.to(citation.episode, moment_path(citation)) if site else citation.url


def segment_url(episode: Episode, segment: Segment) -> str | None:
    """Return the link to the beginning of a segment; `None` if nothing can be opened there."""
    site = SITE_LINKS.get()
    return site.to(episode, segment_path(episode, segment)) if site else playback_url(episode, segment.start)
