"""`/library`: what moderators do with this server's shows."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot import uploads
from bot.checks import actor
from bot.cogs.feeds import FeedGroup
from bot.cogs.server import LibraryGroup, guild_of
from bot.job_steps import own
from bot.times import seconds as seconds_of
from bot.ui import controls, work
from bot.ui.shows import OwnEpisode, OwnShow
from bot.ui.text import fit
from retrieval import identifiers
from retrieval.errors import BadRequestError, TranscriptError
from retrieval.index import filename_hints
from retrieval.models import Details, Scope
from retrieval.models.guilds import Action, File, Job
from retrieval.transcripts import reader

if TYPE_CHECKING:
    from bot.client import Podcite

QUIET = discord.AllowedMentions.none()


class Moderation(commands.Cog):
    """The library, for its moderators."""

    # What Discord's interface offers to whom is a hint only; the group checks.
    library = LibraryGroup(
        name="library",
        description="For moderators: this server's shows, and how the bot behaves here",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )

    feed = FeedGroup(name="feed", description="The podcasts that this server follows", parent=library)

    def __init__(self, bot: "Podcite") -> None:
        self.bot = bot

    @library.command()
    @app_commands.describe(
        file="A transcript: .srt, .vtt, .json, .md or .txt",
        link="The address of a transcript on the web",
        file2="One more transcript",
        file3="One more transcript",
        file4="One more transcript",
        file5="One more transcript",
    )
    async def add(
        self,
        interaction: "discord.Interaction[Podcite]",
        file: discord.Attachment | None = None,
        link: Range[str, 8, 2000] | None = None,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
    ) -> None:
        """Add transcripts to this server's own shows."""
        await interaction.response.defer(thinking=True)
        attached = [each for each in (file, file2, file3, file4, file5) if each]
        if not attached and link is None:
            raise BadRequestError("Attach a transcript, or give a link to one.")
        files = await uploads.download(attached)
        files += [await self.bot.library.feeds.transcript(link)] if link else []
        stated = await asyncio.to_thread(_stated, files)
        shows = {identifiers.show_id(details.show) if details.show else "" for details in stated}
        job = self._job(interaction, "add", shows.pop() if len(shows) == 1 else "")
        if all(details.show for details in stated):
            await self.bot.jobs.start(job, interaction, files)
            return
        details = await self._suggested(job.guild, files, stated)
        kept = await self.bot.library.guilds.begin(replace(job, details=details, waits=True), files)
        await interaction.edit_original_response(
            embed=work.ask_details([each.name for each in files]),
            view=controls.view(controls.Describe(kept.id), controls.GiveUp(kept.id)),
            allowed_mentions=QUIET,
        )

    @library.command()
    @app_commands.describe(episode="Only this episode", show="Only this show")
    async def reindex(
        self,
        interaction: "discord.Interaction[Podcite]",
        episode: Transform[str, OwnEpisode] | None = None,
        show: Transform[str, OwnShow] | None = None,
    ) -> None:
        """Build the index of this server's own episodes anew; answers go on meanwhile."""
        await interaction.response.defer(thinking=True)
        job = await self._about(interaction, "reindex", episode, show)
        await self.bot.jobs.start(job, interaction)

    @library.command()
    @app_commands.describe(episode="This episode", show="All episodes of this show")
    async def remove(
        self,
        interaction: "discord.Interaction[Podcite]",
        episode: Transform[str, OwnEpisode] | None = None,
        show: Transform[str, OwnShow] | None = None,
    ) -> None:
        """Remove an episode or a show of this server's own, after asking back."""
        await interaction.response.defer(thinking=True)
        if (episode is None) == (show is None):
            raise BadRequestError("Say what to remove: an episode, or a show.")
        job = await self._about(interaction, "remove", episode, show)
        going = await own(self.bot.library, job)
        kept = await self.bot.library.guilds.begin(replace(job, waits=True))
        await interaction.edit_original_response(
            embed=work.ask_removal(going),
            view=controls.view(controls.Confirm(kept.id), controls.GiveUp(kept.id)),
            allowed_mentions=QUIET,
        )

    @library.command()
    @app_commands.describe(episode="Back to what this episode said before its last change")
    async def rollback(
        self, interaction: "discord.Interaction[Podcite]", episode: Transform[str, OwnEpisode]
    ) -> None:
        """Answer from an episode's earlier version again; said once more, from the later one."""
        await interaction.response.defer(thinking=True)
        job = await self._about(interaction, "rollback", episode, None)
        await self.bot.jobs.start(job, interaction)

    @library.command()
    @app_commands.describe(
        episode="Whose recording",
        medium="Which recording",
        here="When some words are in the transcript, such as 1:02:03",
        there="When the same words are in that recording",
        link="That recording's address, where it isn't known yet or is another now",
    )
    async def offset(
        self,
        interaction: "discord.Interaction[Podcite]",
        episode: Transform[str, OwnEpisode],
        medium: Literal["audio", "video"],
        here: Range[str, 1, 20],
        there: Range[str, 1, 20],
        link: Range[str, 8, 500] | None = None,
    ) -> None:
        """Say how a recording's times differ from the transcript's, by one pair of times."""
        await interaction.response.defer(thinking=True)
        scope = Scope(guild_of(interaction), episode=episode)
        url = controls.link(link or "")
        moved = await self.bot.library.offset(scope, medium, seconds_of(here), seconds_of(there), url)
        told = f"{abs(moved):g} seconds {'later' if moved >= 0 else 'earlier'}"
        await self.bot.library.guilds.record(
            guild_of(interaction), actor(interaction), "offset", episode, f"{medium} {told}"
        )
        await interaction.edit_original_response(
            content=fit(
                f"The {medium} of {episode} is {told} than its transcript; links lead there now.", 500
            ),
            allowed_mentions=QUIET,
        )

    async def _about(
        self,
        interaction: discord.Interaction,
        action: Action,
        episode: str | None,
        show: str | None,
    ) -> Job:
        """The job on what of the guild's own is named; raises NotFoundError where nothing is."""
        job = replace(self._job(interaction, action, show or ""), episode=episode)
        found = await own(self.bot.library, job)
        seen = {"remove": max(each.key for each in found), "rollback": found[0].generation}
        return replace(job, show=found[0].show.id if episode or show else "", seen=seen.get(action))

    async def _suggested(self, guild: int, files: Sequence[File], stated: Sequence[Details]) -> Details:
        """What the form begins with: what is known, and else the name's title and the guild's one show."""
        episodes = await self.bot.library.episodes(Scope(guild))
        own = {each.show.title for each in episodes if each.show.guild == guild}
        known = stated[0] if len(files) == 1 else Details()
        title = filename_hints.parse_filename(PurePath(files[0].name).stem).title if len(files) == 1 else ""
        return known.or_else(Details(show=own.pop() if len(own) == 1 else None, title=title or None))

    def _job(self, interaction: discord.Interaction, action: Action, show: str) -> Job:
        return Job(guild_of(interaction), show, action, actor(interaction))


def _stated(files: Sequence[File]) -> list[Details]:
    """What each file says of itself. Raises TranscriptError where none of them can be read."""
    stated, wrong = [], []
    for file in files:
        try:
            stated.append(reader.read(file.content, file.name).details)
        except TranscriptError as error:  # the job will say so of this one
            wrong.append(error)
    if not stated:
        raise wrong[0]
    return stated


async def setup(bot: "Podcite") -> None:
    """Loads this module's commands, as discord.py asks of an extension."""
    await bot.add_cog(Moderation(bot))
