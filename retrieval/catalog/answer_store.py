"""Verdicts on answers, and the replies that are being worked on."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select

from retrieval.catalog.answer_tables import answer_feedback, open_replies
from retrieval.catalog.database import Database
from retrieval.catalog.erasing import overwrite_deleted
from retrieval.catalog.serialization import as_utc, from_guild, to_guild
from retrieval.models.feedback import Feedback, OpenReply

TOKEN_LIFE = timedelta(minutes=14, seconds=30)
"""How long after its beginning a reply can be edited; Discord allows 15 minutes."""


class AnswerStore:
    """Every method is one transaction. Methods raise LibraryError where the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record_feedback(self, feedback: Feedback) -> None:
        """Store a verdict in place of the same member's earlier one on that message."""
        columns = answer_feedback.c
        same = (columns.message == feedback.message) & (columns.voter == feedback.voter)
        with self._database.write_transaction() as connection:
            overwrite_deleted(connection)  # the reason that the member wrote before
            connection.execute(delete(answer_feedback).where(same))
            connection.execute(
                insert(answer_feedback).values(
                    message=feedback.message,
                    voter=feedback.voter,
                    guild=from_guild(feedback.guild),
                    channel=feedback.channel,
                    verdict=feedback.verdict,
                    reason=feedback.reason,
                    at=datetime.now(UTC),
                )
            )

    def feedback(self, guild: int | None) -> list[Feedback]:
        """Return the verdicts in a guild, or with `None` in private messages, newest first."""
        columns = answer_feedback.c
        query = select(answer_feedback).where(columns.guild == from_guild(guild)).order_by(columns.at.desc())
        with self._database.read_transaction() as connection:
            return [
                Feedback(to_guild(row.guild), row.channel, row.message, row.verdict, row.reason, row.voter)
                for row in connection.execute(query)
            ]

    def open_reply(self, reply: OpenReply) -> int:
        """Store that a reply is being worked on, and return its number."""
        with self._database.write_transaction(durable=False) as connection:
            number: int = connection.execute(
                insert(open_replies)
                .values(
                    guild=from_guild(reply.guild),
                    application=reply.application,
                    token=reply.token,
                    episode=reply.episode,
                    began=datetime.now(UTC),
                )
                .returning(open_replies.c.id)
            ).scalar_one()
            return number

    def close_reply(self, number: int) -> None:
        """Delete a reply that is finished."""
        with self._database.write_transaction(durable=False) as connection:
            connection.execute(delete(open_replies).where(open_replies.c.id == number))

    def take_open_replies(self) -> list[OpenReply]:
        """Delete all replies that were being worked on; return those that can still be edited."""
        oldest = datetime.now(UTC) - TOKEN_LIFE
        with self._database.write_transaction() as connection:
            rows = connection.execute(select(open_replies).order_by(open_replies.c.id)).all()
            if rows:
                connection.execute(delete(open_replies))
        return [
            OpenReply(to_guild(row.guild), row.application, row.token, row.episode)
            for row in rows
            if as_utc(row.began) >= oldest
        ]
