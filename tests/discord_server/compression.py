"""The gateway's two transport compressions; a client that asks for neither gets plain text."""

import zlib
from collections.abc import Callable

Compressor = Callable[[str], str | bytes]


def compressor(kind: str) -> Compressor:
    """A function that packs the messages of one socket, in order."""
    if kind == "zlib-stream":
        return _zlib()
    if kind == "zstd-stream":
        return _zstd()
    return lambda text: text


def _zlib() -> Compressor:
    stream = zlib.compressobj()
    return lambda text: stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Compressor:
    try:
        import zstandard
    except ImportError:
        return lambda text: text
    stream = zstandard.ZstdCompressor().compressobj()
    return lambda text: stream.compress(text.encode()) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
