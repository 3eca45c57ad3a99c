"""The buttons under a job's message; each checks again that its user is a moderator."""

import re
from dataclasses import replace
from datetime import date
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.client import Podcite
from bot.errors import RefusedError, reports_errors
from bot.jobs.details_form import DetailsForm, use_typed
from bot.jobs.runner import JobRunner
from bot.jobs.typed_details import form_of
from bot.jobs.waiting import JOB_OVER, waiting_job
from bot.permissions import actor_of, check_moderator
from bot.reader_language import speak_to_everybody
from bot.ui.discord_text import fit, plain
from bot.ui.formatting import long_date
from bot.ui.language import _, gettext_noop
from retrieval.errors import NotFoundError
from retrieval.models import PlacementChoice
from retrieval.models.guilds import Job

MAX_LABEL = 80
"""How long the label of a button may be for Discord."""


class JobButton(ui.DynamicItem[ui.Button[ui.View]], template=r"job:(?P<job>[0-9]{1,15})"):
    """A button for one job; its subclasses say what it does and how it looks."""

    name, label, style = "", "", ButtonStyle.secondary

    def __init_subclass__(cls, *, name: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> None:
        super().__init_subclass__(template=rf"job:{name}:(?P<job>[0-9]{{1,15}})")
        cls.name, cls.label, cls.style = name, label, style

    def __init__(self, job_id: int, label: str = "") -> None:
        self.job_id = job_id
        super().__init__(
            ui.Button(label=label or _(self.label), style=self.style, custom_id=f"job:{self.name}:{job_id}")
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["job"]))


class CancelButton(JobButton, name="cancel", label=gettext_noop("Cancel"), style=ButtonStyle.danger):
    """Cancels a job at its next step."""

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "cancel")
        if interaction.client.cog(JobRunner).cancel(self.job_id, guild, actor_of(interaction)) is None:
            raise NotFoundError(JOB_OVER)


class DescribeButton(JobButton, name="describe", label=gettext_noop("Fill in"), style=ButtonStyle.primary):
    """Opens the form that asks for the details that files don't contain."""

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        # A form has to be the first reply: it can't follow a deferred one.
        guild = await check_moderator(interaction, "add")
        guilds = interaction.client.library.guilds
        job = await waiting_job(guilds, guild, self.job_id)
        files = await guilds.job_files(job)
        form = DetailsForm(job, correction_view, single=len(files) == 1)
        await interaction.response.send_modal(form)


class DayButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"job:day:(?P<job>[0-9]{1,15}):(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})",
):
    """Takes one of the dates that an ambiguous one may mean, and keeps everything else that was typed."""

    def __init__(self, job_id: int, day: date) -> None:
        super().__init__(
            ui.Button(
                label=long_date(day),
                style=ButtonStyle.primary,
                custom_id=f"job:day:{job_id}:{day.isoformat()}",
            )
        )
        self.job_id, self.day = job_id, day

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["job"]), date.fromisoformat(match["day"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "add")
        job = await waiting_job(interaction.client.library.guilds, guild, self.job_id)
        typed = replace(form_of(job), day=self.day.isoformat())
        await use_typed(interaction, job, typed, correction_view)


class DiscardButton(JobButton, name="drop", label=gettext_noop("Never mind")):
    """Discards a job that waits."""

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "never mind")
        guilds = interaction.client.library.guilds
        job = await waiting_job(guilds, guild, self.job_id)
        names = ", ".join(file.name for file in await guilds.job_files(job)) if job.episode else ""
        await guilds.drop_job(job)
        # The message of a job that asks about a file of several also says what became of the others.
        left_out = job.action == "add" and names
        speak_to_everybody(interaction)
        content = _("Skipped: {names}.", names=names) if left_out else _("Nothing was changed.")
        embeds = interaction.message.embeds if left_out and interaction.message else []
        await interaction.edit_original_response(content=fit(content, 500), embeds=embeds, view=None)


class ConfirmRemovalButton(
    JobButton, name="confirm", label=gettext_noop("Remove for good"), style=ButtonStyle.danger
):
    """Confirms a removal; for the moderator who asked for it only."""

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "remove")
        guilds = interaction.client.library.guilds
        job = await waiting_job(guilds, guild, self.job_id)
        if job.actor.id != interaction.user.id:
            raise RefusedError("Only the moderator who started this removal can confirm it.")
        begun = await guilds.confirm_job(job, job.details, job.show)
        await interaction.client.cog(JobRunner).start(begun, interaction)


class _ChoiceButton(JobButton, name="choice", label=""):
    """Continues a job that asks whether its first file replaces an episode or is another one."""

    choice: PlacementChoice

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "add")
        guilds = interaction.client.library.guilds
        job = await waiting_job(guilds, guild, self.job_id)
        begun = await guilds.confirm_job(replace(job, choice=self.choice), job.details, job.show)
        await interaction.client.cog(JobRunner).start(begun, interaction)


class ReplaceButton(_ChoiceButton, name="replace", label=gettext_noop("Replace"), style=ButtonStyle.danger):
    """Makes a file the new version of the episode that it looks like."""

    choice = "replace"


class AddNewButton(_ChoiceButton, name="new", label=gettext_noop("Add as new"), style=ButtonStyle.primary):
    """Adds a file as another episode than the one that it looks like."""

    choice = "new"


JOB_BUTTONS = (
    CancelButton,
    DayButton,
    DescribeButton,
    DiscardButton,
    ConfirmRemovalButton,
    ReplaceButton,
    AddNewButton,
)


def job_view(job: Job) -> ui.View:
    """Return the button under a running job, or those under one that asks about a file."""
    if not job.waits:
        return view_of(CancelButton(job.id))
    return view_of(
        ReplaceButton(job.id, plain(_("Replace {episode}", episode=job.episode), MAX_LABEL)),
        AddNewButton(job.id),
        DiscardButton(job.id),
    )


def correction_view(job: Job, days: tuple[date, ...]) -> ui.View:
    """Return the buttons that correct what was typed; `days` are what an ambiguous date may mean."""
    view = view_of(DescribeButton(job.id, _("Correct it")), DiscardButton(job.id))
    for day in days:
        view.add_item(DayButton(job.id, day))
    return view


def view_of(*buttons: JobButton) -> ui.View:
    """Return the buttons as a view that never times out."""
    view = ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    return view
