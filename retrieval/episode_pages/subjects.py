"""Name what some segments are about, in the transcript's own words."""

import threading
from collections.abc import Sequence

from cachetools import LRUCache, cached

from retrieval.episode_pages.keyphrases import Keyphrases, join_as_title
from retrieval.models import Segment

AROUND = 3
"""How many segments on each side are read with those that are named."""
LABELS = 2
"""How many phrases name a subject."""
MAX_EPISODES = 16
"""Of how many episodes the phrases are kept in memory."""


def name_subject(segments: Sequence[Segment], title: str, first: int, last: int) -> str:
    """Return the phrases that name segments `first` to `last` best; empty if there are none."""
    phrases = _phrases(tuple(segments), title)
    start, end = max(0, first - 1 - AROUND), min(len(segments), last + AROUND)
    return join_as_title(phrases.most_characteristic(start, end, LABELS), LABELS)


@cached(
    LRUCache(MAX_EPISODES),
    key=lambda segments, title: (title, len(segments), hash(segments[:1])),
    lock=threading.Lock(),
)
def _phrases(segments: tuple[Segment, ...], title: str) -> Keyphrases:
    return Keyphrases.extract(segments, title, {name for one in segments for name in one.speakers})
