"""Sentences for what keeps a URL from being fetched."""

import socket

import aiohttp
from yarl import URL

from retrieval.errors import FetchError
from retrieval.fetching.content_kinds import MEGABYTE, ContentKind
from retrieval.fetching.signatures import kind_of_binary
from retrieval.texts import Text


def status_reason(status: int, url: URL, kind: ContentKind) -> Text:
    """Return the sentence for a status other than 200."""
    host, what = url.host, kind.name
    if status in {404, 410}:
        return Text("{host} has no {what} at that address, or no longer has it.", host=host, what=what)
    if status == 401:
        return Text(
            "{host} asks for a name and a password for the {what}; put them into the address: "
            "https://NAME:PASSWORD@{host}/…",
            host=host,
            what=what,
        )
    if status in {402, 403, 451}:
        return Text("{host} refuses to send the {what} ({status}).", host=host, what=what, status=str(status))
    if status == 429:
        return Text("{host} is getting too many requests. Podcite will try again later.", host=host)
    return Text(
        "{host} answered with an error ({status}) instead of the {what}.",
        host=host,
        what=what,
        status=str(status),
    )


def error_reason(error: Exception, url: URL, kind: ContentKind) -> Text:
    """Return the sentence for an error of the connection."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return Text("{host} can't be trusted: its certificate isn't valid.", host=url.host)
    if isinstance(error, aiohttp.InvalidURL):
        return Text("That isn't a web address; it must start with https:// and a host name.")
    if isinstance(error, aiohttp.ClientConnectorError | socket.gaierror):
        return Text("{host} can't be reached; check the address, or try again later.", host=url.host)
    return Text("{host} stopped sending the {what} halfway; try again later.", host=url.host, what=kind.name)


def too_large_reason(max_bytes: int, url: URL, kind: ContentKind) -> Text:
    """Return the sentence for content that is larger than its kind may be."""
    size = _size(max_bytes)
    return Text("The {what} at {host} is larger than {size}.", what=kind.name, host=url.host, size=size)


def refuse_binary(head: bytes, first: URL, kind: ContentKind) -> None:
    """Raise FetchError where the first bytes are of something that isn't read."""
    if kind.is_picture:  # what it is finds out who reads it
        return
    if what := kind_of_binary(head, takes_documents=kind.may_be_document):
        raise FetchError(
            Text(
                "{host} sent {reason} instead of the {what}.",
                host=first.host,
                reason=what,
                what=kind.name,
            )
        )


def _size(count: int) -> str:
    return f"{count // MEGABYTE:,} MB" if count >= MEGABYTE else f"{count:,} bytes"
