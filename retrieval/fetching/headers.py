"""Read the headers of responses."""

from collections.abc import Mapping

import aiohttp

_MAX_VALIDATOR_CHARACTERS = 300
"""Characters of the longest ETag or Last-Modified header that is stored."""


def validator(value: str) -> str | None:
    """Return the value of a header if it can be stored and sent back."""
    return (
        value
        if value.isascii() and value.isprintable() and 0 < len(value) <= _MAX_VALIDATOR_CHARACTERS
        else None
    )


def is_conditional(headers: Mapping[str, str]) -> bool:
    """Return whether a request asked for what has changed only."""
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Return how many seconds the server asks to wait."""
    seconds = response.headers.get("Retry-After", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 8 else None
