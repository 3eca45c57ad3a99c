"""The check of a model says whether it may be used, what a question costs, and when the model ends."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from retrieval.llm.connect import connect_chat_model
from retrieval.llm.model_check import check_model
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from retrieval.models import HealthCheck
from tests.retrieval.faulty_provider import Fault, faulty_provider, refuses, writes


async def check(fault: Fault, name: str = "openai:gpt-6-luna", shutdown: str = "") -> list[HealthCheck]:
    async with faulty_provider(fault) as provider:
        if shutdown:
            model = {"id": "m", "object": "model", "created": 1, "owned_by": "x", "shutdown_date": shutdown}
            provider.models = model
        client = connect_chat_model(name, ANSWER_SCHEMA, api_key=SecretStr("sk-x"), base_url=provider.url)
        checks = await check_model(client)
        assert len(provider.requests) == 1
    return checks


async def test_a_model_that_answers_is_well_and_has_its_price() -> None:
    answers, cost = await check(writes("ready"))
    assert answers.is_ok
    assert answers.name == "model openai:gpt-6-luna"
    assert cost.finding.startswith("about $0.0008")


async def test_of_an_unknown_price_only_tokens_are_said() -> None:
    _, cost = await check(writes("ready"), "openai:m")
    assert cost.finding.startswith("unknown price; about 6,700 tokens read")
    assert "$" not in cost.finding


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (refuses(401), "The key isn't valid"),
        (refuses(403), "The key isn't allowed to use this model"),
        (refuses(404), "The key isn't allowed to use this model"),
        (refuses(429, code="insufficient_quota"), "Until there is credit"),
    ],
)
async def test_what_is_wrong_is_said_with_what_to_do(fault: Fault, advice: str) -> None:
    answers, _ = await check(fault)
    assert not answers.is_ok
    assert answers.advice.startswith(advice)
    assert "sk-" not in answers.finding


@pytest.mark.parametrize(("days", "is_ok"), [(89, False), (90, False), (91, True)])
async def test_the_end_of_a_model_is_said_and_a_warning_90_days_ahead(days: int, is_ok: bool) -> None:
    end = datetime.now(UTC).date() + timedelta(days=days)
    *_, last = await check(writes("ready"), shutdown=end.isoformat())
    assert (last.name, last.is_ok) == ("end of the model", is_ok)
    assert str(end) in last.finding


async def test_a_date_that_is_none_is_passed_over() -> None:
    assert len(await check(writes("ready"), shutdown="next spring")) == 2
