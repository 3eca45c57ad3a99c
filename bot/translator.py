"""What Discord shows of commands in other languages: names, descriptions, options and choices."""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Place
from discord.app_commands import TranslationContextTypes, locale_str

from bot.ui.language import CHOICE, COMMAND, ENGLISH, OPTION, language_of_locale, translation

CONTEXTS = {
    Place.command_name: COMMAND,
    Place.group_name: COMMAND,
    Place.parameter_name: OPTION,
    Place.choice_name: CHOICE,
}
"""The contexts of names in the catalogs; descriptions have none."""


class Translator(app_commands.Translator):
    """Translates commands from the catalogs as they are registered; English is the default."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        language = language_of_locale(locale.value)
        if language == ENGLISH:
            return None
        return translation(string.message, language, CONTEXTS.get(context.location))
