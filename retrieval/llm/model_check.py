"""Try a chat model with one short question, and say what members' questions will cost."""

import logging
from datetime import UTC, date, datetime
from typing import Any

from langchain_core.messages import HumanMessage

from retrieval.errors import ChatModelError
from retrieval.llm.chat_client import DEFAULT_REPLY_TOKENS, ChatClient
from retrieval.llm.model_run import model_run
from retrieval.llm.prices import price_of
from retrieval.llm.provider_errors import is_out_of_credit, status_of
from retrieval.models import HealthCheck

WARNING_DAYS = 90
"""How many days ahead it is said that a provider will shut a model down."""
TYPICAL_PROMPT_TOKENS = 6_700
"""Tokens of a question with 40 passages."""
TYPICAL_REPLY_TOKENS = 300
"""Tokens of an answer of three or four sentences."""

_log = logging.getLogger(__name__)


async def check_model(client: ChatClient) -> list[HealthCheck]:
    """Return whether the model answers, what a question costs, and whether the model will be shut down."""
    answers = await _check_answering(client)
    checks = [answers, HealthCheck("cost of a question", True, _describe_cost(client))]
    end = await _shutdown_date(client) if answers.is_ok else None
    return [*checks, _check_shutdown(client.name, end)] if end else checks


async def _check_answering(client: ChatClient) -> HealthCheck:
    name = f"model {client.name}"
    try:
        with model_run():
            async for _ in client.stream(client.plain, [HumanMessage("Reply with the word: ready")]):
                pass
    except ChatModelError as error:
        return HealthCheck(name, False, str(error), _advice(error.__cause__))
    return HealthCheck(name, True, "It answers: the key is valid, and the model may be used.")


def _advice(cause: BaseException | None) -> str:
    status = status_of(cause)
    if is_out_of_credit(cause):
        return "Until there is credit, answers are made without the model."
    if status == 401:
        return "The key isn't valid: copy it again into OPENAI_API_KEY."
    if status in (403, 404):
        return "The key isn't allowed to use this model, or no model has this name: check PODCITE_CHAT_MODEL."
    return "Until the model answers, answers are made without it."


def _describe_cost(client: ChatClient) -> str:
    read, written = min(TYPICAL_PROMPT_TOKENS, client.prompt_tokens), TYPICAL_REPLY_TOKENS
    tokens = f"about {read:,} tokens read and {written:,} written"
    price = price_of(client.name)
    if price is None:
        return f"unknown price; {tokens}"
    most = price.cost(client.prompt_tokens, DEFAULT_REPLY_TOKENS)
    return f"about ${price.cost(read, written):.4f}, at most about ${most:.4f} ({tokens})"


def _check_shutdown(name: str, end: date) -> HealthCheck:
    days = (end - datetime.now(UTC).date()).days
    finding = f"The provider will shut down {name} on {end}."
    if days > WARNING_DAYS:
        return HealthCheck("end of the model", True, finding)
    return HealthCheck("end of the model", False, finding, "Choose another one with PODCITE_CHAT_MODEL.")


async def _shutdown_date(client: ChatClient) -> date | None:
    """Return the day on which OpenAI will shut the model down, `None` if no day is known."""
    api: Any = getattr(client.model, "root_async_client", None)
    model = getattr(client.model, "model_name", None)
    if api is None or not isinstance(model, str):
        return None
    try:
        described = await api.with_options(timeout=5.0, max_retries=0).models.retrieve(model)
        stated = getattr(described, "shutdown_date", None)
        return date.fromisoformat(str(stated)[:10]) if stated else None
    except Exception as error:  # a server that has no such address, or says something else there
        _log.debug("Nothing is known about the end of %s (%s)", client.name, type(error).__name__)
        return None
