"""`/ask`: a question, and the answer with its citations; `/help`: what can be asked."""

import asyncio

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.client import Podcite
from bot.components.answer_buttons import ANSWER_BUTTONS, ANSWER_FORMS
from bot.components.autocomplete import EpisodeId, ShowId
from bot.components.citations import CITATION_BUTTONS
from bot.components.forms import form_of
from bot.components.kept_question import KeptQuestionButton, keeps_question
from bot.components.pages.transcript import JUMP
from bot.permissions import answers_privately, defer_reply, reads_page
from bot.replies.answer import reply_with_answer, reply_with_help
from bot.replies.deferring import defer_when_valid
from bot.replies.interrupted import tell_interrupted
from retrieval.models import Scope

FORMS = (*ANSWER_FORMS, JUMP)


class Ask(commands.Cog):
    """Questions; tells people of the answers that the last process left unfinished."""

    def __init__(self, bot: Podcite) -> None:
        self._bot = bot
        self._telling: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        self._telling = asyncio.create_task(tell_interrupted(self._bot))

    async def cog_unload(self) -> None:
        if self._telling is not None:
            self._telling.cancel()

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Podcite]) -> None:
        """Handle the forms that buttons under messages open; commands and buttons have their own ways."""
        if form := form_of(interaction, FORMS):
            await form.handle(interaction)

    @app_commands.command()
    @app_commands.describe(
        question="What would you like to know?",
        episode="Only this episode. Type its number, title, guest or date",
        show="Only this show",
    )
    @keeps_question()
    async def ask(
        self,
        interaction: discord.Interaction[Podcite],
        question: Range[str, 1, 500],
        episode: Transform[str, EpisodeId] | None = None,
        show: Transform[str, ShowId] | None = None,
    ) -> None:
        """Ask the podcasts a question; every sentence of the answer links to where it was said."""
        scope, private = Scope(interaction.guild_id, show, episode), await answers_privately(interaction)
        if episode is None:
            await defer_reply(interaction, private=private)
        else:
            found = interaction.client.library.find_episodes(episode, scope)
            await defer_when_valid(interaction, found, private=private)
        await reply_with_answer(interaction, question, scope)

    @app_commands.command()
    @reads_page()
    async def help(self, interaction: discord.Interaction[Podcite]) -> None:
        """See what you can ask, with commands to click."""
        await defer_reply(interaction, private=True)
        await reply_with_help(interaction)


async def setup(bot: Podcite) -> None:
    """Add the cog and its buttons; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(*CITATION_BUTTONS, *ANSWER_BUTTONS, KeptQuestionButton)
    await bot.add_cog(Ask(bot))
