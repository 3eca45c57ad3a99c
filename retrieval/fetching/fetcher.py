"""Fetching what strangers' links point to, without becoming their way into the host's own network."""

import asyncio
import re
import socket
import zlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL

from retrieval.errors import FetchError
from retrieval.fetching.ssrf import Lookup, Way, look_up

_MEGABYTE = 1024 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_LONGEST_TAG = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one fetch with all its redirects: bytes after decompression, seconds, seconds without a byte."""

    bytes: int = 32 * _MEGABYTE
    seconds: float = 120.0
    idle: float = 20.0
    redirects: int = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wanted from an address: its name in messages, and the content types that can be it."""

    name: str
    types: re.Pattern[str]
    bytes: int


_UNTOLD = r"application/octet-stream|binary/octet-stream|text/[\w.+-]+"
FEED = Kind("feed", re.compile(rf"(?:{_UNTOLD}|application/(?:[\w.+-]+\+)?xml)"), 32 * _MEGABYTE)
TRANSCRIPT = Kind(
    "transcript",
    re.compile(
        rf"(?:{_UNTOLD}|application/(?:[\w.-]+\+)?json|application/(?:x-)?(?:subrip|srt|vtt|markdown))"
    ),
    32 * _MEGABYTE,
)
CHAPTERS = Kind(
    "list of chapters", re.compile(rf"(?:{_UNTOLD}|application/(?:[\w.-]+\+)?json(?:\+chapters)?)"), _MEGABYTE
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address holds; `content` is `None` where it is what `etag` or `modified` stood for already."""

    content: bytes | None
    etag: str | None = None
    modified: str | None = None


class Fetcher:
    """Fetches https addresses of the public internet, and whatever the host trusts: `host` or `host:port`.

    Names are looked up once, each address is checked, and only a checked one is connected to.
    """

    def __init__(
        self, trusted: Iterable[str] = (), *, limits: Limits | None = None, lookup: Lookup | None = None
    ) -> None:
        self._trusted = frozenset(each.casefold() for each in trusted)
        self._limits, self._lookup = limits or Limits(), lookup or look_up

    async def fetch(
        self, address: str, kind: Kind, *, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """What is at an address, unless it is the same as what these two stand for. Raises FetchError."""
        url = _parse(address)
        headers = {"Accept-Encoding": "gzip", "User-Agent": "Podcite"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, kind, headers)
        except TimeoutError as error:
            raise FetchError(f"{url.host} took too long to send the {kind.name}; try again later.") from error
        except UnicodeError as error:  # a name that no name server can be asked for
            raise FetchError("That is no web address: its host can't have such a name.") from error

    async def _follow(self, url: URL, kind: Kind, headers: dict[str, str]) -> Fetched:
        first = url
        for _ in range(self._limits.redirects + 1):
            found = await self._ask(url, first, kind, headers)
            if isinstance(found, Fetched):
                return found
            url = found
        raise FetchError(f"{first.host} leads from one address to the next without end.")

    async def _ask(self, url: URL, first: URL, kind: Kind, headers: dict[str, str]) -> Fetched | URL:
        """What one address gives, or the address that it leads to; messages name the `first` one."""
        trusted = self._trusts(url)
        if url.scheme != "https" and not trusted:
            raise FetchError(f"Only https:// addresses are fetched, and this one of {first.host} is none.")
        way = Way(self._lookup, trusted)
        limits = aiohttp.ClientTimeout(
            total=None, sock_connect=self._limits.idle, sock_read=self._limits.idle
        )
        connector = aiohttp.TCPConnector(
            resolver=way, use_dns_cache=False, force_close=True, socket_factory=way.socket
        )
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    timeout=limits,
                    auto_decompress=False,
                    trust_env=False,
                    cookie_jar=aiohttp.DummyCookieJar(),
                ) as session,
                session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                if response.status in _REDIRECTS:
                    return _target(response, first)
                return await self._read(response, first, kind)
        except (aiohttp.ClientError, OSError, zlib.error) as error:
            if isinstance(error, TimeoutError):
                raise
            if way.refused:
                raise FetchError(
                    f"{first.host} is not on the public internet, so it isn't fetched."
                ) from error
            raise FetchError(_failure(error, first, kind)) from error

    async def _read(self, response: aiohttp.ClientResponse, first: URL, kind: Kind) -> Fetched:
        tags = [_tag(response.headers.get(name, "")) for name in ("ETag", "Last-Modified")]
        if response.status == 304 and _is_conditional(response.request_info.headers):
            return Fetched(None, *tags)
        if response.status != 200:
            raise FetchError(_refusal(response.status, first, kind), again=_again(response))
        type_ = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if type_ and not kind.types.fullmatch(type_):
            raise FetchError(f"{first.host} sent {type_[:60]!r}, which is no {kind.name}.")
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise FetchError(f"{first.host} sent the {kind.name} compressed in a way that nobody asked for.")
        chunks: AsyncIterator[bytes] = response.content.iter_chunked(64 * 1024)
        most, body = min(kind.bytes, self._limits.bytes), bytearray()
        async for piece in _inflated(chunks, most) if encoding.endswith("gzip") else chunks:
            body += piece
            if len(body) > most:
                size = f"{most // _MEGABYTE:,} MB" if most >= _MEGABYTE else f"{most:,} bytes"
                raise FetchError(f"The {kind.name} at {first.host} is larger than {size}.")
        if body.startswith(_ARCHIVES):
            raise FetchError(f"{first.host} sent an archive; only a plain {kind.name} is read.")
        return Fetched(bytes(body), *tags)

    def _trusts(self, url: URL) -> bool:
        host = (url.raw_host or "").casefold()
        return not self._trusted.isdisjoint({host, f"{host}:{url.port}", f"[{host}]:{url.port}"})


async def _inflated(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """Unzips a stream in pieces of a bounded size, so that a small chunk can't become a huge one."""
    inflate, began = zlib.decompressobj(wbits=31), False
    async for chunk in chunks:
        waiting = chunk
        while waiting:
            if inflate.eof:  # a stream may be several members, one after the other
                inflate = zlib.decompressobj(wbits=31)
            began = True
            yield inflate.decompress(waiting, min(most + 1, _MEGABYTE))
            waiting = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    if began and not inflate.eof:
        raise zlib.error("the stream ends too early")


def _parse(address: str) -> URL:
    try:
        url = URL(address.strip())
        known = url.scheme in {"http", "https"} and bool(url.host) and url.port is not None
    except ValueError as error:
        raise FetchError("That is no web address; it begins with https://.") from error
    if not known:
        raise FetchError("That is no web address; it begins with https://.")
    if url.raw_user is not None or url.raw_password is not None:
        raise FetchError("An address with a user's name or password in it isn't fetched.")
    return url.with_fragment(None)


def _target(response: aiohttp.ClientResponse, first: URL) -> URL:
    try:
        return _parse(str(response.url.join(URL(response.headers.get("Location", "")))))
    except (FetchError, ValueError) as error:
        raise FetchError(f"{first.host} leads to something that is no web address.") from error


def _tag(value: str) -> str | None:
    """What stands for a state, if it can be kept and sent back."""
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= _LONGEST_TAG else None


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _again(response: aiohttp.ClientResponse) -> float | None:
    wait = response.headers.get("Retry-After", "")
    return float(wait) if wait.isascii() and wait.isdigit() and len(wait) < 8 else None


def _refusal(status: int, url: URL, kind: Kind) -> str:
    if status in {404, 410}:
        return f"{url.host} has no {kind.name} at that address any more, or never had."
    if status in {401, 402, 403, 451}:
        return f"{url.host} doesn't give the {kind.name} to us ({status})."
    if status == 429:
        return f"{url.host} is asked too often; it is tried again later."
    return f"{url.host} answered with an error ({status}) instead of the {kind.name}."


def _failure(error: Exception, url: URL, kind: Kind) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return f"{url.host} can't prove that it is who it says: its certificate is wrong."
    if isinstance(error, aiohttp.InvalidURL):
        return "That is no web address; it begins with https:// and a host's name."
    if isinstance(error, aiohttp.ClientConnectorError | socket.gaierror):
        return f"{url.host} can't be reached; check the address, or try again later."
    return f"{url.host} broke off while it sent the {kind.name}; try again later."
