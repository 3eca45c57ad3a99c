"""A loopback server with OpenAI's API that answers from files, and writes the prompts that have no reply yet.

A prompt is `HASH.prompt`, its reply `HASH.reply`, both plain text in one folder. Prompts hold text of the
transcripts: keep the folder outside the repository.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MODEL = "openai:recorded"
"""The chat model to ask; its name says to the client that the server speaks OpenAI's API."""
KINDS = ("rewriting", "answer", "verification")
"""The prompts of one question, in the order in which they arise; each depends on the replies before."""

_STAND_INS = {
    "rewriting": "",
    "answer": '{"sentences": []}',
    "verification": '{"unproven": "", "verdict": "not_said"}',
}


@dataclass
class Recording:
    """The folder, and which prompts had no reply: their hashes and kinds. `url` is the server's address."""

    folder: Path
    writes: bool
    url: str = ""
    missing: dict[str, str] = field(default_factory=dict)
    _first_missing: int = len(KINDS)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin_question(self) -> None:
        """Forget what was missing for the question before."""
        self._first_missing = len(KINDS)

    @property
    def is_incomplete(self) -> bool:
        """Whether a prompt of this question had no reply, so that its answer says nothing."""
        return self._first_missing < len(KINDS)

    def reply(self, body: dict[str, Any]) -> str:
        """Return the reply to a request, a stand-in where there is none.

        What depends on a stand-in is not recorded: with the real reply it would be another prompt.
        """
        kind = body.get("response_format", {}).get("json_schema", {}).get("name", KINDS[0])
        prompt = "\n\n---\n\n".join(str(message["content"]) for message in body["messages"])
        name = hashlib.sha256(prompt.encode()).hexdigest()[:16]
        file = self.folder / f"{name}.reply"
        if file.exists():
            return file.read_text("utf-8")
        with self._lock:
            if KINDS.index(kind) <= self._first_missing:
                self._first_missing = KINDS.index(kind)
                self.missing[name] = kind
                if self.writes:
                    (self.folder / f"{name}.prompt").write_text(prompt, "utf-8")
        return _STAND_INS[kind]


@contextmanager
def recording(folder: Path, *, writes: bool) -> Iterator[Recording]:
    """Serve the replies of a folder; with `writes`, prompts without one are written to it."""
    state = Recording(folder, writes)
    if writes:
        folder.mkdir(parents=True, exist_ok=True)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            streamed = bool(body.get("stream"))
            raw = _completion(state.reply(body), streamed=streamed)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def _completion(text: str, *, streamed: bool) -> bytes:
    head: dict[str, Any] = {"id": "recorded", "created": 0, "model": "recorded"}
    if not streamed:
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return json.dumps({**head, "object": "chat.completion", "choices": [choice]}).encode()
    head["object"] = "chat.completion.chunk"
    deltas = [{"role": "assistant", "content": ""}, {"content": text}, {}]
    choices = [{"index": 0, "delta": delta, "finish_reason": None if delta else "stop"} for delta in deltas]
    events = [f"data: {json.dumps({**head, 'choices': [choice]})}\n\n" for choice in choices]
    return "".join([*events, "data: [DONE]\n\n"]).encode()
