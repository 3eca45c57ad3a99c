"""Limits on the chunks of a response, and their decompression."""

import time
import zlib
from collections.abc import AsyncIterator

from retrieval.errors import FetchError
from retrieval.fetching.content_kinds import MEGABYTE


async def at_most(
    chunks: AsyncIterator[bytes], max_bytes: int, too_large: FetchError
) -> AsyncIterator[bytes]:
    """Yield the chunks; raise `too_large` as soon as they are more than this many bytes."""
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > max_bytes:
            raise too_large
        yield chunk


async def fast_enough(
    chunks: AsyncIterator[bytes], grace: float, rate: float, too_slow: FetchError
) -> AsyncIterator[bytes]:
    """Yield the chunks; raise `too_slow` if they bring less than `rate` bytes a second after `grace`.

    Only time spent waiting for the server counts.
    """
    received, waited, asked = 0, 0.0, time.monotonic()
    async for chunk in chunks:
        received, waited = received + len(chunk), waited + time.monotonic() - asked
        if waited > grace and received < rate * waited:
            raise too_slow
        yield chunk
        asked = time.monotonic()


async def inflated(chunks: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    """Decompress a gzip stream in bounded chunks, so that a small chunk can't become a huge one."""
    inflate, started = zlib.decompressobj(wbits=31), False
    async for chunk in chunks:
        compressed = chunk
        while compressed:
            if inflate.eof:  # a stream may be several members, one after the other
                inflate = zlib.decompressobj(wbits=31)
            started = True
            yield inflate.decompress(compressed, min(max_bytes + 1, MEGABYTE))
            compressed = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    if started and not inflate.eof:
        raise zlib.error("the stream ends too early")
