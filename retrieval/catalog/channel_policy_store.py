"""Which messages of a channel the bot answers."""

from sqlalchemy import delete, insert, select

from retrieval.catalog.channel_tables import channel_policies
from retrieval.catalog.database import Database
from retrieval.catalog.queries import increment_version
from retrieval.models.guilds import DEFAULT_POLICY, Policy


class ChannelPolicyStore:
    """Stores the policies of channels. Every method is one transaction.

    Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_guild(self, guild: int) -> dict[int, Policy]:
        """Return the policies of a guild's channels that don't have the default."""
        query = select(channel_policies).where(channel_policies.c.guild == guild)
        with self._database.read_transaction() as connection:
            return {row.channel: row.policy for row in connection.execute(query)}

    def set(self, guild: int, channel: int, policy: Policy) -> None:
        """Set the policy of a channel; every process sees the change at once."""
        row = {"guild": guild, "channel": channel}
        same = (channel_policies.c.guild == guild) & (channel_policies.c.channel == channel)
        with self._database.write_transaction() as connection:
            connection.execute(delete(channel_policies).where(same))
            if policy != DEFAULT_POLICY:
                connection.execute(insert(channel_policies).values(row | {"policy": policy}))
            increment_version(connection)
