"""`/library add`, `reindex`, `remove`, `rollback`, `offset` and `speakers`: what moderators do with shows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import discord
from discord import app_commands, ui
from discord.app_commands import Range, Transform
from discord.ext import commands

from bot.client import Podcite
from bot.cogs.library.adding import UploadForm, add_files, receive
from bot.cogs.library.feeds import FeedGroup
from bot.cogs.library.settings import LibraryGroup
from bot.cogs.library.shows import ShowGroup
from bot.cogs.library.speakers import list_or_name
from bot.components.autocomplete import OwnEpisodeId, OwnShowId, PinnableEpisodeId
from bot.components.gap_items import days_kept
from bot.components.gap_pages import gaps_page, pins_page
from bot.components.gaps import pin_passage
from bot.jobs.buttons import ConfirmRemovalButton, DiscardButton, view_of
from bot.jobs.runner import JobRunner
from bot.jobs.steps import own_episodes
from bot.jobs.typed_details import link_or_none
from bot.permissions import actor_of, guild_of
from bot.replies.deferring import defer_when_valid
from bot.timestamps import seconds as seconds_of
from bot.timestamps import segment_at
from bot.ui.discord_text import fit
from bot.ui.job_embeds import removal_question
from bot.ui.recording_sentences import offset_sentence
from retrieval.errors import BadRequestError
from retrieval.library import Library
from retrieval.models import Scope
from retrieval.models.guilds import Action, Job, TranscriptFile


class LibraryContent(commands.Cog, name="Library"):
    """The library, for its moderators."""

    # The default permissions only decide what Discord's interface offers; the group itself checks.
    library = LibraryGroup(
        name="library",
        description="For moderators: manage this server's shows and settings",
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    feed = FeedGroup(name="feed", description="The podcasts that this server follows", parent=library)
    show = ShowGroup(name="show", description="This server's own shows", parent=library)

    def __init__(self, library: Library, jobs: JobRunner) -> None:
        self._library, self._jobs = library, jobs

    @library.command()
    @app_commands.describe(
        file="A transcript, such as .srt, .vtt, .json, .docx or .txt",
        link="The address of a transcript on the web",
        file2="One more transcript",
        file3="One more transcript",
        file4="One more transcript",
        file5="One more transcript",
    )
    async def add(
        self,
        interaction: discord.Interaction[Podcite],
        file: discord.Attachment | None = None,
        link: Range[str, 8, 2000] | None = None,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
    ) -> None:
        """Add transcripts to this server's own shows; without a file or a link, in a form."""
        attached = [attachment for attachment in (file, file2, file3, file4, file5) if attachment]
        if not attached and link is None:
            await interaction.response.send_modal(UploadForm())
            return
        files = await defer_when_valid(interaction, self._received(guild_of(interaction), attached, link))
        await add_files(interaction, files)

    @library.command()
    @app_commands.describe(episode="Only this episode", show="Only this show")
    async def reindex(
        self,
        interaction: discord.Interaction[Podcite],
        episode: Transform[str, OwnEpisodeId] | None = None,
        show: Transform[str, OwnShowId] | None = None,
    ) -> None:
        """Rebuild the index of this server's own episodes; you can keep asking."""
        job = await defer_when_valid(interaction, self._job_on(interaction, "reindex", episode, show))
        await self._jobs.start(job, interaction)

    @library.command()
    @app_commands.describe(episode="This episode", show="All episodes of this show")
    async def remove(
        self,
        interaction: discord.Interaction[Podcite],
        episode: Transform[str, OwnEpisodeId] | None = None,
        show: Transform[str, OwnShowId] | None = None,
    ) -> None:
        """Remove one of this server's own episodes or shows; you have to confirm it."""
        if (episode is None) == (show is None):
            raise BadRequestError("Please choose what to remove: an episode or a show.")
        job = await defer_when_valid(interaction, self._job_on(interaction, "remove", episode, show))
        episodes = await own_episodes(self._library, job)
        waiting = await self._library.guilds.create_job(replace(job, waits=True))
        view = view_of(ConfirmRemovalButton(waiting.id), DiscardButton(waiting.id))
        await self._ask(interaction, waiting, removal_question(episodes), view)

    @library.command()
    @app_commands.describe(episode="The episode to roll back to its earlier version")
    async def rollback(
        self, interaction: discord.Interaction[Podcite], episode: Transform[str, OwnEpisodeId]
    ) -> None:
        """Go back to an episode's version before its last change; run it again to undo that."""
        job = await defer_when_valid(interaction, self._job_on(interaction, "rollback", episode, None))
        await self._jobs.start(job, interaction)

    @library.command()
    @app_commands.describe(
        episode="The episode",
        medium="Which recording",
        here="When some words are said in the transcript, such as 1:02:03",
        there="When the same words are said in the recording",
        link="The recording's address, if it is new or has changed",
    )
    async def offset(
        self,
        interaction: discord.Interaction[Podcite],
        episode: Transform[str, OwnEpisodeId],
        medium: Literal["audio", "video"],
        here: Range[str, 1, 20],
        there: Range[str, 1, 20],
        link: Range[str, 8, 500] | None = None,
    ) -> None:
        """Correct the times of links into a recording that differs from the transcript."""
        scope = Scope(guild_of(interaction), episode=episode)
        url, at, then = link_or_none(link or ""), seconds_of(here), seconds_of(there)
        offset = await defer_when_valid(interaction, self._library.offset(scope, medium, at, then, url))
        difference = f"{abs(offset):g} seconds {'later' if offset >= 0 else 'earlier'}"
        await self._library.guilds.record(
            guild_of(interaction), actor_of(interaction), "offset", episode, f"{medium} {difference}"
        )
        sentence = offset_sentence(episode, medium, offset)
        await interaction.edit_original_response(content=fit(sentence, 500))

    @library.command()
    @app_commands.describe(
        show="The show whose speakers you want to name",
        speaker="A speaker without a name, such as Speaker 1; leave it out to list them all",
        name="What this speaker is called from now on",
        episode="The episode, where several have a speaker of this label",
        undo="Remove the name again",
    )
    async def speakers(
        self,
        interaction: discord.Interaction[Podcite],
        show: Transform[str, OwnShowId],
        speaker: Range[str, 1, 80] | None = None,
        name: Range[str, 1, 80] | None = None,
        episode: Transform[str, OwnEpisodeId] | None = None,
        undo: bool = False,
    ) -> None:
        """Give names to the speakers who have none in the transcripts of a show."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await list_or_name(interaction, show, speaker, name, episode, undo)

    @library.command()
    @app_commands.describe(days="How many days back to look")
    async def gaps(self, interaction: discord.Interaction[Podcite], days: Range[int, 1, 365] = 30) -> None:
        """See which questions aren't answered well, and pin the passages that answer them."""
        days = days_kept(interaction, days)
        await interaction.response.defer(thinking=True, ephemeral=True)
        page = await gaps_page(interaction, guild_of(interaction), days)
        await interaction.edit_original_response(embed=page.embed, view=page.view)

    @library.command()
    @app_commands.describe(
        question="The question, as people ask it",
        episode="The episode that answers it",
        at="Where: a segment's number such as 119, or a time such as 1:02:03",
    )
    async def pin(
        self,
        interaction: discord.Interaction[Podcite],
        question: Range[str, 1, 500],
        episode: Transform[str, PinnableEpisodeId],
        at: Range[str, 1, 20],
    ) -> None:
        """Pin the passage that answers a question; it then comes first for such questions."""
        guild = guild_of(interaction)
        segment = await defer_when_valid(interaction, self._segment(guild, episode, at), private=True)
        await pin_passage(interaction, guild, question, episode, segment)

    @library.command()
    async def pins(self, interaction: discord.Interaction[Podcite]) -> None:
        """See and remove the passages that are pinned for questions."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        page = await pins_page(interaction, guild_of(interaction))
        await interaction.edit_original_response(embed=page.embed, view=page.view)

    async def _segment(self, guild: int, episode: str, at: str) -> int:
        _, segments = await self._library.transcript(Scope(guild, episode=episode))
        return segment_at(at, segments)

    async def _job_on(
        self,
        interaction: discord.Interaction[Podcite],
        action: Action,
        episode: str | None,
        show: str | None,
    ) -> Job:
        """Return the job on the named episodes of the guild's own. Raises NotFoundError."""
        job = replace(_job(interaction, action, show or ""), episode=episode)
        episodes = await own_episodes(self._library, job)
        seen = {"remove": max(own.key for own in episodes), "rollback": episodes[0].generation}
        return replace(job, show=episodes[0].show.id if episode or show else "", seen=seen.get(action))

    async def _received(
        self, guild: int, attached: Sequence[discord.Attachment], link: str | None
    ) -> list[TranscriptFile]:
        files = await receive(self._library, guild, attached)
        return files + ([await self._library.feeds.fetch_transcript(link)] if link else [])

    async def _ask(
        self, interaction: discord.Interaction[Podcite], job: Job, embed: discord.Embed, view: ui.View
    ) -> None:
        """Show what a job asks, and store where: the message says so if nobody answers in time."""
        message = await interaction.edit_original_response(embed=embed, view=view)
        await self._library.guilds.set_progress_message(job, interaction.channel_id, message.id)


def _job(interaction: discord.Interaction[Podcite], action: Action, show: str) -> Job:
    return Job(guild_of(interaction), show, action, actor_of(interaction))
