"""How often one user may ask and turn pages: a cooldown for each user in each server."""

from typing import Any, NamedTuple

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.settings_embeds import PAGES_PER_QUESTION


class Rate(NamedTuple):
    """At most this many questions in this many seconds."""

    questions: int
    seconds: float


class Cooldowns:
    """Counts questions by user and server; `default` holds in servers that have set no rate of their own."""

    def __init__(self, default: Rate) -> None:
        self.default = default
        self._mappings: dict[tuple[str, Rate], commands.CooldownMapping[discord.Interaction[Any]]] = {}

    def count_question(
        self, interaction: discord.Interaction[Any], questions: int | None, seconds: float | None
    ) -> None:
        """Count a question at the server's rate, with the default for `None`.

        Raises CommandOnCooldown if the user has asked too often.
        """
        rate = Rate(questions or self.default.questions, seconds or self.default.seconds)
        self._count(interaction, "question", rate)

    def count_page(
        self, interaction: discord.Interaction[Any], questions: int | None, seconds: float | None
    ) -> None:
        """Count a page that is turned, of which a user may turn more; as `count_question` else."""
        rate = Rate(
            PAGES_PER_QUESTION * (questions or self.default.questions), seconds or self.default.seconds
        )
        self._count(interaction, "page", rate)

    def _count(self, interaction: discord.Interaction[Any], kind: str, rate: Rate) -> None:
        at = interaction.created_at.timestamp()
        bucket = self._mapping(kind, rate).get_bucket(interaction, at)
        if bucket and (retry_after := bucket.update_rate_limit(at)):
            raise app_commands.CommandOnCooldown(bucket, retry_after)

    def _mapping(self, kind: str, rate: Rate) -> commands.CooldownMapping[discord.Interaction[Any]]:
        if (kind, rate) not in self._mappings:
            self._mappings[kind, rate] = commands.CooldownMapping.from_cooldown(
                *rate, lambda interaction: (interaction.guild_id, interaction.user.id)
            )
        return self._mappings[kind, rate]
