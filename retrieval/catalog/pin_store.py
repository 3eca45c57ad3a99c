"""The passages that moderators chose for questions."""

from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select

from retrieval.catalog.database import Database
from retrieval.catalog.gap_tables import pins
from retrieval.catalog.queries import increment_version
from retrieval.catalog.serialization import as_utc, from_guild
from retrieval.errors import BadRequestError
from retrieval.models.gaps import PassageMark, Pin
from retrieval.texts import Text

MAX_PINS = 500
"""How many pins a server, or the host, may have: each question is compared with all of them."""


class PinStore:
    """Every method is one transaction. Methods raise LibraryError where the database can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, guild: int | None, question: str, passage: PassageMark) -> Pin:
        """Store a pin in place of one for the same wording, and return it.

        Raises BadRequestError if there are too many.
        """
        columns, own, at = pins.c, pins.c.guild == from_guild(guild), datetime.now(UTC)
        with self._database.write_transaction() as connection:
            connection.execute(delete(pins).where(own, columns.question == question))
            count = connection.execute(select(func.count()).select_from(pins).where(own)).scalar_one()
            if count >= MAX_PINS:
                raise BadRequestError(
                    Text(
                        "There are {number} pins already; remove some of them with `/library pins`, or with "
                        "`podcite gaps unpin`.",
                        number=MAX_PINS,
                    )
                )
            values = {
                "guild": from_guild(guild),
                "question": question,
                "episode": passage.episode,
                "generation": passage.generation,
                "segment": passage.segment,
                "mark": passage.mark,
                "at": at,
            }
            number: int = connection.execute(insert(pins).values(values).returning(columns.id)).scalar_one()
            increment_version(connection)
        return Pin(number, guild, question, passage, at)

    def ids(self, guild: int | None) -> tuple[int, ...]:
        """Return the ids of the pins that hold in a guild: its own and the host's."""
        query = select(pins.c.id).where(pins.c.guild.in_((from_guild(guild), from_guild(None))))
        with self._database.read_transaction() as connection:
            return tuple(connection.execute(query).scalars())

    def list(self, guild: int | None) -> list[Pin]:
        """Return the pins of a guild, or of the host (`None`), newest first."""
        query = select(pins).where(pins.c.guild == from_guild(guild)).order_by(pins.c.id.desc())
        with self._database.read_transaction() as connection:
            return [
                Pin(
                    row.id,
                    guild,
                    row.question,
                    PassageMark(row.episode, row.generation, row.segment, row.mark),
                    as_utc(row.at),
                )
                for row in connection.execute(query)
            ]

    def remove(self, guild: int | None, number: int) -> bool:
        """Delete a pin of the guild; return whether there was one."""
        chosen = (pins.c.guild == from_guild(guild)) & (pins.c.id == number)
        with self._database.write_transaction() as connection:
            removed = bool(connection.execute(delete(pins).where(chosen)).rowcount)
            if removed:
                increment_version(connection)
        return removed
