"""The health checks and the figures for Prometheus, of the real process."""

import asyncio
import re
import socket
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_asking import QUESTION, finished
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")

Figures = dict[str, float]


async def checks(bot: BotProcess) -> httpx.AsyncClient:
    """Return a client of the health checks, once the process says where they are."""
    for _ in range(600):
        if served := re.search(r"health check is served on port (\d+)", bot.log):
            return httpx.AsyncClient(base_url=f"http://127.0.0.1:{served[1]}", timeout=30)
        await asyncio.sleep(0.1)
    raise AssertionError(bot.log)


async def response(client: httpx.AsyncClient, path: str, until: Callable[[int], bool]) -> httpx.Response:
    for _ in range(600):
        reply = await client.get(path)
        if until(reply.status_code):
            return reply
        await asyncio.sleep(0.1)
    raise AssertionError(f"{path} said {reply.status_code}: {reply.text}")


async def figures(client: httpx.AsyncClient) -> Figures:
    text = (await client.get("/metrics")).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {f"{each.name} {' '.join(each.labels.values())}".strip(): each.value for each in samples}


async def counted(client: httpx.AsyncClient, before: Figures, questions: int) -> Figures:
    """Return the figures once so many more questions are counted, which comes after their answers."""

    def total(these: Figures) -> float:
        return sum(value for name, value in these.items() if name.startswith("podcite_questions_total"))

    for _ in range(600):
        if total(after := await figures(client)) >= total(before) + questions:
            return after
        await asyncio.sleep(0.1)
    raise AssertionError(f"{after} after {before}")


async def test_a_bot_with_a_port_for_it_says_that_it_is_ready_and_what_it_has_done(
    discord: DiscordServer, guild: GuildHandle, home: Path, tmp_path: Path
) -> None:
    bot = BotProcess(discord, home, tmp_path, PODCITE_HEALTH_PORT="0")
    try:
        await bot.start_ready()
        async with await checks(bot) as client:
            assert (await client.get("/healthz")).text == "ok\n"
            assert (await response(client, "/readyz", lambda status: status == 200)).text == "ok\n"
            before = await figures(client)
            ada = guild.member("ada")
            await (await ada.slash("ask", question=QUESTION)).original(finished)
            await (await ada.slash("ask", question="Which striker won the football cup in 1998?")).original(
                finished
            )
            after = await counted(client, before, 2)
            whole = (await client.get("/metrics")).text
        assert {name.split(" ")[1] for name in after if name.startswith("podcite_questions_total")} == {
            "answered", "fallback", "refused", "invalid", "failed", "interrupted",
        }  # fmt: skip
        grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        for outcome in ("answered", "refused"):
            assert grown[f"podcite_questions_total {outcome}"] == 1
        assert grown["podcite_answer_seconds_count"] == 2
        assert after["podcite_jobs running_or_queued"] == after["podcite_questions_waiting"] == 0
        assert after["podcite_gateway_latency_seconds"] >= 0
        assert after["podcite_gateway_connected"] == 1
        assert after["podcite_threads"] >= 1
        assert after["podcite_tasks"] >= 1
        assert after["process_resident_memory_bytes"] > 1_000_000
        assert "podcite_model_tokens_total input" in after
        assert "podcite_model_cost_dollars_total" in after
        for private in (str(ada.user.id), str(guild.guild.id), "lighthouse", "striker"):
            assert private not in whole
        assert await bot.stop() == 0
    finally:
        await bot.kill()


async def test_a_bot_that_cannot_reach_discord_is_alive_but_not_ready(
    discord: DiscordServer, home: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/api/v10"
    bot = BotProcess(discord, home, tmp_path, PODCITE_HEALTH_PORT="0", DISCORD_API_URL=nobody)
    try:
        await bot.start()
        async with await checks(bot) as client:
            assert (await client.get("/healthz")).status_code == 200
            refused = await response(client, "/readyz", lambda status: status == 503)
            assert "isn't connected to Discord" in refused.text
            assert (await figures(client))["podcite_gateway_connected"] == 0
        assert await bot.stop() == 0
    finally:
        await bot.kill()


async def test_without_a_port_nothing_is_served(discord: DiscordServer, home: Path, tmp_path: Path) -> None:
    bot = BotProcess(discord, home, tmp_path)
    try:
        await bot.start_ready()
        assert "served on port" not in bot.log
        assert await bot.stop() == 0
    finally:
        await bot.kill()


async def test_a_port_that_is_taken_is_told_in_one_sentence(
    discord: DiscordServer, home: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        bot = BotProcess(discord, home, tmp_path, PODCITE_HEALTH_PORT=port)
        await bot.start()
        assert await bot.ended(60) != 0
    assert f"The health check can't use port {port}" in bot.log
    assert "PODCITE_HEALTH_PORT" in bot.log
    assert "Traceback" not in bot.log
