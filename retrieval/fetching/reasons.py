"""Sentences for what keeps a URL from being fetched."""

import socket

import aiohttp
from yarl import URL

from retrieval.fetching.content_kinds import ContentKind


def status_reason(status: int, url: URL, kind: ContentKind) -> str:
    """Return the sentence for a status other than 200."""
    if status in {404, 410}:
        return f"{url.host} has no {kind.name} at that address, or no longer has it."
    if status == 401:
        return (
            f"{url.host} asks for a name and a password for the {kind.name}; put them into the address: "
            f"https://NAME:PASSWORD@{url.host}/…"
        )
    if status in {402, 403, 451}:
        return f"{url.host} refuses to send the {kind.name} ({status})."
    if status == 429:
        return f"{url.host} is getting too many requests; it is tried again later."
    return f"{url.host} answered with an error ({status}) instead of the {kind.name}."


def error_reason(error: Exception, url: URL, kind: ContentKind) -> str:
    """Return the sentence for an error of the connection."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return f"{url.host} can't be trusted: its certificate isn't valid."
    if isinstance(error, aiohttp.InvalidURL):
        return "That isn't a web address; it must start with https:// and a host name."
    if isinstance(error, aiohttp.ClientConnectorError | socket.gaierror):
        return f"{url.host} can't be reached; check the address, or try again later."
    return f"{url.host} stopped while it sent the {kind.name}; try again later."
