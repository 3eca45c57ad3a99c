"""How questions ended, for moderators: what is answered badly, and a server's figures."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from statistics import median, quantiles

from sqlalchemy import Connection, delete, func, insert, or_, select

from retrieval.catalog.answer_tables import answer_feedback
from retrieval.catalog.database import Database
from retrieval.catalog.gap_tables import asked_passages, asked_questions
from retrieval.catalog.serialization import as_utc, from_guild
from retrieval.models.gaps import AskedQuestion, DayFigures, Gap, PassageMark, Stats

MAX_CITED = 5
"""How many of the most cited episodes are listed."""
SLOW_PERCENTILE = 95


class QuestionStore:
    """Stores no question's text. Every method is one transaction; it raises LibraryError as the catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, asked: AskedQuestion, at: datetime | None = None) -> None:
        """Store how a question ended."""
        values = {
            "guild": from_guild(asked.guild),
            "channel": asked.channel,
            "message": asked.message,
            "asker": asked.asker,
            "words": asked.words,
            "outcome": asked.outcome,
            "seconds": asked.seconds,
            "cost": asked.cost,
            "at": at or datetime.now(UTC),
        }
        with self._database.write_transaction(durable=False) as connection:
            number: int = connection.execute(
                insert(asked_questions).values(values).returning(asked_questions.c.id)
            ).scalar_one()
            rows = [
                {
                    "question": number,
                    "position": position,
                    "episode": passage.episode,
                    "generation": passage.generation,
                    "segment": passage.segment,
                    "mark": passage.mark,
                }
                for position, passage in enumerate(asked.passages)
            ]
            if rows:
                connection.execute(insert(asked_passages), rows)

    def gaps(self, guild: int | None, since: datetime) -> list[Gap]:
        """Return the guild's questions since then that were refused, answered poorly or given a 👎.

        Newest first; a 👎 under an answer of which nothing else is stored is one, too.
        """
        questions, passages = asked_questions.c, asked_passages.c
        first = (passages.question == questions.id) & (passages.position == 0)
        with self._database.read_transaction() as connection:
            verdicts = _bad_verdicts(connection, guild, since)
            voted_down = select(answer_feedback.c.message).where(
                answer_feedback.c.guild == from_guild(guild), answer_feedback.c.verdict == "bad"
            )
            query = (
                select(
                    asked_questions, passages.episode, passages.generation, passages.segment, passages.mark
                )
                .select_from(asked_questions.outerjoin(asked_passages, first))
                .where(
                    questions.guild == from_guild(guild),
                    questions.at >= since,
                    or_(questions.outcome != "answered", questions.message.in_(voted_down)),
                )
            )
            rows = connection.execute(query).all()
        gaps = []
        for row in rows:
            passage = None
            if row.episode is not None:
                passage = PassageMark(row.episode, row.generation, row.segment, row.mark)
            reasons = verdicts.pop(row.message, ())
            outcome, at = row.outcome, as_utc(row.at)
            bad, written = len(reasons), _written(reasons)
            gaps.append(Gap(row.id, row.channel, row.message, row.words, outcome, passage, bad, written, at))
        for message, votes in verdicts.items():
            channel, at = votes[0][1:]
            gaps.append(Gap(0, channel or None, message, "", None, None, len(votes), _written(votes), at))
        return sorted(gaps, key=lambda gap: (gap.at, gap.message), reverse=True)

    def stats(self, guild: int | None, since: datetime, *, everybody: bool = False) -> Stats:
        """Return the figures of a guild's questions, or of all guilds', since then."""
        questions = asked_questions.c
        chosen = [questions.at >= since]
        votes = [answer_feedback.c.at >= since]
        if not everybody:
            chosen.append(questions.guild == from_guild(guild))
            votes.append(answer_feedback.c.guild == from_guild(guild))
        query = select(questions.at, questions.outcome, questions.seconds, questions.cost).where(*chosen)
        counted = func.count().label("answers")
        cited = (
            select(asked_passages.c.episode, func.count(func.distinct(questions.id)).label("answers"))
            .join(asked_questions, questions.id == asked_passages.c.question)
            .where(*chosen, questions.outcome != "refused")
            .group_by(asked_passages.c.episode)
            .order_by(func.count(func.distinct(questions.id)).desc(), asked_passages.c.episode)
            .limit(MAX_CITED)
        )
        verdicts = select(answer_feedback.c.verdict, counted).where(*votes)
        with self._database.read_transaction() as connection:
            rows = connection.execute(query).all()
            most_cited = tuple((row.episode, row.answers) for row in connection.execute(cited))
            by_verdict = {
                row.verdict: row.answers
                for row in connection.execute(verdicts.group_by(answer_feedback.c.verdict))
            }
        seconds = [row.seconds for row in rows]
        costs = [row.cost for row in rows if row.cost is not None]
        return Stats(
            _by_day((as_utc(row.at).date(), row.outcome) for row in rows),
            by_verdict.get("good", 0),
            by_verdict.get("bad", 0),
            most_cited,
            sum(costs) if costs else None,
            median(seconds) if seconds else None,
            _percentile(seconds, SLOW_PERCENTILE),
        )


def forget_guild(connection: Connection, guild: int) -> None:
    """Delete the questions and verdicts of a guild that the bot has left: nobody can read them."""
    for table in (asked_questions, answer_feedback):
        connection.execute(delete(table).where(table.c.guild == guild))


def _bad_verdicts(
    connection: Connection, guild: int | None, since: datetime
) -> dict[int, list[tuple[str, int, datetime]]]:
    """Return by message the reason, channel and time of every 👎, newest first."""
    columns = answer_feedback.c
    query = select(answer_feedback).where(
        columns.guild == from_guild(guild), columns.verdict == "bad", columns.at >= since
    )
    verdicts: dict[int, list[tuple[str, int, datetime]]] = defaultdict(list)
    for row in connection.execute(query.order_by(columns.at.desc())):
        verdicts[row.message].append((row.reason, row.channel, as_utc(row.at)))
    return verdicts


def _written(verdicts: Iterable[tuple[str, int, datetime]]) -> tuple[str, ...]:
    return tuple(reason for reason, _, _ in verdicts if reason)


def _by_day(endings: Iterable[tuple[date, str]]) -> tuple[DayFigures, ...]:
    counts: dict[date, dict[str, int]] = defaultdict(lambda: {"answered": 0, "weak": 0, "refused": 0})
    for day, outcome in endings:
        counts[day][outcome] += 1
    return tuple(DayFigures(day, **counts[day]) for day in sorted(counts))


def _percentile(values: list[float], percent: int) -> float | None:
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=100, method="inclusive")[percent - 1]
