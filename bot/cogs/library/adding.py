"""Add transcripts to a server's own shows: the form with a field for files, and what files don't say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

import discord
from discord import ui

from bot.client import Podcite
from bot.cogs.library import uploads
from bot.errors import reports_errors
from bot.jobs.buttons import DescribeButton, DiscardButton, correction_view, view_of
from bot.jobs.details_form import use_typed
from bot.jobs.runner import JobRunner
from bot.jobs.typed_details import form_of
from bot.permissions import actor_of, check_moderator, guild_of
from bot.ui.job_embeds import details_question
from bot.ui.language import _, long_date
from retrieval import identifiers
from retrieval.errors import TranscriptError
from retrieval.index import filename_hints
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.guilds import Job, TranscriptFile, TypedForm

MAX_FILES = 5


class UploadForm(ui.Modal):
    """Files, and the show, title, date and recording that they don't name themselves."""

    def __init__(self) -> None:
        super().__init__(title=_("Add transcripts"))
        self.files: ui.FileUpload[UploadForm] = ui.FileUpload(max_values=MAX_FILES)
        self.show = _optional(100)
        self.titled = _optional(200)
        self.day = _optional(40, long_date(date(2024, 5, 3)))
        self.media = _optional(500, "https://…")
        for text, component, description in (
            (_("Transcripts"), self.files, _("Such as .srt, .vtt, .json, .docx or .txt; up to five")),
            (_("Show"), self.show, _("Leave it empty if the file names its show")),
            (_("Title"), self.titled, _("For a single file")),
            (_("Date"), self.day, _("For a single file; write it as you like")),
            (_("Link to its recording"), self.media, _("For a single file")),
        ):
            self.add_item(ui.Label(text=text, description=description, component=component))

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = await check_moderator(interaction, "add")
        files = await receive(interaction.client.library, guild, self.files.values)
        values = (self.show, self.titled, self.day, self.media)
        show, title, day, media = (text_input.value for text_input in values)
        typed = TypedForm(show=show, title=title, day=day, media=media)
        await _add_described(interaction, files, typed if len(files) == 1 else TypedForm(show=show))


async def receive(
    library: Library, guild: int, attached: Sequence[discord.Attachment]
) -> list[TranscriptFile]:
    """Return the attached files. Raises BadRequestError for what can't be taken, or if there is no room."""
    await library.guilds.check_upload(guild, sum(attachment.size for attachment in attached))
    return await uploads.download(attached)


async def add_files(interaction: discord.Interaction[Podcite], files: Sequence[TranscriptFile]) -> None:
    """Start a job that adds the files, or ask first for the details that they don't contain.

    It is stored before the files are read, so that the quotas count what is being read too.
    """
    library = interaction.client.library
    job = await library.guilds.create_job(_waiting(interaction), files)
    try:
        stated = await _stated_details(library, job.guild, files)
        if all(details.show for details in stated):
            shows = {identifiers.show_id(details.show) for details in stated if details.show}
            show = shows.pop() if len(shows) == 1 else ""
            begun = await library.guilds.confirm_job(job, job.details, show)
        else:
            begun = None
            known = await _suggested_details(library, job.guild, files, stated)
            job = await library.guilds.describe_job(job, known)
    except BaseException:  # cancelled, too
        await library.guilds.drop_job(job)
        raise
    if begun is not None:
        await interaction.client.cog(JobRunner).start(begun, interaction)
        return
    view = view_of(DescribeButton(job.id), DiscardButton(job.id))
    message = await interaction.edit_original_response(
        embed=details_question([file.name for file in files]), view=view
    )
    await library.guilds.set_progress_message(job, interaction.channel_id, message.id)


async def _add_described(
    interaction: discord.Interaction[Podcite], files: Sequence[TranscriptFile], typed: TypedForm
) -> None:
    """Start a job that adds files with what was typed about them, or else with what they say."""
    library = interaction.client.library
    job = await library.guilds.create_job(replace(_waiting(interaction), typed=typed), files)
    try:
        stated = await _stated_details(library, job.guild, files)
        if len(files) > 1 and not typed.show.strip() and all(details.show for details in stated):
            begun = await library.guilds.confirm_job(job, Details(), "")
        else:
            begun = None
            known = await _suggested_details(library, job.guild, files, stated)
            job = await library.guilds.describe_job(job, known)
    except BaseException:
        await library.guilds.drop_job(job)
        raise
    if begun is not None:
        await interaction.client.cog(JobRunner).start(begun, interaction)
        return
    said = form_of(replace(job, typed=None))
    filled = TypedForm(
        typed.show or said.show,
        typed.title or said.title,
        typed.day or said.day,
        typed.page or said.page,
        typed.media or said.media,
    )
    await use_typed(interaction, job, filled, correction_view)


def _waiting(interaction: discord.Interaction[Podcite]) -> Job:
    return Job(guild_of(interaction), "", "add", actor_of(interaction), waits=True)


async def _stated_details(library: Library, guild: int, files: Sequence[TranscriptFile]) -> list[Details]:
    """Return the details in each readable file. Raises TranscriptError if none of them is readable."""
    stated, errors = [], []
    for file in files:
        try:
            stated.append(await library.transcripts.details(file.content, file.name, guild))
        except TranscriptError as error:  # the job reports this file
            errors.append(error)
    if not stated:
        raise errors[0]
    return stated


async def _suggested_details(
    library: Library, guild: int, files: Sequence[TranscriptFile], stated: Sequence[Details]
) -> Details:
    """Return what the form starts with: a file's own details, its name's title, the guild's only show."""
    episodes = await library.episodes(Scope(guild))
    shows = {episode.show.title for episode in episodes if episode.show.guild == guild}
    known = stated[0] if len(files) == 1 else Details()
    title = filename_hints.parse_filename(PurePath(files[0].name).stem).title if len(files) == 1 else ""
    return known.or_else(Details(show=shows.pop() if len(shows) == 1 else None, title=title or None))


def _optional(limit: int, placeholder: str | None = None) -> "ui.TextInput[UploadForm]":
    return ui.TextInput(required=False, max_length=limit, placeholder=placeholder)
