"""Usage is summed up by server, month and model."""

from datetime import date

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.models import Usage
from retrieval.models.budgets import Account

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002


def account(guild: int | None, month: str = "2026-11") -> Account:
    return Account(guild, date.fromisoformat(f"{month}-01"), "openai:m")


def test_a_server_sees_its_own_newest_months(catalog: Catalog) -> None:
    for month in ("2026-08", "2026-09", "2026-11", "2026-10"):
        catalog.usage.add(account(RED, month), Usage(1, 100, 10, cost=0.5))
    catalog.usage.add(account(BLUE), Usage(1, 7, 1))
    assert [row.month for row in catalog.usage.list(2, RED)] == ["2026-11", "2026-10"]
    assert [row.guild for row in catalog.usage.list(1, everybody=True)] == [RED, BLUE]
    assert catalog.usage.list(3, None) == []


def test_sums_keep_apart_what_has_no_price_and_no_figures(catalog: Catalog) -> None:
    for usage in (Usage(1, 100, 10), Usage(2, 50, 5, unmeasured=1), Usage(1, 1, 1, cost=0.25)):
        catalog.usage.add(account(None), usage)
    (row,) = catalog.usage.list(1, None)
    assert (row.questions, row.usage) == (3, Usage(4, 151, 16, 1, 0.25))
    assert (Usage(1) + Usage(1)).cost is None
    assert (Usage(cost=0.1) + Usage(cost=0.2)).cost == pytest.approx(0.3)


def test_usage_of_a_server_goes_with_its_data(catalog: Catalog) -> None:
    catalog.usage.add(account(RED), Usage(1, 100, 10))
    assert [data.guild for data in catalog.departures.guilds()] == [RED]
