"""OpenAI's chat API through LangChain, with requests and replies as plain JSON."""

from collections.abc import AsyncIterator
from typing import Any, Self

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, AsyncStream, BaseModel
from pydantic import model_validator

from retrieval.llm.reply_parser import RefusedReplyError

_PATH = "/chat/completions"
_FILTERED = "content_filter"


class OpenAIChat(ChatOpenAI):
    """`ChatOpenAI` at a fraction of its CPU time.

    OpenAI's client compares each request with its types, makes an object of each chunk, and puts a reply that
    follows a schema together again with every chunk. As plain JSON, the same is sent and read.
    """

    @model_validator(mode="after")
    def _use_json(self) -> Self:
        self.async_client = _JsonCompletions(self.root_async_client)
        self.stream_chunk_timeout = None  # `reply_stream.limited` has limits of its own
        return self

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: object
    ) -> dict[str, Any]:
        """Return what is sent; with `response_format` elsewhere, which would choose the client's own way."""
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        if "response_format" in payload:
            payload["extra_body"] = {
                **(payload.get("extra_body") or {}),
                "response_format": payload.pop("response_format"),
            }
        return payload

    def _create_chat_result(
        self, response: dict[str, Any] | BaseModel, generation_info: dict[str, Any] | None = None
    ) -> ChatResult:
        """Return the result with the refusal, which is read only from the client's own objects."""
        result = super()._create_chat_result(response, generation_info)
        if isinstance(response, dict):
            for generation, choice in zip(result.generations, response["choices"], strict=True):
                _raise_filtered(choice)
                generation.message.additional_kwargs["refusal"] = choice["message"].get("refusal")
        return result

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        """Return the chunk with the refusal, which is read only from a whole reply."""
        generation = super()._convert_chunk_to_generation_chunk(
            chunk, default_chunk_class, base_generation_info
        )
        for choice in chunk.get("choices") or ():
            _raise_filtered(choice)
            if generation and isinstance(generation.message, BaseMessageChunk):
                generation.message.additional_kwargs["refusal"] = (choice["delta"] or {}).get("refusal")
        return generation


class _JsonCompletions:
    """`create` of the client's `chat.completions`, and of its `with_raw_response`."""

    def __init__(self, client: AsyncOpenAI) -> None:
        self._client = client
        self.with_raw_response = self

    async def create(
        self, *, stream: bool = False, extra_body: dict[str, Any] | None = None, **body: object
    ) -> "_Json | _JsonStream":
        body |= {"stream": stream, **(extra_body or {})}
        if not stream:
            return _Json(await self._client.post(_PATH, cast_to=object, body=body))
        chunks = await self._client.post(
            _PATH, cast_to=object, body=body, stream=True, stream_cls=AsyncStream[object]
        )
        return _JsonStream(chunks)


class _Json:
    """The raw response of a whole reply."""

    def __init__(self, reply: object) -> None:
        self._reply = reply

    def parse(self) -> object:
        return self._reply


class _JsonStream:
    """The chunks of a streamed reply, with the usage once, at the end, even if the server repeats it."""

    def __init__(self, chunks: AsyncStream[object]) -> None:
        self._chunks = chunks

    def parse(self) -> Self:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._chunks.close()

    async def __aiter__(self) -> AsyncIterator[object]:
        usage = None
        async for chunk in self._chunks:
            if isinstance(chunk, dict):
                usage = chunk.pop("usage", None) or usage
                yield chunk
        if usage:
            yield {"choices": [], "usage": usage}


def _raise_filtered(choice: dict[str, Any]) -> None:
    if choice.get("finish_reason") == _FILTERED:
        raise RefusedReplyError("the reply was filtered")
