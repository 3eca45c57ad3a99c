"""A chat model whose every failure is one ModelError, and whose replies follow a schema where it can."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable, RunnableSequence

from retrieval.errors import ModelError
from retrieval.llm.provider_errors import is_length_limit, model_error
from retrieval.llm.reply_parser import RefusedReplyError

DEFAULT_CONTEXT_TOKENS = 8192
"""Most tokens of prompt and reply together per request, unless set otherwise."""
DEFAULT_REPLY_TOKENS = 1200
"""Most tokens of one reply, unless set otherwise."""

ChatRunnable = Runnable[Any, AIMessage]


class ChatClient:
    """Sends messages to a chat model. `name` and `base_url` appear in error messages only.

    `plain` is the model itself, `structured` the model bound to the schema, `None` where its provider can't
    do that or `drop_schema` was called. A prompt may have `prompt_tokens` tokens.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        schema: dict[str, Any],
        *,
        base_url: str | None = None,
        prompt_tokens: int = DEFAULT_CONTEXT_TOKENS - DEFAULT_REPLY_TOKENS,
    ) -> None:
        self.name = name
        self.prompt_tokens = prompt_tokens
        self.plain: ChatRunnable = model
        self.structured = _bind_schema(model, schema)
        self._base_url = base_url

    def drop_schema(self) -> None:
        """Use the plain model from now on, as the server rejects or ignores the schema."""
        self.structured = None

    async def stream(self, runnable: ChatRunnable, messages: list[BaseMessage]) -> AsyncGenerator[str, None]:
        """Yield the parts of the reply as they arrive; a reply that reaches its maximum length just ends.

        Raises ModelError, also where the model declines to answer.
        """
        chunks = cast("AsyncIterator[AIMessageChunk]", runnable.astream(messages))
        try:
            async for chunk in chunks:
                if chunk.additional_kwargs.get("refusal"):
                    raise RefusedReplyError("the model refused")
                yield "".join(call["args"] or "" for call in chunk.tool_call_chunks) or chunk.text
        except Exception as error:  # the edge to any provider's client, whose exceptions share no base class
            if is_length_limit(error):
                return
            raise self.model_error(error) from error

    async def complete(self, runnable: ChatRunnable, messages: list[BaseMessage]) -> AIMessage | None:
        """Return the whole reply, `None` where it reached its maximum length. Raises ModelError."""
        try:
            return await runnable.ainvoke(messages)
        except Exception as error:  # the edge to any provider's client, whose exceptions share no base class
            if is_length_limit(error):
                return None
            raise self.model_error(error) from error

    def model_error(self, error: Exception) -> ModelError:
        """Return the ModelError that tells a user what `error` means."""
        return model_error(error, self.name, self._base_url)


def _bind_schema(model: BaseChatModel, schema: dict[str, Any]) -> ChatRunnable | None:
    """Return the model bound to a schema in its provider's own way, `None` where that isn't possible.

    LangChain's parser is left out: of a reply in which it finds no JSON it returns nothing.
    """
    try:
        parsed = model.with_structured_output(schema)
    except (NotImplementedError, TypeError, ValueError):
        return None
    return cast("ChatRunnable", parsed.first) if isinstance(parsed, RunnableSequence) else None
