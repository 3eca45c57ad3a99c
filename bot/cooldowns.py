"""How often one user may ask: a cooldown for each user in each server."""

from typing import Any, NamedTuple

import discord
from discord import app_commands
from discord.ext import commands


class Rate(NamedTuple):
    """At most this many questions in this many seconds."""

    questions: int
    seconds: float


class Cooldowns:
    """Counts questions by user and server; `default` holds in servers that have set no rate of their own."""

    def __init__(self, default: Rate) -> None:
        self.default = default
        self._mappings: dict[Rate, commands.CooldownMapping[discord.Interaction[Any]]] = {}

    def count_question(
        self, interaction: discord.Interaction[Any], questions: int | None, seconds: float | None
    ) -> None:
        """Count a question at the server's rate, with the default for `None`.

        Raises CommandOnCooldown if the user has asked too often.
        """
        rate = Rate(questions or self.default.questions, seconds or self.default.seconds)
        asked = interaction.created_at.timestamp()
        bucket = self._mapping(rate).get_bucket(interaction, asked)
        if bucket and (retry_after := bucket.update_rate_limit(asked)):
            raise app_commands.CommandOnCooldown(bucket, retry_after)

    def _mapping(self, rate: Rate) -> commands.CooldownMapping[discord.Interaction[Any]]:
        if rate not in self._mappings:
            self._mappings[rate] = commands.CooldownMapping.from_cooldown(
                *rate, lambda interaction: (interaction.guild_id, interaction.user.id)
            )
        return self._mappings[rate]
