"""The buttons and the form of long work; each checks again that whoever uses it is a moderator."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ButtonStyle, ui

from bot.checks import RefusedError, actor, check_moderator
from bot.tree import reported
from bot.ui.text import address
from retrieval import identifiers
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.language.safe_text import safe_line
from retrieval.media_links import is_video
from retrieval.models import Details
from retrieval.models.guilds import Job

if TYPE_CHECKING:
    from bot.client import Podcite

Button = ui.Button[ui.View]
EARLIEST = date(1970, 1, 2)
_OVER = "That is over: it was finished, cancelled or taken back."


class JobButton(ui.DynamicItem[Button], template=r"job:(?P<job>[0-9]{1,15})"):
    """A button that does something with one job; its subclasses say what, and how it looks."""

    name, label, style = "", "", ButtonStyle.secondary

    def __init_subclass__(cls, *, name: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> None:
        super().__init_subclass__(template=rf"job:{name}:(?P<job>[0-9]{{1,15}})")
        cls.name, cls.label, cls.style = name, label, style

    def __init__(self, job: int) -> None:
        self.job = job
        super().__init__(ui.Button(label=self.label, style=self.style, custom_id=f"job:{self.name}:{job}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["job"]))


class Cancel(JobButton, name="cancel", label="Cancel", style=ButtonStyle.danger):
    """Ends a job at its next step."""

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "cancel")
        if interaction.client.jobs.cancel(self.job, guild, actor(interaction)) is None:
            raise NotFoundError(_OVER)


class Describe(JobButton, name="describe", label="Fill in", style=ButtonStyle.primary):
    """Opens the form that asks for what files don't say."""

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        # A form can't follow a deferred reply: it is the one answer that has to come at once.
        guild = await check_moderator(interaction, "add")
        job = await waiting(interaction, guild, self.job)
        files = await interaction.client.library.guilds.job_files(job)
        await interaction.response.send_modal(DetailsForm(job, alone=len(files) == 1))


class GiveUp(JobButton, name="drop", label="Never mind"):
    """Takes back what waits."""

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "never mind")
        job = await waiting(interaction, guild, self.job)
        await interaction.client.library.guilds.finish_job(job)
        await interaction.edit_original_response(content="Nothing was changed.", embeds=[], view=None)


class Confirm(JobButton, name="confirm", label="Remove for good", style=ButtonStyle.danger):
    """Confirms a removal; for the moderator who asked for it only."""

    @reported
    async def callback(self, interaction: "discord.Interaction[Podcite]") -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "remove")
        job = await waiting(interaction, guild, self.job)
        if job.actor.id != interaction.user.id:
            raise RefusedError("Only the moderator who asked to remove it can say so.")
        begun = await interaction.client.library.guilds.confirm_job(job, job.details, job.show)
        await interaction.client.jobs.start(begun, interaction)


class DetailsForm(ui.Modal, title="What is this?"):
    """Show, title, date and links of what was uploaded; of several files the show alone."""

    def __init__(self, job: Job, *, alone: bool) -> None:
        super().__init__(custom_id=f"details:{job.id}")
        self.job, known = job, job.details
        self.show = _field("Show" if alone else "Show of all these files", known.show, limit=100)
        self.titled = _field("Title", known.title, limit=200, required=alone)
        day = known.published.isoformat() if known.published else None
        self.day = _field("Date, as 2024-05-31", day, limit=10, required=False)
        self.page = _field("Link to its page", known.page_url, limit=500, required=False)
        media = known.video_url or known.audio_url
        self.media = _field("Link to its recording", media, limit=500, required=False)
        fields = (self.show, self.titled, self.day, self.page, self.media)
        for field in fields if alone else (self.show,):
            self.add_item(field)

    @reported
    async def on_submit(self, interaction: "discord.Interaction[Podcite]", /) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "add")
        job = await waiting(interaction, guild, self.job.id)
        details = self._filled_in(job.details)
        begun = await interaction.client.library.guilds.confirm_job(
            job, details, identifiers.show_id(details.show or "")
        )
        await interaction.client.jobs.start(begun, interaction)

    def _filled_in(self, known: Details) -> Details:
        media, show = link(self.media.value), safe_line(self.show.value)
        if not show:
            raise BadRequestError("The show needs a name that can be read.")
        video = media if media and is_video(media) else None
        return replace(
            known,
            show=show,
            title=safe_line(self.titled.value) or None,
            published=_day(self.day.value.strip()),
            page_url=link(self.page.value),
            video_url=video,
            audio_url=media if video is None else None,
        )


async def waiting(interaction: "discord.Interaction[Podcite]", guild: int, number: int) -> Job:
    """The guild's job that waits; NotFoundError where it is none of this guild's or waits no more."""
    for job in await interaction.client.library.guilds.unfinished_jobs(guild):
        if job.id == number and job.waits:
            return job
    raise NotFoundError(_OVER)


def view(*buttons: JobButton) -> ui.View:
    """The buttons under a message, for as long as the message is there."""
    made = ui.View(timeout=None)
    for button in buttons:
        made.add_item(button)
    return made


PERSISTENT = (Cancel, Describe, GiveUp, Confirm)


def _field(
    label: str, value: str | None, *, limit: int, required: bool = True
) -> "ui.TextInput[DetailsForm]":
    default = (value or "")[:limit] or None
    return ui.TextInput(label=label, default=default, required=required, max_length=limit)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError:
        raise BadRequestError("The date can't be read: write it as 2024-05-31.") from None
    if day and not EARLIEST <= day <= datetime.now(UTC).date() + timedelta(days=2):
        raise BadRequestError("No podcast came out on that day: check the year.")
    return day


def link(written: str) -> str | None:
    """The address that somebody wrote, if they did. Raises BadRequestError where it is none."""
    if written.strip() and address(written.strip()) is None:
        raise BadRequestError("A link begins with https:// and names a site.")
    return written.strip() or None
