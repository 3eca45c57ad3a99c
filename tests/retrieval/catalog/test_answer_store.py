"""Verdicts on answers, and the replies that a process was working on as it ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.cogs.privacy import PRUNE_HOURS
from retrieval.catalog.answer_store import TOKEN_LIFE
from retrieval.catalog.answer_tables import open_replies
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.privacy_store import KEEP_REPLIES
from retrieval.models.feedback import Feedback, OpenReply
from retrieval.models.privacy import KeepDays

VERDICT = Feedback(7, 8, 9, "good", "", "a" * 64)
REPLY = OpenReply(7, 1, "secret-token", "hive-1")


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    catalog = Catalog(url)
    yield catalog
    catalog.close()


def test_a_second_verdict_of_a_member_replaces_the_first(catalog: Catalog) -> None:
    catalog.answers.record_feedback(VERDICT)
    changed = replace(VERDICT, verdict="bad", reason="It quotes the wrong person.")
    catalog.answers.record_feedback(changed)
    others = [replace(VERDICT, voter="b" * 64), replace(VERDICT, guild=None, message=10)]
    for other in others:
        catalog.answers.record_feedback(other)
    assert set(catalog.answers.feedback(7)) == {changed, others[0]}
    assert catalog.answers.feedback(None) == [others[1]]


def test_verdicts_go_with_the_data_of_their_server(catalog: Catalog) -> None:
    catalog.answers.record_feedback(VERDICT)
    assert catalog.removals.delete_guild(7)
    assert catalog.answers.feedback(7) == []


def test_only_unfinished_replies_are_taken_and_only_once(catalog: Catalog) -> None:
    finished = catalog.answers.open_reply(replace(REPLY, token="other"))
    catalog.answers.open_reply(REPLY)
    catalog.answers.close_reply(finished)
    assert catalog.answers.take_open_replies() == [REPLY]
    assert catalog.answers.take_open_replies() == []


def test_replies_that_discord_no_longer_lets_edit_are_dropped(catalog: Catalog) -> None:
    catalog.answers.open_reply(REPLY)
    with catalog._database.write_transaction() as connection:
        began = datetime.now(UTC) - TOKEN_LIFE - timedelta(seconds=1)
        connection.execute(update(open_replies).values(began=began))
    assert catalog.answers.take_open_replies() == []


def test_a_token_is_in_no_catalog_for_longer_than_the_day_that_the_privacy_policy_states(
    catalog: Catalog,
) -> None:
    policy = (Path(__file__).parents[3] / "docs" / "privacy-policy.md").read_text(encoding="utf-8")
    (line,) = (line for line in policy.splitlines() if "secret token" in line)
    assert "at the latest one day" in line
    assert KEEP_REPLIES + timedelta(hours=PRUNE_HOURS) < timedelta(days=1)
    catalog.answers.open_reply(REPLY)
    assert sum(catalog.privacy.prune(KeepDays())) == 0, "it is still needed"
    with catalog._database.write_transaction() as connection:
        connection.execute(update(open_replies).values(began=datetime.now(UTC) - KEEP_REPLIES))
    assert sum(catalog.privacy.prune(KeepDays())) == 1


def test_the_token_of_a_reply_is_not_shown_where_the_reply_is() -> None:
    assert REPLY.token not in repr(REPLY)
