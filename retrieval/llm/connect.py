"""Connect to a chat model by a `provider:model` string, through any provider that LangChain supports."""

from typing import TYPE_CHECKING, Any, TypedDict

from pydantic import SecretStr

from retrieval.errors import ConfigurationError
from retrieval.llm.chat_client import (
    DEFAULT_CONTEXT_TOKENS,
    DEFAULT_REPLY_TOKENS,
    REQUEST_TIMEOUT_SECONDS,
    ChatClient,
)
from retrieval.llm.model_profile import chat_parameters
from retrieval.llm.pacing import TokenPace
from retrieval.llm.provider_errors import OPENAI_URL

if TYPE_CHECKING:
    from httpx2 import Response  # of OpenAI's client, which needs it
    from langchain_core.language_models import BaseChatModel

_OPENAI_NAMES = ("openai:", "gpt-")


class ConnectionOptions(TypedDict, total=False):
    """The keyword arguments of `connect_chat_model`, for functions that pass them on."""

    api_key: SecretStr | None
    base_url: str | None
    context_tokens: int
    max_tokens: int


def connect_chat_model(
    name: str,
    schema: dict[str, Any],
    *,
    api_key: SecretStr | None = None,
    base_url: str | None = None,
    context_tokens: int = DEFAULT_CONTEXT_TOKENS,
    max_tokens: int = DEFAULT_REPLY_TOKENS,
) -> ChatClient:
    """Return a client for an `init_chat_model` string such as `openai:gpt-6-luna`; nothing is sent yet.

    `schema` is the JSON schema of its replies. `api_key` and `base_url` are for OpenAI or a server with the
    same API; other providers' packages find their own. The model reads and writes at most `context_tokens`
    per request, of which `max_tokens` are for the reply. Raises ConfigurationError.
    """
    pace = TokenPace()
    options: dict[str, Any] = {}
    server_url = None
    if name.startswith(_OPENAI_NAMES):
        if api_key is None and base_url is None:
            raise ConfigurationError(f"The chat model {name} needs OPENAI_API_KEY.")
        server_url = base_url or OPENAI_URL
        options = _openai_options(api_key, server_url, pace)
    # The client's own retries would know neither the time that is left nor what can't be repeated.
    options |= {"timeout": REQUEST_TIMEOUT_SECONDS, "max_retries": 0}
    try:
        described = _make_model(name, options)
        model = _make_model(name, options | chat_parameters(described, max_tokens))
    except (ImportError, ValueError) as error:
        raise ConfigurationError(
            f"PODCITE_CHAT_MODEL can't be {name!r}: it takes extractive, openai:MODEL, or PROVIDER:MODEL of "
            f"a provider whose LangChain package is installed."
        ) from error
    prompt_tokens = context_tokens - max_tokens
    return ChatClient(model, name, schema, base_url=server_url, prompt_tokens=prompt_tokens, pace=pace)


def _make_model(name: str, options: dict[str, Any]) -> "BaseChatModel":
    if name.startswith(_OPENAI_NAMES):
        from retrieval.llm.openai_chat import OpenAIChat

        return OpenAIChat(model=name.removeprefix(_OPENAI_NAMES[0]), **options)
    from langchain.chat_models import init_chat_model

    # An empty name would mean a model that is chosen at each call.
    model: BaseChatModel = init_chat_model(name or "?", **options)
    return model


def _openai_options(api_key: SecretStr | None, server_url: str, pace: TokenPace) -> dict[str, Any]:
    """Return what a client of OpenAI, or of a server like it, is made with."""
    from openai import DefaultAsyncHttpxClient

    async def read_limits(response: "Response") -> None:
        pace.update(response.headers, response.status_code)

    return {
        "api_key": api_key or SecretStr("none"),  # the client insists on a key, a local server ignores it
        "base_url": server_url,
        "stream_usage": True,
        "http_async_client": DefaultAsyncHttpxClient(
            timeout=REQUEST_TIMEOUT_SECONDS, event_hooks={"response": [read_limits]}
        ),
    }
