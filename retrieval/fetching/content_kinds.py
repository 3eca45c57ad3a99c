"""The kinds of content that are fetched, and how large each may be.

The bytes decide what it is: servers send transcripts and feeds with any content type.
"""

from dataclasses import dataclass

from retrieval.texts import Text

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ContentKind:
    """A kind of content: its name in messages, its largest size, whether it may be a document or picture."""

    name: str
    bytes: int
    may_be_document: bool = False
    is_picture: bool = False


FEED_CONTENT = ContentKind(Text("feed"), 32 * MEGABYTE)
TRANSCRIPT_CONTENT = ContentKind(Text("transcript"), 32 * MEGABYTE, may_be_document=True)
CHAPTERS_CONTENT = ContentKind(Text("list of chapters"), MEGABYTE)
ARTWORK_CONTENT = ContentKind(Text("picture"), 8 * MEGABYTE, is_picture=True)
