"""The form that asks for the details of uploaded files."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import discord
from discord import ui

from bot.client import Podcite
from bot.errors import reports_errors
from bot.jobs.runner import JobRunner
from bot.jobs.waiting import waiting_job
from bot.permissions import check_moderator
from bot.ui.discord_text import address
from retrieval import identifiers
from retrieval.errors import BadRequestError
from retrieval.language.safe_text import safe_line
from retrieval.media_links import is_video
from retrieval.models import Details
from retrieval.models.guilds import Job

EARLIEST_DAY = date(1970, 1, 2)


class DetailsForm(ui.Modal, title="What is this?"):
    """Show, title, date and links of what was uploaded; of several files only the show."""

    def __init__(self, job: Job, *, single: bool) -> None:
        super().__init__(custom_id=f"details:{job.id}")
        self.job, known = job, job.details
        self.show = _text_input("Show" if single else "Show of all these files", known.show, limit=100)
        self.titled = _text_input("Title", known.title, limit=200, required=single)
        day = known.published.isoformat() if known.published else None
        self.day = _text_input("Date, such as 2024-05-31", day, limit=10, required=False)
        self.page = _text_input("Link to its web page", known.page_url, limit=500, required=False)
        media = known.video_url or known.audio_url
        self.media = _text_input("Link to its recording", media, limit=500, required=False)
        inputs = (self.show, self.titled, self.day, self.page, self.media)
        for text_input in inputs if single else (self.show,):
            self.add_item(text_input)

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer()
        guild = await check_moderator(interaction, "add")
        guilds = interaction.client.library.guilds
        job = await waiting_job(guilds, guild, self.job.id)
        details = self._completed(job.details)
        begun = await guilds.confirm_job(job, details, identifiers.show_id(details.show or ""))
        await interaction.client.cog(JobRunner).start(begun, interaction)

    def _completed(self, known: Details) -> Details:
        media, show = link_or_none(self.media.value), safe_line(self.show.value)
        if not show:
            raise BadRequestError("Please enter a name for the show.")
        video = media if media and is_video(media) else None
        return replace(
            known,
            show=show,
            title=safe_line(self.titled.value) or None,
            published=_day(self.day.value.strip()),
            page_url=link_or_none(self.page.value),
            video_url=video,
            audio_url=media if video is None else None,
        )


def link_or_none(typed: str) -> str | None:
    """Return the typed address; None for an empty text. Raises BadRequestError if it isn't an address."""
    if typed.strip() and address(typed.strip()) is None:
        raise BadRequestError("A link must start with https:// and name a website.")
    return typed.strip() or None


def _text_input(
    label: str, value: str | None, *, limit: int, required: bool = True
) -> "ui.TextInput[DetailsForm]":
    default = (value or "")[:limit] or None
    return ui.TextInput(label=label, default=default, required=required, max_length=limit)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadRequestError("I can't read the date; please write it like 2024-05-31.") from None
    if day and not EARLIEST_DAY <= day <= datetime.now(UTC).date() + timedelta(days=2):
        raise BadRequestError("No podcast can have come out on that day; please check the year.")
    return day
