"""Links to a moment of an episode, which still mean the same words after its transcript is reindexed.

A link names the segment and the second, for people, and the words: how many they are and a hash of them.
"""

import re
from urllib.parse import quote, urlencode

from retrieval.answering.citations import cite
from retrieval.language.word_marks import mark
from retrieval.models import Citation, Episode, Segment

SEGMENT_LINK_WORDS = 12
"""How many words of a segment its link keeps the hash of."""


def moment_path(citation: Citation) -> str:
    """Return the path and query of the link to the words of a citation."""
    second = {} if citation.start is None else {"t": int(citation.start)}
    query = urlencode({**second, "w": mark(citation.quote)})
    return f"/e/{quote(citation.episode.id, safe='')}/{citation.segment}?{query}"


def segment_path(episode: Episode, segment: Segment) -> str:
    """Return the path and query of the link to a whole segment, by its first words."""
    words = [match.end() for match in re.finditer(r"\S+", segment.text)][:SEGMENT_LINK_WORDS]
    return moment_path(cite(episode, segment, segment.text[: words[-1]]))
