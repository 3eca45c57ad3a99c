"""Fixtures for the tests of several packages."""

from collections.abc import Iterator

import pytest

from tests.retrieval.openai_server import OpenAIServer, openai_server


@pytest.fixture
def chat_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A scripted chat model; clients that retry do so at once."""
    for name in ("INITIAL_RETRY_DELAY", "MAX_RETRY_DELAY"):
        monkeypatch.setattr(f"openai._base_client.{name}", 0.01)
    with openai_server() as running:
        yield running
