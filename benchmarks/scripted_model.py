"""A chat model's server that writes and verifies what a script says, each in a set time."""

import asyncio
import json
import re
import time
from typing import Any, ClassVar

from aiohttp import web

from tests.bot.process.model_server import ModelServer

WRITING_SECONDS, VERIFYING_SECONDS = 1.4, 0.6
"""Seconds of an answer, and of a verdict: two in all, as sentences are verified side by side."""
QUOTED_WORDS = 12
"""Words of a passage that the model repeats as a sentence."""
_PASSAGE = re.compile(r"^\[(\d+)\] (?:\([\d:]+\) )?(?:[^:\n]{1,40}: )?(.+)$", re.MULTILINE)


class ScriptedModel(ModelServer):
    """Speaks as much of OpenAI's protocol as an answer takes: repeats two passages, finds all supported."""

    model: ClassVar = "scripted"

    async def reply(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        ends = time.monotonic()
        body = await request.json()
        prompt = body["messages"][-1]["content"]
        verifying = "<transcript" in prompt
        ends += VERIFYING_SECONDS if verifying else WRITING_SECONDS
        said = '{"unproven": "", "verdict": "supported"}' if verifying else _answer(prompt)
        if body.get("stream"):
            return await _stream(request, said, ends)
        await asyncio.sleep(max(0.0, ends - time.monotonic()))
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
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
