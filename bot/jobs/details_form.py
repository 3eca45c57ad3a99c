"""The form that asks for the details of uploaded files."""

from collections.abc import Callable
from datetime import date

import discord
from discord import ui

from bot.client import Podcite
from bot.errors import reports_errors
from bot.jobs.runner import JobRunner
from bot.jobs.typed_details import AmbiguousDayError, details_of, form_of
from bot.jobs.waiting import waiting_job
from bot.permissions import check_moderator
from bot.ui.discord_text import MAX_CONTENT, fit
from bot.ui.language import _, gettext_noop, in_a_row, shown
from retrieval import identifiers
from retrieval.errors import BadRequestError, sentence_of
from retrieval.models.guilds import Job, TypedForm

CorrectionView = Callable[[Job, tuple[date, ...]], ui.View]
"""Make the buttons that correct what was typed; the dates are what an ambiguous date may mean."""

KEPT = gettext_noop("I'll keep the file and what you typed for a day.")


class DetailsForm(ui.Modal):
    """Show, title, date and links of what was uploaded; of several files only the show."""

    def __init__(self, job: Job, correction_view: CorrectionView, *, single: bool) -> None:
        super().__init__(title=_("What is this?"))
        self.job, self._correction_view = job, correction_view
        typed = form_of(job)
        show = _("Show") if single else _("The show of all these files")
        self.show = _text_input(show, typed.show, limit=100)
        self.titled = _text_input(_("Title"), typed.title, limit=200, required=single)
        self.day = _text_input(_("Date, such as 2024-05-31"), typed.day, limit=40, required=False)
        self.page = _text_input(_("Link to its web page"), typed.page, limit=500, required=False)
        self.media = _text_input(_("Link to its recording"), typed.media, limit=500, required=False)
        inputs = (self.show, self.titled, self.day, self.page, self.media)
        for text_input in inputs if single else (self.show,):
            self.add_item(text_input)

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "add")
        job = await waiting_job(interaction.client.library.guilds, guild, self.job.id)
        values = (self.show, self.titled, self.day, self.page, self.media)
        typed = TypedForm(*(text_input.value for text_input in values))
        await use_typed(interaction, job, typed, self._correction_view)


async def use_typed(
    interaction: discord.Interaction[Podcite], job: Job, typed: TypedForm, correction_view: CorrectionView
) -> None:
    """Start a job with what was typed; if something of it is wrong, keep all and ask to correct it."""
    guilds = interaction.client.library.guilds
    try:
        details = details_of(typed, job.details)
    except BadRequestError as error:
        kept = await guilds.keep_typed(job, typed)
        days = error.days if isinstance(error, AmbiguousDayError) else ()
        content = in_a_row(fit(shown(sentence_of(error)), MAX_CONTENT - 200), _(KEPT))
        await tell_privately(interaction, content, correction_view(kept, days))
        return
    begun = await guilds.confirm_job(job, details, identifiers.show_id(details.show or ""))
    await interaction.client.cog(JobRunner).start(begun, interaction)


async def tell_privately(interaction: discord.Interaction[Podcite], content: str, view: ui.View) -> None:
    """Show a text in the private reply to a form, or in a private message of its own."""
    reply = await interaction.original_response()
    if reply.flags.ephemeral:
        await interaction.edit_original_response(content=content, embeds=[], view=view)
    else:
        await interaction.followup.send(content, view=view, ephemeral=True)


def _text_input(label: str, value: str, *, limit: int, required: bool = True) -> "ui.TextInput[DetailsForm]":
    return ui.TextInput(label=label, default=value[:limit] or None, required=required, max_length=limit)
