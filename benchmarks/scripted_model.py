"""A chat model's server that writes and verifies what a script says, each in a set time."""

import asyncio
import json
import re
import time
from types import TracebackType
from typing import Any, Self

from aiohttp import web

WRITING_SECONDS, VERIFYING_SECONDS = 1.4, 0.6
"""Seconds of an answer, and of a verdict: two in all, as sentences are verified side by side."""
QUOTED_WORDS = 12
"""Words of a passage that the model repeats as a sentence."""
_PASSAGE = re.compile(r"^\[(\d+)\] (?:\([\d:]+\) )?(?:[^:\n]{1,40}: )?(.+)$", re.MULTILINE)


class ScriptedModel:
    """Speaks as much of OpenAI's protocol as an answer takes: repeats two passages, finds all supported."""

    def __init__(self) -> None:
        self.asked = 0
        self._url = ""
        self._runner: web.AppRunner | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What makes a bot ask this model, at the default concurrency."""
        model = {"PODCITE_CHAT_MODEL": "openai:scripted", "OPENAI_API_KEY": "scripted-key"}
        return model | {"OPENAI_BASE_URL": f"{self._url}/v1"}

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.add_routes([web.post("/v1/chat/completions", self._complete)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        ends = time.monotonic()
        body = await request.json()
        prompt = body["messages"][-1]["content"]
        verifying = "<transcript" in prompt
        ends += VERIFYING_SECONDS if verifying else WRITING_SECONDS
        reply = '{"unproven": "", "verdict": "supported"}' if verifying else _answer(prompt)
        if body.get("stream"):
            return await _stream(request, reply, ends)
        await asyncio.sleep(max(0.0, ends - time.monotonic()))
        choice = {"index": 0, "message": {"role": "assistant", "content": reply}, "finish_reason": "stop"}
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "scripted"}
        return web.json_response({**whole, "choices": [choice]})


def _answer(prompt: str) -> str:
    sentences = []
    for number, said in _PASSAGE.findall(prompt)[:2]:
        quote = " ".join(said.split()[:QUOTED_WORDS])
        sentences.append({"text": quote, "segment": int(number), "quote": quote})
    return json.dumps({"sentences": sentences})


async def _stream(request: web.Request, reply: str, ends: float) -> web.StreamResponse:
    """Send the reply in pieces, the last of them at `ends`."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    size = max(1, len(reply) // 12)
    pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
    pause = max(0.0, ends - time.monotonic()) / len(pieces)
    for piece in pieces:
        await asyncio.sleep(pause)
        await response.write(_event({"content": piece}, None))
    await response.write(_event({}, "stop") + b"data: [DONE]\n\n")
    return response


def _event(delta: dict[str, Any], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n".encode()
