"""Which messages of a channel are answered is stored, inherited by threads, and deleted with the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.guilds.service import Guilds

OURS, THEIRS, CHANNEL, THREAD = 7, 8, 70, 71


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield catalog
    catalog.close()


@pytest.fixture
def guilds(catalog: Catalog) -> Guilds:
    return Guilds(catalog, Threads())


async def test_channels_are_answered_where_the_bot_is_mentioned_by_default(guilds: Guilds) -> None:
    assert await guilds.channel_policy(OURS, CHANNEL) == "on mention"


async def test_a_policy_is_of_one_channel_and_its_threads(guilds: Guilds, catalog: Catalog) -> None:
    await guilds.channel_policies(OURS)
    await guilds.set_channel_policy(OURS, CHANNEL, "always")
    for service in (guilds, Guilds(catalog, Threads())):
        assert await service.channel_policies(OURS) == {CHANNEL: "always"}
        assert await service.channel_policy(OURS, THREAD, CHANNEL) == "always"
        assert await service.channel_policy(OURS, THREAD) == "on mention"
        assert await service.channel_policy(THEIRS, CHANNEL) == "on mention"
    await guilds.set_channel_policy(OURS, THREAD, "off")
    assert await guilds.channel_policy(OURS, THREAD, CHANNEL) == "off"


async def test_the_default_leaves_nothing_behind(guilds: Guilds, catalog: Catalog) -> None:
    await guilds.set_channel_policy(OURS, CHANNEL, "off")
    await guilds.set_channel_policy(OURS, CHANNEL, "on mention")
    assert catalog.channel_policies.of_guild(OURS) == {}


async def test_a_servers_policies_go_with_its_data(guilds: Guilds, catalog: Catalog) -> None:
    await guilds.set_channel_policy(OURS, CHANNEL, "off")
    assert [data.guild for data in catalog.departures.guilds()] == [OURS]
    assert catalog.removals.delete_guild(OURS)
    assert catalog.channel_policies.of_guild(OURS) == {}
