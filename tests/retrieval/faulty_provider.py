"""A loopback server with the API of OpenAI that fails in every way in which a provider can fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

MAX_SECONDS = 20.0
"""How long a connection may stay open, whatever a fault does."""

RYE = "Rye bread keeps longer than wheat bread."
OVEN = "The oven reaches 260 degrees before dawn."
WHOLE = json.dumps(
    {
        "sentences": [
            {"text": RYE, "segment": 1, "quote": "rye bread keeps longer than wheat"},
            {"text": OVEN, "segment": 2, "quote": "the oven reaches 260 degrees before dawn"},
        ]
    }
)
FIRST_ONLY = WHOLE[: WHOLE.index(OVEN) + 5]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
CHUNKED_HEAD = HEAD.replace(b"Connection: close", b"Connection: close\r\nTransfer-Encoding: chunked")


@dataclass
class Exchange:
    """One request and the connection on which it is answered."""

    body: dict[str, Any]
    writer: asyncio.StreamWriter
    is_chunked: bool = False

    async def send(self, raw: bytes) -> None:
        self.writer.write(b"%x\r\n%s\r\n" % (len(raw), raw) if self.is_chunked else raw)
        await self.writer.drain()

    async def respond(self, status: int, body: object, **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = {"Content-Type": "application/json", "Content-Length": str(len(raw)), **headers}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        await self.send(f"HTTP/1.1 {status} x\r\n{head}Connection: close\r\n\r\n".encode() + raw)

    async def event(self, delta: dict[str, Any], finish: str | None = None, **more: object) -> None:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        await self.send(f"data: {json.dumps({**head, 'choices': choices, **more})}\n\n".encode())

    async def write(self, text: str, *, finish: str | None = "stop", usage: object = None) -> None:
        """Stream a reply, by default to its end."""
        if self.is_chunked:
            self.writer.write(CHUNKED_HEAD)
        else:
            await self.send(HEAD)
        await self.event({"role": "assistant"})
        for at in range(0, len(text), 9):
            await self.event({"content": text[at : at + 9]})
        if finish:
            await self.event({}, finish)
            if usage:
                await self.event({}, choices=[], usage=usage)
            await self.send(b"data: [DONE]\n\n")

    def abort(self) -> None:
        """Cut the connection without saying good-bye."""
        self.writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]


@dataclass
class FaultyProvider:
    """Answers each request by the next of `faults`, the last one again and again."""

    url: str = ""
    faults: list[Fault] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    models: dict[str, object] = field(default_factory=dict)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            async with asyncio.timeout(MAX_SECONDS):
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                if head.startswith("get "):
                    status = 200 if self.models else 404
                    await Exchange({}, writer).respond(status, self.models)
                else:
                    length = int(head.partition("content-length:")[2].splitlines()[0])
                    body = json.loads(await reader.readexactly(length))
                    self.requests.append(body)
                    fault = self.faults.pop(0) if len(self.faults) > 1 else self.faults[0]
                    await fault(Exchange(body, writer))
        writer.close()


@asynccontextmanager
async def faulty_provider(*faults: Fault) -> AsyncIterator[FaultyProvider]:
    provider = FaultyProvider(faults=list(faults))
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        running.add(task)
        try:
            await provider.answer(reader, writer)
        finally:
            running.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    provider.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield provider
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def writes(text: str, **how: Any) -> Fault:
    return lambda exchange: exchange.write(text, **how)


def refuses(status: int, retry_after: str = "", **error: str) -> Fault:
    body = {"error": {"message": "sk-verysecret is no good", **error}}
    headers = {"Retry_After": retry_after} if retry_after else {}
    return lambda exchange: exchange.respond(status, body, **headers)


async def hangs(exchange: Exchange) -> None:
    await asyncio.Event().wait()


async def hangs_after_its_headers(exchange: Exchange) -> None:
    await exchange.send(HEAD)
    await asyncio.Event().wait()


async def hangs_after_a_sentence(exchange: Exchange) -> None:
    await exchange.write(FIRST_ONLY, finish=None)
    await asyncio.Event().wait()


async def says_nothing_and_closes(exchange: Exchange) -> None:
    exchange.abort()


async def cuts_before_a_sentence(exchange: Exchange) -> None:
    await exchange.write('{"sentences": [{"text": "Rye', finish=None)
    exchange.abort()


async def cuts_after_a_sentence(exchange: Exchange) -> None:
    exchange.is_chunked = True  # the last chunk never comes, so the client sees that the rest is missing
    await exchange.write(FIRST_ONLY, finish=None)


async def ends_early_and_politely(exchange: Exchange) -> None:
    await exchange.write(FIRST_ONLY, finish=None)


async def never_ends(exchange: Exchange) -> None:
    await exchange.write('{"sentences": [{"text": "', finish=None)
    while True:
        await exchange.event({"content": "and on and on "})
        await asyncio.sleep(0.01)


async def never_ends_and_never_pauses(exchange: Exchange) -> None:
    await exchange.write('{"sentences": [{"text": "', finish=None)
    while True:
        await exchange.event({"content": "and on and on " * 50})


async def streams_spaces(exchange: Exchange) -> None:
    await exchange.send(HEAD)
    while True:
        await exchange.event({"content": " "})
        await asyncio.sleep(0.01)


async def streams_nothing(exchange: Exchange) -> None:
    await exchange.send(HEAD)
    while True:
        await exchange.event({})
        await asyncio.sleep(0.01)


async def keeps_alive(exchange: Exchange) -> None:
    await exchange.send(HEAD)
    while True:
        await exchange.send(b": still thinking\n\n")
        await asyncio.sleep(0.01)


async def refuses_politely(exchange: Exchange) -> None:
    await exchange.send(HEAD)
    await exchange.event({"refusal": "I can't help with that."})
    await exchange.event({}, "stop")


async def sends_an_error_event(exchange: Exchange) -> None:
    await exchange.send(HEAD + b'data: {"error": {"message": "sk-verysecret"}}\n\n')


async def sends_broken_events(exchange: Exchange) -> None:
    await exchange.send(HEAD + b"data: {broken\n\n")


async def sends_a_page(exchange: Exchange) -> None:
    await exchange.respond(200, b"<html>a proxy</html>", Content_Type="text/html")


async def sends_bytes(exchange: Exchange) -> None:
    await exchange.send(b"\x00\xff\xfe nonsense\r\n\r\n")
