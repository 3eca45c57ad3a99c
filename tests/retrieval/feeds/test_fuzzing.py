"""Mutated feeds, lists and chapters are read or refused by a domain error, and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import FeedError
from retrieval.feeds import chapters, opml, rss

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>Bees</title><language>en</language><item><title>On wax</title><guid>1</guid>
<pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate><enclosure url="https://a.example/1.mp3" type="audio/mpeg"/>
<podcast:transcript url="https://a.example/1.srt" type="application/srt"/><podcast:person>Ada</podcast:person>
<podcast:soundbite startTime="7" duration="9.5">Wax</podcast:soundbite></item></channel></rss>"""
OPML = b'<opml version="2.0"><body><outline text="A"><outline xmlUrl="https://a.example/f"/></outline></body></opml>'
CHAPTERS = b'{"version":"1.2.0","chapters":[{"startTime":0,"title":"Start"},{"startTime":9.5,"title":"Wax"}]}'
READERS: list[tuple[bytes, Callable[[bytes], object]]] = [
    (RSS, lambda content: rss.parse(content, date(2026, 1, 1))),
    (OPML, opml.parse),
    (CHAPTERS, chapters.parse),
]
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"<", b"&#0;", b"]]>", b"<!DOCTYPE a>", b"1e999", b"-1", b"[" * 3000, b"<a>" * 600]),
)


@pytest.mark.slow
@pytest.mark.parametrize(("content", "read"), READERS, ids=["rss", "opml", "chapters"])
@given(cuts=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 40), PIECES), min_size=1, max_size=4))
def test_a_mutated_file_is_read_or_refused(
    content: bytes, read: Callable[[bytes], object], cuts: list[tuple[int, int, bytes]]
) -> None:
    for start, length, piece in cuts:
        start %= len(content)
        content = content[:start] + piece + content[start + length :]
    with suppress(FeedError):
        read(content)
