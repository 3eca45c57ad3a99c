"""The parameters of requests, chosen by what LangChain's profile of a model says it supports."""

from collections.abc import Mapping
from inspect import signature
from typing import Any

from langchain_core.language_models import BaseChatModel

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Levels of reasoning effort, the lowest first."""
REASONING_TOKENS = 4_000
"""Added to the most tokens of a reply where a model can't be kept from reasoning, which counts as reply."""

Profile = Mapping[str, Any]


def profile_of(model: BaseChatModel) -> Profile:
    """Return what is known about a model; an empty profile if it is unknown to LangChain."""
    return model.profile or {}


def chat_parameters(model: BaseChatModel, max_tokens: int) -> dict[str, Any]:
    """Return temperature, reasoning effort and the most tokens of a reply, as far as the model takes them.

    A model without a profile, such as one of a local server, gets a temperature and no reasoning effort.
    """
    profile = profile_of(model)
    parameters: dict[str, Any] = {}
    if profile.get("temperature") is not False:
        parameters["temperature"] = 0
    effort = _lowest_effort(profile)
    if effort and "reasoning_effort" in type(model).model_fields:
        parameters["reasoning_effort"] = effort
    if profile.get("reasoning_output") and parameters.get("reasoning_effort") != "none":
        max_tokens += REASONING_TOKENS
    return {**parameters, "max_tokens": max_tokens}


def takes_schema(model: BaseChatModel) -> bool:
    """Return whether replies can be asked for by a JSON schema; true also where that isn't known."""
    profile = profile_of(model)
    supported = [profile.get(name) for name in ("structured_output", "tool_calling")]
    return any(one is not False for one in supported)


def schema_options(model: BaseChatModel) -> dict[str, Any]:
    """Return the options by which the server itself holds replies to a schema, if the model is known to."""
    takes_strict = "strict" in signature(model.with_structured_output).parameters
    return {"strict": True} if takes_strict and profile_of(model).get("structured_output") else {}


def _lowest_effort(profile: Profile) -> str | None:
    levels = profile.get("reasoning_effort_levels") or ()
    known = [level for level in EFFORTS if level in levels]
    return known[0] if known else None
