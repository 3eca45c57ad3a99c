"""Sentences that were stored in English, with their values, are shown in the reader's language."""

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.ui.audit_words import actor_words, detail_words
from bot.ui.job_embeds import JobOutcome, JobProgress, ended_job, running_job
from bot.ui.language import shown, speak
from bot.ui.library_embeds import log_embed
from retrieval.catalog.model_budgets import BUDGET_ACTION
from retrieval.catalog.user_data import NOBODY
from retrieval.models import IndexReport, Progress
from retrieval.models.budgets import Budget, Spending, describe_budget
from retrieval.models.guilds import SCHEDULE, Actor, AuditEntry, Job
from retrieval.texts import Text

MIA = Actor(1, "mia")


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    speak("de")
    yield
    speak("en")


@pytest.mark.parametrize(
    ("stored", "german"),
    [
        ("feeds.example can't be reached; check the address, or try again later.", "feeds.example ist nicht"),
        ("feeds.example refuses to send the feed (403).", "weigert sich, das zu senden (Feed, 403)"),
        ("'rye' has been removed in the meantime.", "'rye' has been removed in the meantime."),
        ("The episode 'rye' has been removed in the meantime.", "Die Folge „rye“ wurde inzwischen entfernt."),
        ("a.srt is empty. (https://a.example/a.srt)", "a.srt ist leer. (https://a.example/a.srt)"),
        (
            "2 episodes wait: this server has reached a limit; `/library status` shows what it uses.",
            "2 Folgen",
        ),
        (
            "1 episode waits: this server has reached a limit; `/library status` shows what it uses.",
            "1 Folge w",
        ),
        ("Nobody's own words, with {braces}.", "Nobody's own words, with {braces}."),
    ],
)
def test_a_stored_reason_is_recognised_by_its_words(stored: str, german: str) -> None:
    assert german in shown(stored)


def test_several_sentences_are_recognised_one_by_one() -> None:
    said = shown(
        "a.srt is empty. (https://a.example/a.srt) Podcite used the episode's next transcript instead: "
        "https://a.example/b.srt"
    )
    assert said.startswith("a.srt ist leer.")
    assert said.endswith(
        "Darum hat Podcite das nächste Transkript der Folge verwendet: https://a.example/b.srt"
    )


def test_a_sentence_from_another_process_keeps_its_template() -> None:
    sent: Text = pickle.loads(pickle.dumps(Text.counted("{n} cat", "{n} cats", 2)))
    assert (sent, sent.values, sent.forms) == ("2 cats", {"n": 2}, ("{n} cat", "{n} cats"))


def test_the_log_is_shown_in_the_readers_language() -> None:
    failed = AuditEntry(datetime(2026, 5, 4, tzinfo=UTC), 1, MIA, "failed add", "Clay", "")
    assert (log_embed([failed]).description or "").endswith("**mia**: Hinzufügen von Clay ist fehlgeschlagen")
    assert detail_words("1 episode, 2 segments; 1 failed: a.srt: a.srt is empty.") == (
        "1 Folge, 2 Segmente; 1 fehlgeschlagen: a.srt: a.srt ist leer."
    )
    assert detail_words("answer channels: every channel, private: True") == (
        "Kanäle für Antworten: jedem Kanal, private Antworten: ja"
    )
    entry = AuditEntry(datetime(2026, 5, 4, tzinfo=UTC), 1, MIA, "rename show", "Clay", "Pottery")
    assert "**mia** hat Clay in Pottery umbenannt" in (log_embed([entry]).description or "")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "The language model's budget for the day is used up (2,200 of 2,000 tokens, $1.50 of $1.00)"),
        (
            "de",
            "Das Tagesbudget des Sprachmodells ist aufgebraucht (2\\.200 von 2.000 Tokens, $1,50 von $1,00)",
        ),
        ("ja", "言語モデルの1日の予算を使い切りました (2,000トークン中2,200, $1.00中$1.50)"),
    ],
)
def test_the_log_says_in_the_readers_language_that_the_budget_is_used_up(language: str, line: str) -> None:
    speak(language)
    detail = describe_budget(Spending(2_200, 1.5), Budget(2_000, 1.0))
    entry = AuditEntry(datetime(2026, 5, 4, tzinfo=UTC), 1, SCHEDULE, BUDGET_ACTION, "language model", detail)
    assert (log_embed([entry]).description or "").endswith(line)


def test_only_who_has_no_id_and_what_is_no_name_is_translated_in_the_log() -> None:
    assert actor_words(Actor(0, NOBODY)) == "ein früheres Mitglied"
    assert actor_words(Actor(7, NOBODY)) == NOBODY
    at = datetime(2026, 5, 4, tzinfo=UTC)
    entries = [AuditEntry(at, 1, MIA, action, "all shows", "") for action in ("reindex", "pin")]
    lines = (log_embed(entries).description or "").split("\n")
    assert lines[0].endswith("**mia** hat alle Sendungen neu indexiert")
    assert lines[1].endswith("**mia** hat eine Passage von all shows angeheftet")


@pytest.mark.parametrize(
    ("action", "subject", "detail", "sentence"),
    [
        ("add", "clay", "", "**mia** added clay"),
        ("move", "clay-12", "to Pottery", "**mia** moved clay-12 to Pottery"),
        ("settings", "", "questions: 3", "**mia** changed the settings (questions: 3)"),
        ("refused", "/library add", "", "**mia** isn't a moderator and was refused: /library add"),
        ("failed reindex", "all shows", "a reason", "**mia**: Reindexing all shows failed (a reason)"),
        ("painted", "clay", "", "**mia** painted clay"),
    ],
)
def test_an_entry_of_the_log_is_a_sentence(action: str, subject: str, detail: str, sentence: str) -> None:
    speak("en")
    entry = AuditEntry(datetime(2026, 5, 4, tzinfo=UTC), 1, MIA, action, subject, detail)
    assert (log_embed([entry]).description or "").endswith(f":f> {sentence}")


def test_the_log_in_english_says_who_did_what_and_the_stored_details() -> None:
    speak("en")
    detail = "1 episode, 2 segments; 1 failed: a.srt: a.srt is empty."
    entry = AuditEntry(datetime(2026, 5, 4, tzinfo=UTC), 1, MIA, "cancelled add", "clay", detail)
    assert (log_embed([entry]).description or "").endswith(f"**mia** cancelled adding clay ({detail})")


@pytest.mark.parametrize(
    ("language", "title", "line"),
    [
        ("en", "Adding clay", "5 of 9 segments"),
        ("de", "Hinzufügen von clay", "5 von 9 Segmente"),
        ("es", "Añadiendo clay", "5 de 9 segmentos"),
        ("fr", "Ajout de clay", "5 sur 9 segments"),
        ("pt", "Adicionando clay", "5 de 9 segmentos"),
        ("ja", "clayを追加中", "9セグメント"),
    ],
)
def test_a_running_job_speaks_the_servers_language(language: str, title: str, line: str) -> None:
    speak(language)
    job = Job(1, "clay", "add", MIA)
    embed = running_job(job, JobProgress(0, 1, "a.srt", Progress("writing", 5, 9)), 3.0)
    assert embed.title == title
    assert line in (embed.description or "")


def test_failures_of_a_job_are_told_in_german_and_logged_in_english() -> None:
    reason = Text("{name}: {reason}", name="a.srt", reason=Text("{name} is empty.", name="a.srt"))
    outcome = JobOutcome((IndexReport("clay-1", "added", 3, show="Clay"),), (reason,))
    embed = ended_job(Job(1, "clay", "add", MIA), outcome)
    assert embed.title == "Hinzugefügt: clay"
    assert "hinzugefügt: **clay-1** zu Clay, 3 Segmente" in (embed.description or "")
    assert "a.srt: a.srt ist leer." in (embed.description or "")
    assert outcome.detail == "1 episode, 3 segments; 1 failed: a.srt: a.srt is empty."


def test_what_a_message_has_no_room_for_of_its_notes_is_counted() -> None:
    speak("en")
    reports = tuple(IndexReport(f"clay-{i}", "added", warning=f"Copy {i}.") for i in range(5))
    embed = ended_job(Job(1, "clay", "poll", MIA), JobOutcome(reports, notes=("The sample is hidden.",)))
    lines = (embed.description or "").splitlines()
    assert [line for line in lines if line.startswith("⚠")] == [
        "⚠ The sample is hidden.",
        *(f"⚠ Copy {i}." for i in range(4)),
    ]
    assert lines[-1] == "… and 1 more"
