"""Chroma opened: embedded in a folder or on a server. Only this module and `vector_store` name it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from retrieval.errors import ConfigurationError
from retrieval.index.shared_client import SharedClient

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.fastapi import FastAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

ANSWER_SECONDS = 10.0
"""How long a server may be silent, as one is that hangs; it answers a query within milliseconds."""


class Server:
    """A Chroma server, which does the sharing itself. Where it doesn't answer in time, httpx.TimeoutException
    is raised: Chroma's own client would wait for ever.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"CHROMA_URL must look like http://host:8000, not {url!r}.")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port or (443 if self._secure else 8000)
        self._opening = threading.Lock()
        self._client: Client | None = None
        self.place = f"of the Chroma server at {self._host}:{self._port}"

    @contextmanager
    def session(self, name: str | None, change: bool) -> Iterator[Client]:
        with self._opening:
            if self._client is None:
                self._client = self._connect()
        yield self._client

    def find(self, client: Client, name: str) -> Collection | None:
        return find(client, name)

    def _connect(self) -> Client:
        import chromadb
        import httpx

        # Chroma's client asks the server while it is made, when nobody can set its timeout yet.
        scheme = "https" if self._secure else "http"
        httpx.get(f"{scheme}://{self._host}:{self._port}/api/v2/heartbeat", timeout=ANSWER_SECONDS)
        made = chromadb.HttpClient(self._host, self._port, ssl=self._secure, settings=_settings())
        client = cast("Client", made)
        cast("FastAPI", client._server)._session.timeout = ANSWER_SECONDS
        return client

    def close(self) -> None:
        with self._opening:
            if self._client is not None:
                self._client.close()
                self._client = None


class Embedded:
    """Chroma in this process. It keeps each collection's graph in memory and never looks at the disk again,
    so where another process has changed the folder, it is opened anew.
    """

    def __init__(self, path: Path) -> None:
        self._shared = SharedClient(path, _open)
        self._found: dict[str, Collection] = {}
        self._client: Client | None = None
        self.place = f"in {path}"

    @contextmanager
    def session(self, name: str | None, change: bool) -> Iterator[Client]:
        with self._shared.session(name, change) as client:
            if change or client is not self._client:
                self._client = client
                self._found.clear()
            yield client

    def find(self, client: Client, name: str) -> Collection | None:
        """The collection of that name; within a session, to which looking it up costs as much as a query."""
        if name not in self._found and (found := find(client, name)):
            self._found[name] = found
        return self._found.get(name)

    def close(self) -> None:
        self._shared.close()


def _open(path: Path) -> Client:
    import chromadb

    try:
        return cast("Client", chromadb.PersistentClient(str(path), settings=_settings()))
    except Exception:
        # Chroma keeps what it failed to start, and would hand that to the next who opens the folder.
        chromadb.api.client.Client.clear_system_cache()
        raise


def _settings() -> Settings:
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)


def find(client: Client, name: str) -> Collection | None:
    """The collection of that name, if there is one."""
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None
