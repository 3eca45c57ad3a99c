"""How often one user may ask and turn pages: a cooldown for each user in each server."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import discord
from discord import app_commands

from bot.ui.settings_embeds import PAGES_PER_QUESTION
from retrieval.models.shared_store import SharedStore


class Rate(NamedTuple):
    """At most this many questions in this many seconds."""

    questions: int
    seconds: float


class Cooldowns:
    """Counts questions by user and server; `default` holds in servers that have set no rate of their own.

    `store` returns where they are counted, under keyed hashes of users that `pseudonym` returns.
    """

    def __init__(
        self,
        default: Rate,
        store: Callable[[], SharedStore],
        pseudonym: Callable[[int | None, int], Awaitable[str]],
    ) -> None:
        self.default = default
        self._store, self._pseudonym = store, pseudonym

    async def count_question(
        self, interaction: discord.Interaction[Any], questions: int | None, seconds: float | None
    ) -> None:
        """Count a question at the server's rate, with the default for `None`.

        Raises CommandOnCooldown if the user has asked too often.
        """
        rate = Rate(questions or self.default.questions, seconds or self.default.seconds)
        await self._count(interaction, "question", rate)

    async def count_page(
        self, interaction: discord.Interaction[Any], questions: int | None, seconds: float | None
    ) -> None:
        """Count a page that is turned, like `count_question`; users may turn more pages than that."""
        rate = Rate(
            PAGES_PER_QUESTION * (questions or self.default.questions), seconds or self.default.seconds
        )
        await self._count(interaction, "page", rate)

    async def _count(self, interaction: discord.Interaction[Any], kind: str, rate: Rate) -> None:
        user = await self._pseudonym(interaction.guild_id, interaction.user.id)
        key = f"{kind}:{rate.questions}:{rate.seconds:g}:{user}"
        at = interaction.created_at.timestamp()
        if early := await self._store().count(key, rate.questions, rate.seconds, at):
            raise app_commands.CommandOnCooldown(app_commands.Cooldown(*rate), early)
