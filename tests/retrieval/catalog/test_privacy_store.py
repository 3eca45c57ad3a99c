"""Every table that holds something about a person is shown, deleted and pruned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from retrieval.catalog import privacy_store
from retrieval.catalog.answer_tables import answer_feedback
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.schema import audit, jobs, metadata
from retrieval.catalog.user_data import NOBODY, USER_DATA
from retrieval.models.feedback import Feedback
from retrieval.models.guilds import Actor
from retrieval.models.privacy import KeepDays, Person

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
# Tables that hold nothing about a person; a new one belongs here or into USER_DATA.
ABOUT_NOBODY = {
    *("announcements", "blocked_shows", "changes", "channel_policies", "departures", "episodes"),
    *(
        "feed_items",
        "feeds",
        "generations",
        "guild_limits",
        "guild_settings",
        "job_files",
        "media",
        "model_days",
    ),
    *("model_usage", "open_replies", "pages", "popularity", "segments", "show_names", "shows", "site_links"),
    *("speaker_names", "transcripts", "asked_passages", "pins"),
}


def person(user: int) -> Person:
    return Person(user, lambda guild: (f"hash of {user} in {guild}", "an earlier hash"))


def store_all(catalog: Catalog, user: int) -> None:
    one = person(user)
    for guild in (RED, BLUE, None):
        voter, _ = one.pseudonyms_in(guild)
        catalog.answers.record_feedback(Feedback(guild, 1, user, "bad", "why", voter))
        catalog.privacy.keep_question(guild, voter, f"question of {user}", "answered")
    catalog.guilds.record(RED, Actor(user, f"name of {user}"), "add", "clay", "")


def test_every_table_says_whether_it_holds_something_about_a_person() -> None:
    covered = {store.table.name for store in USER_DATA}
    assert covered.isdisjoint(ABOUT_NOBODY)
    assert {table.name for table in metadata.sorted_tables} == covered | ABOUT_NOBODY


def test_a_person_is_found_in_every_server_and_nobody_elses_data_is_touched(catalog: Catalog) -> None:
    store_all(catalog, 1)
    store_all(catalog, 2)
    counts = {kind.name: len(kind.records) for kind in catalog.privacy.read(person(1))}
    assert counts == {"answer_feedback": 3, "kept_questions": 3, "audit": 1}
    assert catalog.privacy.delete(person(1)) == 7
    assert catalog.privacy.read(person(1)) == []
    assert sum(len(kind.records) for kind in catalog.privacy.read(person(2))) == 7
    names = [(entry.actor, entry.action) for entry in catalog.guilds.audit_log(RED, 5)]
    assert names == [(Actor(2, "name of 2"), "add"), (Actor(0, NOBODY), "add")]


def test_unfinished_work_is_shown_to_who_started_it_and_stays_until_it_is_done(catalog: Catalog) -> None:
    job = {"guild": RED, "show": "clay", "action": "add", "details": "{}", "waits": True, "starts": 0}
    with catalog.privacy._database.write_transaction() as connection:
        for user in (1, 2):
            whose = {"actor": user, "name": f"name of {user}", "began": datetime.now(UTC)}
            connection.execute(insert(jobs), [job | whose])
    (kind,) = catalog.privacy.read(person(1))
    assert (kind.name, kind.is_deletable) == ("jobs", False)
    assert [(record["guild"], record["name"]) for record in kind.records] == [(RED, "name of 1")]
    assert catalog.privacy.delete(person(1)) == 0
    assert len(catalog.privacy.read(person(1))) == 1


def test_what_is_too_old_goes_in_steps_and_the_rest_stays(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy_store, "PRUNED_AT_ONCE", 2)
    old = datetime.now(UTC) - timedelta(days=20)
    row = {"guild": RED, "at": old, "actor": 1, "name": "mia", "action": "add", "subject": "x", "detail": ""}
    with catalog.privacy._database.write_transaction() as connection:
        connection.execute(insert(audit), [row] * 5)
    store_all(catalog, 1)
    with catalog.privacy._database.write_transaction() as connection:  # three members about one message
        feedback = {"message": 9, "guild": RED, "channel": 1, "verdict": "bad", "reason": "why", "at": old}
        connection.execute(insert(answer_feedback), [{**feedback, "voter": voter} for voter in "abc"])
    kept = KeepDays(questions=1, gaps=20, log=20)
    steps = []
    for step in catalog.privacy.prune(kept):
        steps.append(step)
        catalog.guilds.record(BLUE, Actor(3, "mo"), "add", "y", "")  # the catalog isn't held between steps
    assert [step for step in steps if step] == [3, 2, 2, 1]
    assert len(catalog.guilds.audit_log(RED, 10)) == 1
    assert len(catalog.answers.feedback(RED)) == 1
    unwanted = replace(kept, questions=0)  # by the host, from now on
    assert sum(catalog.privacy.prune(unwanted)) == 3
    assert len(catalog.answers.feedback(RED)) == 1
    assert sum(catalog.privacy.prune(replace(unwanted, gaps=0))) == 3
    assert catalog.answers.feedback(RED) == []
