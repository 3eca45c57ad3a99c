"""How questions ended is stored without their text, grouped by server, and deleted in time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from retrieval.catalog.answer_tables import answer_feedback
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.gap_tables import asked_passages, asked_questions
from retrieval.models.feedback import Feedback
from retrieval.models.gaps import AskedQuestion, PassageMark
from retrieval.models.privacy import KeepDays, Person

OURS, THEIRS = 7, 8
NOW = datetime.now(UTC)
AGO = NOW - timedelta(days=30)
PASSAGE = PassageMark("hive-1", 3, 5, "2-aabbccdd")
REFUSED = AskedQuestion(OURS, 70, 700, "ada", "w1", "refused", (PASSAGE,), 2.0, 0.25)
ANSWERED = replace(REFUSED, message=701, words="w2", outcome="answered", seconds=4.0, cost=None)
BAD = Feedback(OURS, 70, 701, "bad", "Wrong.", "bob")


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    catalog = Catalog(url)
    yield catalog
    catalog.close()


def test_refused_weak_and_disliked_answers_are_gaps_of_their_server_alone(catalog: Catalog) -> None:
    for asked in (REFUSED, replace(REFUSED, message=702, outcome="weak", passages=()), ANSWERED):
        catalog.questions.record(asked)
    catalog.questions.record(replace(ANSWERED, message=703))
    catalog.questions.record(replace(REFUSED, guild=THEIRS, message=704))
    catalog.answers.record_feedback(BAD)
    catalog.answers.record_feedback(replace(BAD, voter="cid", reason=""))
    catalog.answers.record_feedback(replace(BAD, message=705))  # of an answer from before all this
    catalog.answers.record_feedback(replace(BAD, guild=THEIRS, voter="eve"))
    gaps = {gap.message: gap for gap in catalog.questions.gaps(OURS, AGO)}
    assert {message: (gap.outcome, gap.bad) for message, gap in gaps.items()} == {
        700: ("refused", 0),
        701: ("answered", 2),
        702: ("weak", 0),
        705: (None, 1),
    }
    assert (gaps[700].passage, gaps[702].passage, gaps[701].reasons) == (PASSAGE, None, ("Wrong.",))
    assert [gap.message for gap in catalog.questions.gaps(THEIRS, AGO)] != [700]


def test_figures_are_of_one_server_or_of_all(catalog: Catalog) -> None:
    for asked in (REFUSED, ANSWERED, replace(REFUSED, guild=THEIRS, message=702)):
        catalog.questions.record(asked)
    catalog.questions.record(ANSWERED, NOW - timedelta(days=40))
    catalog.answers.record_feedback(BAD)
    stats = catalog.questions.stats(OURS, AGO)
    assert (stats.questions, stats.answered, stats.refused, stats.bad) == (2, 1, 1, 1)
    assert (stats.cited, stats.cost, stats.median, stats.slow) == ((("hive-1", 1),), 0.25, 3.0, 3.9)
    assert catalog.questions.stats(None, AGO, everybody=True).questions == 3
    assert catalog.questions.stats(9, AGO).questions == 0


def test_what_is_too_old_goes(catalog: Catalog) -> None:
    catalog.questions.record(REFUSED, NOW - timedelta(days=91))
    catalog.questions.record(ANSWERED)
    catalog.answers.record_feedback(BAD)
    assert sum(catalog.privacy.prune(KeepDays(gaps=90))) == 1
    assert rows_left(catalog) == (1, 1, 1)
    assert sum(catalog.privacy.prune(KeepDays(gaps=0))) == 2
    assert rows_left(catalog) == (0, 0, 0)


def test_a_users_rows_are_deleted_by_their_keyed_hash(catalog: Catalog) -> None:
    catalog.questions.record(REFUSED)
    catalog.questions.record(replace(REFUSED, asker="bob", message=702))
    catalog.answers.record_feedback(replace(BAD, voter="ada"))
    assert catalog.privacy.delete(Person(1, lambda guild: ("ada",) if guild == OURS else ())) == 2
    assert rows_left(catalog) == (1, 1, 0)


@pytest.mark.parametrize("how", ["leaves", "leaves while the bot is offline", "is deleted"])
def test_nothing_is_left_of_a_server_that_left(catalog: Catalog, how: str) -> None:
    catalog.questions.record(REFUSED)
    catalog.answers.record_feedback(BAD)
    catalog.pins.add(OURS, "Why?", PASSAGE)
    match how:
        case "leaves":
            assert catalog.departures.mark_left(OURS, NOW)
        case "leaves while the bot is offline":
            assert catalog.departures.compare([THEIRS], NOW) == ([OURS], [])
        case _:
            assert catalog.removals.delete_guild(OURS)
    assert rows_left(catalog) == (0, 0, 0)
    assert len(catalog.pins.list(OURS)) == (how != "is deleted")  # the server may come back


def test_pins_are_of_one_server_and_one_for_each_wording(catalog: Catalog) -> None:
    first = catalog.pins.add(OURS, "Why?", PASSAGE)
    second = catalog.pins.add(OURS, "Why?", replace(PASSAGE, segment=6))
    assert catalog.pins.list(OURS) == [second]
    assert second.passage.segment == 6
    assert catalog.pins.list(THEIRS) == []
    assert not catalog.pins.remove(THEIRS, second.id)
    assert not catalog.pins.remove(OURS, first.id)
    assert catalog.pins.remove(OURS, second.id)


def rows_left(catalog: Catalog) -> tuple[int, ...]:
    tables = (asked_questions, asked_passages, answer_feedback)
    with catalog._database.read_transaction() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        )


def many(catalog: Catalog, count: int) -> None:
    """Store that many refusals at once, each near another segment."""
    asked = {"guild": OURS, "channel": 70, "asker": "ada", "outcome": "refused", "seconds": 1.0, "at": NOW}
    passage = {"position": 0, "episode": "hive-1", "generation": 3, "mark": "2-aabbccdd"}
    with catalog._database.write_transaction() as connection:
        numbers = range(1, count + 1)
        rows = [{**asked, "id": n, "message": n, "words": f"w{n}"} for n in numbers]
        connection.execute(insert(asked_questions), rows)
        places = [{**passage, "question": n, "segment": n % 300 + 1} for n in numbers]
        connection.execute(insert(asked_passages), places)
