"""`privacy` prunes and shows questions, and `guilds limit` sets a server's budget."""

import asyncio
from pathlib import Path

import pytest

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.feedback import Feedback
from retrieval.models.options import Options
from retrieval.models.privacy import KeepDays
from tests.bot.cli.conftest import RunPodcite

RED = 1_100_000_000_000_000_001


def keep(home: Path, question: str) -> None:
    async def store() -> None:
        library = Library(Options(home, embedding_model=DEFAULT_MODEL, keep=KeepDays(questions=30)))
        await library.privacy.keep_question(RED, "a hash", question, "answered")
        await library.close()

    asyncio.run(store())


@pytest.mark.slow
def test_kept_questions_are_listed_without_who_asked_and_pruned_once_they_are_unwanted(
    podcite: RunPodcite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    keep(home, "Why is bread stale?")
    run = ("--home", str(home), "privacy")
    (line,) = podcite(*run, "questions").lines
    assert f"server {RED}, answered: Why is bread stale?" in line
    assert "hash" not in podcite(*run, "questions", "--json").out
    monkeypatch.setenv("PODCITE_KEEP_QUESTIONS_DAYS", "30")
    assert podcite(*run, "prune").lines == ["deleted 0 old records"]
    monkeypatch.delenv("PODCITE_KEEP_QUESTIONS_DAYS")
    assert podcite(*run, "prune").lines == ["deleted 1 old record"]
    assert podcite(*run, "questions").out.startswith("No questions are kept.")


def test_feedback_is_pruned_with_the_rest(
    podcite: RunPodcite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"

    async def store() -> None:
        library = Library(Options(home, embedding_model=DEFAULT_MODEL))
        await library.guilds.answers.record_feedback(Feedback(RED, 1, 2, "bad", "It misses rye.", "a hash"))
        await library.close()

    asyncio.run(store())
    run = ("--home", str(home), "privacy", "prune")
    assert podcite(*run).lines == ["deleted 0 old records"]
    monkeypatch.setenv("PODCITE_KEEP_GAPS_DAYS", "0")
    assert podcite(*run).lines == ["deleted 1 old record"]


def test_the_host_sets_a_servers_budget(
    podcite: RunPodcite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    run = ("--home", str(tmp_path / "home"), "guilds", "limit", str(RED))
    (line,) = podcite(*run, "--tokens", "5000", "--dollars", "0.5").lines
    assert "today 0 of 5,000 tokens, $0.00 of $0.50" in line
    assert "tokens" not in podcite(*run, "--reset").out
    monkeypatch.setenv("PODCITE_SERVER_DAILY_TOKENS", "700")
    assert "today 0 of 700 tokens" in podcite(*run).out
    monkeypatch.setenv("PODCITE_TIME_ZONE", "Europe/Nowhere")
    assert "must be a time zone such as UTC" in podcite(*run).err
