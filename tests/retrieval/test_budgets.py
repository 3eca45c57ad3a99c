"""A server's budget for the language model, as reported by the provider, and answers that are kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest
from pydantic import SecretStr

from retrieval.catalog import model_budgets
from retrieval.conversation.talk import OVER_BUDGET, SET_ASIDE
from retrieval.episode_pages.service import SET_ASIDE as SUMMARY_SET_ASIDE
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope, ShownTurn, Turn
from retrieval.models.budgets import Budget, Leave, Spending
from retrieval.models.feedback import Feedback
from retrieval.models.guilds import GuildSettings
from retrieval.models.options import Options
from retrieval.models.quotas import GuildLimits
from tests.prepared_homes import copied
from tests.retrieval.faulty_provider import Exchange, Fault, FaultyProvider, faulty_provider, writes

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
HIVE = Details(show="The Hive", title="On bees", episode="hive-1")
TALK = """1
00:00:01,000 --> 00:00:20,000
A bee colony survives the winter in a cluster around its queen. The cluster keeps at thirty degrees.

2
00:02:20,000 --> 00:02:40,000
Heather honey sets like jelly. It turns liquid again when you stir it.
"""
QUESTION = "What is heather honey like?"
REPLY = json.dumps(
    {"sentences": [{"text": "It sets like jelly.", "segment": 1, "quote": "Heather honey sets like jelly"}]}
)
FIGURES = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


@asynccontextmanager
async def asking(home: Path, url: str, **options: object) -> AsyncIterator[Library]:
    """A library that asks the model behind the URL and leaves verifying to rules, unless it is said."""
    settings = Options(
        home,
        embedding_model=DEFAULT_MODEL,
        chat_model="openai:gpt-6-luna",
        verifier="off",
        openai_api_key=SecretStr("key"),
        openai_base_url=url,
    )
    library = Library(replace(settings, **options))  # type: ignore[arg-type]
    try:
        yield library
    finally:
        await library.close()


@pytest.fixture
async def provider() -> AsyncIterator[FaultyProvider]:
    async with faulty_provider(writes(REPLY, usage=FIGURES)) as provider:
        yield provider


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add(TALK.encode(), HIVE, name="bees.srt")
    await library.close()
    return tmp_path


pytestmark = pytest.mark.slow


def replies(text: str) -> Fault:
    """A whole reply, not streamed."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return lambda exchange: exchange.respond(200, {**body, "usage": FIGURES})


def holding(home: Path, text: str) -> list[Path]:
    """The files of a data folder that hold a text."""
    return [file for file in home.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


def asked(number: int) -> str:
    return f"{QUESTION} (number {number})"


async def test_over_budget_the_model_is_not_asked_and_one_sentence_says_so(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url, budget=Budget(tokens=2000)) as library:
        answers = [await library.ask(asked(number), Scope(RED)) for number in range(4)]
        assert [answer.model for answer in answers] == ["openai:gpt-6-luna"] * 2 + ["extractive"] * 2
        assert [answer.note for answer in answers] == ["", "", OVER_BUDGET, OVER_BUDGET]
        assert answers[3].sentences
        assert not any(character.isdigit() for character in OVER_BUDGET)
        assert len(provider.requests) == 2
        assert (await library.ask(asked(0), Scope(BLUE))).usage  # another server has its own
        entries = [(entry.action, entry.detail) for entry in await library.guilds.audit_log(RED)]
        assert entries == [("budget used up", "2,200 of 2,000 tokens")]  # once a day
    async with asking(home, provider.url, budget=Budget(tokens=2000)) as library:  # after a restart
        assert (await library.ask(asked(5), Scope(RED))).note == OVER_BUDGET
        today = await library.chat_model.today(RED)
        assert today is not None
        assert (today.spent.tokens, today.budget) == (2200, Budget(tokens=2000))
        assert today.spent.dollars == pytest.approx(0.0003)


async def test_questions_at_the_same_time_overshoot_by_no_more_than_those_in_progress(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url, budget=Budget(tokens=13_000)) as library:
        await library.warm_up()
        answers = await asyncio.gather(*(library.ask(asked(number), Scope(RED)) for number in range(12)))
    written = [answer for answer in answers if answer.model != "extractive"]
    # Each sets 12,000 tokens aside, so two may begin; as those end, others may, until the budget is spent.
    assert len(provider.requests) == len(written)
    assert {answer.note for answer in answers if answer not in written} <= {OVER_BUDGET, SET_ASIDE}
    assert 2 <= len(written) < 12


async def test_fifty_questions_at_once_are_not_told_that_an_unspent_budget_is_used_up(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url, budget=Budget(tokens=60_000)) as library:
        await library.warm_up()
        answers = await asyncio.gather(*(library.ask(asked(number), Scope(RED)) for number in range(50)))
        notes = [answer.note for answer in answers]
        today = await library.chat_model.today(RED)
        assert today is not None
        assert today.spent.tokens == 1100 * notes.count("") <= 60_000
        # What is set aside for questions in progress isn't used, and nobody says so, in the log neither.
        assert set(notes) == {"", SET_ASIDE}
        assert await library.guilds.audit_log(RED) == []
        assert (await library.ask(asked(50), Scope(RED))).usage  # a minute later, or sooner


async def test_a_day_ends_at_the_hosts_midnight_and_a_question_counts_for_the_day_on_which_it_began(
    home: Path, provider: FaultyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        moment = datetime(2026, 3, 28, 22, 59, tzinfo=UTC)  # 23:59 in Berlin, where it is summer the next day

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(cls.moment.timestamp(), tz)

    monkeypatch.setattr(model_budgets, "datetime", Clock)
    async with asking(home, provider.url, budget=Budget(tokens=1000), time_zone="Europe/Berlin") as library:
        budgets = vars(library.chat_model)["_budgets"]

        async def note_at(hour: int, minute: int, day: int) -> str:
            Clock.moment = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
            return (await library.ask(asked(len(provider.requests) + 100 * hour + minute), Scope(RED))).note

        async with budgets.spend(RED):
            assert await note_at(23, 0, 28) == ""  # Sunday has begun, with a budget of its own
        assert await note_at(21, 59, 29) == OVER_BUDGET  # 23:59 in summer
        assert await note_at(22, 0, 29) == ""
        assert await note_at(22, 58, 28) == ""  # the clock was set back: Saturday's is unspent
        assert await note_at(22, 59, 28) == OVER_BUDGET
        assert await note_at(22, 1, 29) == OVER_BUDGET


async def test_a_budget_in_dollars_is_kept_where_the_price_is_known(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url, budget=Budget(dollars=0.0002)) as library:
        notes = [(await library.ask(asked(number), Scope(RED))).note for number in range(3)]
        assert notes == ["", "", OVER_BUDGET]
    unknown = {"chat_model": "openai:other", "budget": Budget(tokens=1000, dollars=0.0001)}
    async with asking(home, provider.url, **unknown) as library:
        (warning,) = [check for check in await library.chat_model.check() if check.name == "budget"]
        assert "isn't known" in warning.finding
        notes = [(await library.ask(asked(number), Scope(BLUE))).note for number in range(2)]
        assert notes == ["", OVER_BUDGET]  # the one in tokens holds


async def test_the_host_sets_a_servers_budget_and_its_moderators_a_lower_one(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url, budget=Budget(tokens=100_000)) as library:
        budgets = library.chat_model
        await library.guilds.set_limits(RED, GuildLimits(tokens=5000, dollars=1.0))
        await library.guilds.save_settings(RED, GuildSettings(tokens=9000))
        assert (await budgets.today(RED)).budget == Budget(5000, 1.0)  # type: ignore[union-attr]
        await library.guilds.save_settings(RED, GuildSettings(tokens=700))
        assert (await budgets.today(RED)).budget == Budget(700, 1.0)  # type: ignore[union-attr]
        notes = [(await library.ask(asked(number), Scope(RED))).note for number in range(2)]
        assert notes == ["", OVER_BUDGET]


async def test_private_messages_share_a_budget_and_the_hosts_shell_has_none(
    home: Path, provider: FaultyProvider
) -> None:
    for limits_private, note in ((False, ""), (True, OVER_BUDGET)):
        options = {"budget": Budget(tokens=0), "limits_private": limits_private}
        async with asking(home, provider.url, **options) as library:
            assert (await library.ask(QUESTION, Scope())).note == note


async def test_verification_follow_ups_and_summaries_count(home: Path, provider: FaultyProvider) -> None:
    verdict = replies(json.dumps({"verdict": "supported"}))
    rewritten = writes("What is heather honey like when stirred?", usage=FIGURES)
    async with asking(home, provider.url, verifier="", budget=Budget(tokens=10**6)) as library:
        provider.faults = [rewritten, writes(REPLY, usage=FIGURES), verdict]
        history = (Turn("What is heather honey?", "It sets like jelly."),)
        answer = await library.ask("And when you stir it?", Scope(RED), history=history)
        assert answer.usage
        spent = (await library.chat_model.today(RED)).spent  # type: ignore[union-attr]
        assert spent.tokens == 1100 * len(provider.requests) >= 2200
        written = json.dumps({"title": "Honey", "sentences": [], "quote": ""})
        provider.faults, before = [replies(written)], len(provider.requests)
        await library.pages.summary(Scope(RED, episode="hive-1"))
        more = len(provider.requests) - before
        assert more
        after = (await library.chat_model.today(RED)).spent  # type: ignore[union-attr]
        assert (after - spent).tokens == 1100 * more
        used = library.chat_model.used  # which /metrics shows
        assert (used.requests, used.input_tokens) == (len(provider.requests), 1000 * len(provider.requests))
        (usage,) = await library.chat_model.usage(RED)
        assert usage.questions == 1


async def test_over_budget_a_summary_is_in_the_episodes_own_words_and_says_so(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url, budget=Budget(tokens=0)) as library:
        summary = await library.pages.summary(Scope(RED, episode="hive-1"))
    assert (summary.model, len(provider.requests)) == ("extractive", 0)
    assert "budget for today is used up" in summary.note


async def test_summaries_at_the_same_time_set_aside_what_all_their_requests_may_need(
    indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory, provider: FaultyProvider
) -> None:
    others_are_done = asyncio.Event()

    async def reply(exchange: Exchange) -> None:
        await others_are_done.wait()
        await replies("{}")(exchange)

    provider.faults = [reply]
    home = copied(indexed_sample, tmp_path_factory)
    async with asking(home, provider.url, budget=Budget(tokens=13_000)) as library:
        episodes = await library.episodes(Scope(RED))
        summaries = (library.pages.summary(Scope(RED, episode=episode.id)) for episode in episodes)
        tasks = {asyncio.create_task(summary) for summary in summaries}
        running = tasks
        while len(running) > 1:  # one prompt and its reply leave room for another summary, two don't
            _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        others_are_done.set()
        notes = [summary.note for summary in await asyncio.gather(*tasks)]
        assert sorted(notes) == ["", *(len(episodes) - 1) * [SUMMARY_SET_ASIDE]]
        today = await library.chat_model.today(RED)
        assert today is not None
        assert today.spent.tokens == 1100 * len(provider.requests) >= 2200


async def test_the_same_question_costs_nothing_the_second_time(home: Path, provider: FaultyProvider) -> None:
    shown: list[str] = []

    async def show(sentence: object) -> None:
        shown.append(str(sentence))

    async with asking(home, provider.url) as library:
        first = await library.ask(QUESTION, Scope(RED))
        again = await library.ask(f"  {QUESTION.upper()}? ", Scope(RED), on_sentence=show)
        assert (again.sentences, again.nearest, again.looked_at) == (first.sentences, (), first.looked_at)
        assert (again.question, again.usage, len(shown)) == (f"{QUESTION.upper()}?", None, 1)
        assert len(provider.requests) == 1
        (usage,) = await library.chat_model.usage(RED)
        assert (usage.questions, usage.kept, usage.usage.requests) == (1, 1, 1)

        assert (await library.ask(QUESTION, Scope(BLUE))).usage  # never from another server
        assert (await library.ask(QUESTION, Scope(RED, episode="hive-1"))).usage  # nor of another scope
        assert (await library.ask(QUESTION, Scope(RED), history=(Turn("Bees?", "Yes."),))).usage
        await library.guilds.answers.record_feedback(Feedback(RED, 1, 2, "good", "", "x"), QUESTION)
        assert (await library.ask(QUESTION, Scope(RED))).usage is None
        await library.guilds.answers.record_feedback(Feedback(RED, 1, 2, "bad", "", "x"), QUESTION)
        assert (await library.ask(QUESTION, Scope(RED))).usage


async def test_new_and_corrected_episodes_and_new_names_are_never_missed(
    home: Path, provider: FaultyProvider
) -> None:
    async with asking(home, provider.url) as library:
        await library.ask(QUESTION, Scope(RED))
        for changed in (TALK.replace("thirty", "forty"), TALK.replace("thirty", "fifty")):
            details = replace(HIVE, title="On combs", episode="hive-2")
            await library.add(changed.encode(), details, name="2.srt")
            assert (await library.ask(QUESTION, Scope(RED))).usage
            assert (await library.ask(QUESTION, Scope(RED))).usage is None
        await library.roll_back(Scope(episode="hive-2"))
        assert (await library.ask(QUESTION, Scope(RED))).sentences
        await library.shows.rename(None, "the-hive", "The Apiary")
        again = await library.ask(QUESTION, Scope(RED))
        assert {c.episode.show.title for s in again.sentences for c in s.citations} == {"The Apiary"}


async def test_what_failed_or_was_over_budget_is_not_kept(home: Path, provider: FaultyProvider) -> None:
    async with asking(home, provider.url, budget=Budget(tokens=0)) as library:
        assert (await library.ask(QUESTION, Scope(RED))).note == OVER_BUDGET
        await library.guilds.set_limits(RED, GuildLimits(tokens=10_000))
        assert (await library.ask(QUESTION, Scope(RED))).usage


async def test_what_is_kept_holds_no_question(home: Path, provider: FaultyProvider) -> None:
    async with asking(home, provider.url) as library:
        await library.ask(QUESTION, Scope(RED), history=(ShownTurn("Secretly, which bees?", "Yes."),))
        kept = vars(library.shared_store)["_kept"]
        assert kept
        assert "heather honey like" not in str(dict(kept)).casefold()
        assert "secretly" not in str(dict(kept)).casefold()
    assert holding(home, QUESTION) == []


async def test_what_is_set_aside_is_free_again_when_a_question_is_cancelled(home: Path) -> None:
    async with asking(home, "http://127.0.0.1:9/v1", budget=Budget(tokens=1)) as library:
        store = library.shared_store
        budgets = vars(library.chat_model)["_budgets"]

        started = asyncio.Event()

        async def question() -> None:
            async with budgets.spend(RED):
                started.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(question())
        await started.wait()
        async with budgets.spend(RED) as leave:
            assert leave is Leave.SET_ASIDE
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with budgets.spend(RED) as leave:
            assert leave is Leave.GRANTED
        assert vars(store)["_reserved"] == {}
        assert await store.spent(budgets._account(RED)) == Spending()
