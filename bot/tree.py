"""The command tree: reports the errors of commands, and knows which commands are running."""

import asyncio
from typing import Any

import discord
from discord import app_commands

from bot.errors import report_error, tell_user
from bot.installs import forget_foreign_guild
from bot.reader_language import speak_to_user
from bot.ui.language import _, gettext_noop

RESTARTING = gettext_noop("I'm being restarted and couldn't finish. Please ask again in a minute.")
FAREWELL_SECONDS = 2.0
"""How long closing the bot waits for replies that are being sent."""


class RunningCommands:
    """The commands that are being answered, each in a task of its own."""

    def __init__(self) -> None:
        self._interactions: dict[asyncio.Task[Any], discord.Interaction[Any]] = {}

    def track(self, interaction: discord.Interaction[Any]) -> None:
        """Remember that the current task answers this command, until the task ends."""
        task = asyncio.current_task()
        if task is not None and interaction.type is discord.InteractionType.application_command:
            self._interactions[task] = interaction
            task.add_done_callback(lambda done: self._interactions.pop(done, None))

    async def end(self) -> None:
        """Cancel the commands and tell their users; let replies that are being sent finish."""
        if not self._interactions:
            return
        ending = set(self._interactions)
        for task, interaction in dict(self._interactions).items():
            if "replying" not in interaction.extras:
                task.cancel()
                ending.remove(task)
                ending.add(asyncio.create_task(tell_restarting(interaction)))
        _, late = await asyncio.wait(ending, timeout=FAREWELL_SECONDS)
        for task in late:
            task.cancel()


async def tell_restarting(interaction: discord.Interaction[Any]) -> None:
    """Tell a user that the bot ends before their reply is ready."""
    speak_to_user(interaction)
    await tell_user(interaction, _(RESTARTING))


def mark_replying(interaction: discord.Interaction[Any]) -> None:
    """Note that the final reply is being sent, so that closing the bot doesn't withdraw it."""
    interaction.extras["replying"] = True


class CommandTree(app_commands.CommandTree[discord.Client]):
    """Tracks commands while they run, and tells their users what went wrong."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        self.running = RunningCommands()

    async def interaction_check(self, interaction: discord.Interaction[discord.Client], /) -> bool:
        """Prepare for answering a command or its completion; all may be answered."""
        forget_foreign_guild(interaction)
        speak_to_user(interaction)
        self.running.track(interaction)
        return True

    async def _call(self, interaction: discord.Interaction[discord.Client]) -> None:
        # discord.py takes only its own errors from checks; any other would leave the user without a word.
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:
            interaction.command_failed = True
            await report_error(interaction, error)

    async def on_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        await report_error(interaction, error)
