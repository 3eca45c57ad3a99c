"""What keeps the bot out of Discord is said in one sentence that tells what to do."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import discord.http
import pytest
from discord.gateway import DiscordWebSocket

from bot.run import run_bot
from retrieval.errors import ConfigurationError
from tests.bot.fake_library import FakeLibrary

TOKEN = "a.made-up.token"


@pytest.fixture(autouse=True)
def _unchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Restore discord.py's addresses and the loggers."""
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@contextmanager
def answering(status: int, body: object) -> Iterator[str]:
    """An API that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api/v10"
        server.shutdown()


@pytest.mark.parametrize("token", ["", "  \n"])
def test_a_missing_token_is_named(token: str) -> None:
    with pytest.raises(ConfigurationError, match="DISCORD_TOKEN is not set"):
        run_bot(FakeLibrary(), token=token)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "copy it again from the application's Bot page"), (403, "check DISCORD_API_URL")],
)
def test_a_refused_login_says_what_to_do_and_closes_the_library(
    status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    library = FakeLibrary()
    with (
        answering(status, {"message": f"{status}: {TOKEN}", "code": 0}) as url,
        pytest.raises(ConfigurationError, match=says) as refused,
    ):
        run_bot(library, token=TOKEN, api_url=url)
    assert library.closed
    assert TOKEN not in str(refused.value)
    written = capsys.readouterr().err
    assert TOKEN not in written
    assert "Traceback" not in written
