"""The language in which the bot speaks: the user's in private replies, otherwise the server's."""

from typing import Any

import discord

from bot.ui.language import language_of_locale, speak


def speak_to_user(interaction: discord.Interaction[Any]) -> None:
    """Render what follows in the language of the user's Discord."""
    speak(language_of_locale(str(interaction.locale)))


def speak_to_everybody(interaction: discord.Interaction[Any]) -> None:
    """Render what follows in the language of the server; in private messages, in that of the user."""
    if interaction.guild_id is not None:
        speak(language_of_locale(str(interaction.guild_locale or "")))


def speak_to_guild(guild: discord.Guild | None) -> None:
    """Render what follows in the language that a server's settings in Discord name."""
    speak(language_of_locale(str(guild.preferred_locale if guild else "")))
