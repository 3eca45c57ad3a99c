"""Chat models by a `provider:model` string, whichever LangChain can speak to."""

from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import Runnable, RunnableSequence
from pydantic import SecretStr

from retrieval.errors import ConfigurationError
from retrieval.llm.provider_errors import OPENAI_URL

Model = Runnable[Any, AIMessageChunk]

CONTEXT_TOKENS = 8192
REPLY_TOKENS = 1200
REQUEST_SECONDS = 60.0
MAX_RETRIES = 2


def connect(
    name: str,
    *,
    api_key: SecretStr | None = None,
    base_url: str | None = None,
    max_tokens: int = REPLY_TOKENS,
) -> tuple[BaseChatModel, str | None]:
    """The model of that name, and where its server is if that is known. Raises ConfigurationError."""
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {}
    where = None
    if name.startswith(("openai:", "gpt-")):
        if api_key is None and base_url is None:
            raise ConfigurationError(f"The chat model {name} needs OPENAI_API_KEY.")
        where = base_url or OPENAI_URL
        # The client insists on a key, a local server ignores it.
        given = {"api_key": api_key or SecretStr("none"), "base_url": where}
    try:
        model = init_chat_model(
            name or "?",  # an empty name would mean a model that is chosen at each call
            temperature=0,
            timeout=REQUEST_SECONDS,
            max_retries=MAX_RETRIES,
            max_tokens=max_tokens,
            **given,
        )
    except (ImportError, ValueError) as error:
        raise ConfigurationError(
            f"PODCITE_CHAT_MODEL can't be {name!r}: it takes extractive, openai:MODEL, or PROVIDER:MODEL of "
            f"a provider whose LangChain package is installed."
        ) from error
    return model, where


def structured(model: BaseChatModel, schema: dict[str, Any]) -> Model | None:
    """The model bound to a schema in its provider's own way, without LangChain's parser: that one gives
    nothing of a reply in which it finds no JSON.
    """
    try:
        parsed = model.with_structured_output(schema)
    except (NotImplementedError, TypeError, ValueError):
        return None
    return cast("Model", parsed.first) if isinstance(parsed, RunnableSequence) else None
