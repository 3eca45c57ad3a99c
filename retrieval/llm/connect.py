"""Connect to a chat model by a `provider:model` string, through any provider that LangChain supports."""

from typing import Any, TypedDict

from pydantic import SecretStr

from retrieval.errors import ConfigurationError
from retrieval.llm.chat_client import DEFAULT_CONTEXT_TOKENS, DEFAULT_REPLY_TOKENS, ChatClient
from retrieval.llm.provider_errors import OPENAI_URL

REQUEST_TIMEOUT_SECONDS = 60.0
"""Longest wait for one response of a provider, in seconds."""
MAX_REQUEST_RETRIES = 2
"""How often a provider's client repeats a request that failed; the default of OpenAI's client."""


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
    """Return a client for an `init_chat_model` string such as `openai:gpt-5.4-mini`; nothing is sent yet.

    `schema` is the JSON schema of its replies. `api_key` and `base_url` are for OpenAI or a server with the
    same API; other providers' packages find their own. The model reads and writes at most `context_tokens`
    per request, of which `max_tokens` are for the reply. Raises ConfigurationError.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {}
    server_url = None
    if name.startswith(("openai:", "gpt-")):
        if api_key is None and base_url is None:
            raise ConfigurationError(f"The chat model {name} needs OPENAI_API_KEY.")
        server_url = base_url or OPENAI_URL
        # The client insists on a key, a local server ignores it.
        options = {"api_key": api_key or SecretStr("none"), "base_url": server_url}
    try:
        model = init_chat_model(
            name or "?",  # an empty name would mean a model that is chosen at each call
            temperature=0,
            timeout=REQUEST_TIMEOUT_SECONDS,
            max_retries=MAX_REQUEST_RETRIES,
            max_tokens=max_tokens,
            **options,
        )
    except (ImportError, ValueError) as error:
        raise ConfigurationError(
            f"PODCITE_CHAT_MODEL can't be {name!r}: it takes extractive, openai:MODEL, or PROVIDER:MODEL of "
            f"a provider whose LangChain package is installed."
        ) from error
    return ChatClient(model, name, schema, base_url=server_url, prompt_tokens=context_tokens - max_tokens)
