"""What helps where a feed that is followed can't be read."""

from retrieval.errors import FeedError, FetchError
from retrieval.feeds.rss import BLOCKED_FEED
from retrieval.feeds.web_pages import WebPageError
from retrieval.texts import Text

GONE = Text("If the podcast has moved, follow its new address and remove this feed.")
REFUSED = Text(
    "If this keeps happening, look for another address of the feed, or ask the makers of the podcast."
)
TEMPORARY = Text("Podcite will try again automatically.")
BROKEN = Text("Only the makers of the podcast can fix that; Podcite will keep trying.")


def with_advice(error: FetchError | FeedError, sentence: str) -> str:
    """Return the sentence for an error, and what to do, unless it says so itself."""
    advice = _advice(error)
    return f"{sentence} {advice}" if advice else sentence


def _advice(error: FetchError | FeedError) -> Text | None:
    if isinstance(error, FeedError):
        says_it = isinstance(error.__cause__, WebPageError | OSError) or str(error) == BLOCKED_FEED
        return None if says_it else BROKEN
    match error.status:
        case None | 401 | 429:  # no answer, or one whose sentence says what to do
            return None
        case 404 | 410:
            return GONE
        case 402 | 403 | 451:
            return REFUSED
    return TEMPORARY
