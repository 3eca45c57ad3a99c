"""Sentences for what keeps a URL from being fetched."""

import socket

import aiohttp
from yarl import URL

from retrieval.fetching.content_kinds import ContentKind


def status_reason(status: int, url: URL, kind: ContentKind) -> str:
    """Return the sentence for a status other than 200."""
    if status in {404, 410}:
        return f"{url.host} has no {kind.name} at that address any more, or never had."
    if status == 401:
        return (
            f"{url.host} asks for a name and a password for the {kind.name}; put them into the address: "
            f"https://NAME:PASSWORD@{url.host}/…"
        )
    if status in {402, 403, 451}:
        return f"{url.host} doesn't give the {kind.name} to us ({status})."
    if status == 429:
        return f"{url.host} is asked too often; it is tried again later."
    return f"{url.host} answered with an error ({status}) instead of the {kind.name}."


def error_reason(error: Exception, url: URL, kind: ContentKind) -> str:
    """Return the sentence for an error of the connection."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return f"{url.host} can't prove that it is who it says: its certificate is wrong."
    if isinstance(error, aiohttp.InvalidURL):
        return "That is no web address; it begins with https:// and a host's name."
    if isinstance(error, aiohttp.ClientConnectorError | socket.gaierror):
        return f"{url.host} can't be reached; check the address, or try again later."
    return f"{url.host} broke off while it sent the {kind.name}; try again later."
