"""Parse the addresses that are fetched, and those that servers redirect to."""

import aiohttp
from yarl import URL

from retrieval.errors import FetchError
from retrieval.fetching.secrets import split_credentials
from retrieval.texts import Text


def parse_url(address: str) -> URL:
    """Return a web address without its fragment. Raises FetchError."""
    try:
        url = URL(address.strip())
        is_web = url.scheme in {"http", "https"} and bool(url.host) and url.port is not None
    except ValueError as error:
        raise FetchError(Text("That isn't a web address; it must start with https://.")) from error
    if not is_web:
        raise FetchError(Text("That isn't a web address; it must start with https://."))
    return url.with_fragment(None)


def redirect_target(response: aiohttp.ClientResponse, first: URL) -> URL:
    """Return where a response redirects to, without credentials. Raises FetchError."""
    try:
        target = parse_url(str(response.url.join(URL(response.headers.get("Location", "")))))
        return split_credentials(target)[0]
    except (FetchError, ValueError) as error:
        raise FetchError(
            Text("{host} redirects to something that isn't a web address.", host=first.host)
        ) from error


def is_one_of(url: URL, servers: frozenset[str]) -> bool:
    """Return whether a URL is of one of the servers, which are `host` or `host:port`."""
    host = (url.raw_host or "").casefold()
    return not servers.isdisjoint({host, f"{host}:{url.port}", f"[{host}]:{url.port}"})
