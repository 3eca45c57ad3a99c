"""Fetch URLs from strangers, protected against SSRF, oversized and slow responses."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

import aiohttp
from yarl import URL

from retrieval.errors import FetchError
from retrieval.fetching.content_kinds import MEGABYTE, ContentKind
from retrieval.fetching.headers import is_conditional, retry_after, validator
from retrieval.fetching.reasons import error_reason, refuse_binary, status_reason, too_large_reason
from retrieval.fetching.secrets import Credentials, authorization, split_credentials, with_credentials
from retrieval.fetching.signatures import SIGNATURE_BYTES
from retrieval.fetching.ssrf import PinnedResolver, ResolveHost, resolve_host
from retrieval.fetching.streams import at_most, fast_enough, inflated
from retrieval.fetching.urls import is_one_of, parse_url, redirect_target
from retrieval.models.feeds import CacheValidators
from retrieval.texts import Text

_NO_VALIDATORS = CacheValidators()
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
Consume = Callable[[bytes], Awaitable[bool]]
"""Take the next chunk of a response, and return whether more is wanted."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The limits of one fetch with all its redirects.

    `bytes` counts after decompression, `seconds` in total, `idle` seconds without a byte, `head` until all
    headers are there. After `grace` seconds, at least `rate` bytes a second must have come on average.
    """

    bytes: int = 32 * MEGABYTE
    seconds: float = 120.0
    idle: float = 20.0
    head: float = 45.0
    grace: float = 20.0
    rate: float = 1000.0
    redirects: int = 4


@dataclass(frozen=True, slots=True)
class FetchedContent:
    """A response; `content` is `None` where it has not changed since the validators that were sent.

    `url` is what it was fetched from after all redirects, `moved_to` where it is for good, if it has moved.
    """

    content: bytes | None
    validators: CacheValidators = _NO_VALIDATORS
    url: str = ""
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: URL
    is_permanent: bool


_ALLOW = Text("The person who runs Podcite can allow it in the setting PODCITE_TRUSTED_HOSTS.")
"""Advice for an address that is refused because it may be on the user's own network."""


class Fetcher:
    """Fetches https URLs from the public internet.

    From `trusted` servers (`host` or `host:port`) also http URLs and private addresses. Names are resolved by
    a `PinnedResolver`, which asks `resolve`. `stopped` servers are those that only the host may use.
    `require_space` is called with the size of a response, 0 where its server doesn't state it, before any of
    it is read; it raises where the disk has no room for it.
    """

    def __init__(
        self,
        trusted: Iterable[str] = (),
        *,
        stopped: Iterable[str] = (),
        limits: FetchLimits | None = None,
        resolve: ResolveHost | None = None,
        require_space: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._require_space = require_space
        self._trusted = frozenset(server.casefold() for server in trusted)
        self._stopped = frozenset(server.casefold() for server in stopped)
        self._limits, self._resolve = limits or FetchLimits(), resolve or resolve_host

    async def fetch(
        self,
        address: str,
        kind: ContentKind,
        validators: CacheValidators = _NO_VALIDATORS,
        consume: Consume | None = None,
        sign_in: str = "",
    ) -> FetchedContent:
        """Fetch a URL, unless its content is still that of `validators`. Raises FetchError.

        `consume` is given the content in chunks as it comes, and none of it is kept; its errors are raised.
        A name and password in the URL, or else in the URL `sign_in`, are sent to that URL's own server only.
        """
        url, credentials = split_credentials(parse_url(address))
        if credentials is None and sign_in:
            credentials = split_credentials(parse_url(sign_in))[1]
        headers = {"Accept-Encoding": "gzip", "User-Agent": "Podcite"}
        headers |= {"If-None-Match": validators.etag} if validators.etag else {}
        headers |= {"If-Modified-Since": validators.last_modified} if validators.last_modified else {}
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, kind, headers, consume, credentials)
        except TimeoutError as error:
            raise FetchError(
                Text(
                    "{host} took too long to send the {what}; try again later.",
                    host=url.host,
                    what=kind.name,
                )
            ) from error
        except UnicodeError as error:  # a name that no name server can be asked for
            raise FetchError(Text("That isn't a web address: its host name isn't valid.")) from error

    async def _follow(
        self,
        url: URL,
        kind: ContentKind,
        headers: dict[str, str],
        consume: Consume | None,
        credentials: Credentials | None,
    ) -> FetchedContent:
        first = moved_to = url
        for _ in range(self._limits.redirects + 1):
            sent = headers | authorization(url, credentials)
            result = await self._request(url, first, kind, sent, consume)
            if isinstance(result, FetchedContent):
                moved = None if moved_to == first else str(with_credentials(moved_to, credentials))
                return replace(result, url=str(url), moved_to=moved)
            if result.is_permanent and moved_to == url:
                moved_to = result.url
            url = result.url
        raise FetchError(Text("{host} keeps redirecting from one address to the next.", host=first.host))

    async def _request(
        self, url: URL, first: URL, kind: ContentKind, headers: dict[str, str], consume: Consume | None
    ) -> FetchedContent | _Redirect:
        """Return the response of one URL, or where it redirects to; messages name the `first` one."""
        if is_one_of(url, self._stopped):
            raise FetchError(
                Text(
                    "Only the person who runs this bot may use {host}, which is on their own network; "
                    "ask them to add the podcast for everybody, or use a public https:// address.",
                    host=first.host,
                )
            )
        trusted = is_one_of(url, self._trusted)
        if url.scheme != "https" and not trusted:
            raise FetchError(
                Text(
                    "Only https:// addresses are allowed, but this one on {host} isn't. {allow}",
                    host=first.host,
                    allow=_ALLOW,
                )
            )
        resolver = PinnedResolver(self._resolve, trusted)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._limits.idle, sock_read=self._limits.idle
        )
        connector = aiohttp.TCPConnector(
            resolver=resolver, use_dns_cache=False, force_close=True, socket_factory=resolver.socket
        )
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    timeout=timeout,
                    auto_decompress=False,
                    trust_env=False,
                    cookie_jar=aiohttp.DummyCookieJar(),
                ) as session,
                await self._head(session, url, headers) as response,
            ):
                if response.status in _REDIRECTS:
                    return _Redirect(redirect_target(response, first), response.status in _PERMANENT)
                return await self._read(response, first, kind, consume)
        except (aiohttp.ClientError, OSError, zlib.error) as error:
            if isinstance(error, TimeoutError):
                raise
            if resolver.blocked:
                raise FetchError(
                    Text(
                        "{host} is not on the public internet, so it isn't fetched. {allow}",
                        host=first.host,
                        allow=_ALLOW,
                    )
                ) from error
            cause = None if isinstance(error, aiohttp.InvalidURL) else error  # it holds the whole URL
            raise FetchError(error_reason(error, first, kind)) from cause

    async def _head(
        self, session: aiohttp.ClientSession, url: URL, headers: dict[str, str]
    ) -> aiohttp.ClientResponse:
        async with asyncio.timeout(self._limits.head):
            return await session.get(url, headers=headers, allow_redirects=False)

    async def _read(
        self, response: aiohttp.ClientResponse, first: URL, kind: ContentKind, consume: Consume | None
    ) -> FetchedContent:
        validators = CacheValidators(
            validator(response.headers.get("ETag", "")),
            validator(response.headers.get("Last-Modified", "")),
        )
        if response.status == 304 and is_conditional(response.request_info.headers):
            return FetchedContent(None, validators)
        if response.status != 200:
            reason = status_reason(response.status, first, kind)
            raise FetchError(reason, retry_after(response), status=response.status)
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise FetchError(
                Text(
                    "{host} sent the {what} compressed in a way that isn't supported.",
                    host=first.host,
                    what=kind.name,
                )
            )
        max_bytes = min(kind.bytes, self._limits.bytes)
        too_large = FetchError(too_large_reason(max_bytes, first, kind))
        # What comes is counted before decompression too: a stream may hold nothing, without end.
        too_slow = FetchError(
            Text("{host} sends the {what} too slowly; try again later.", host=first.host, what=kind.name)
        )
        received = response.content.iter_chunked(64 * 1024)
        chunks = fast_enough(received, self._limits.grace, self._limits.rate, too_slow)
        chunks = at_most(chunks, max_bytes, too_large)
        if encoding.endswith("gzip"):
            chunks = at_most(inflated(chunks, max_bytes), max_bytes, too_large)
        self._require_space(min(response.content_length or 0, max_bytes))
        body, head = bytearray(), b""
        async for chunk in chunks:
            if len(head) < SIGNATURE_BYTES:
                head += chunk[:SIGNATURE_BYTES]
                refuse_binary(head, first, kind)
            if consume is None:
                body += chunk
            elif not await consume(chunk):
                break
        return FetchedContent(bytes(body), validators)
