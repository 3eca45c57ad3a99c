"""`/library speakers`: name the speakers whom a show's transcripts don't name."""

import discord

from bot.client import Podcite
from bot.permissions import actor_of, guild_of
from bot.ui.colours import SLATE
from bot.ui.discord_text import fit
from bot.ui.language import _
from bot.ui.lines import embed_of_lines
from bot.ui.speaker_lines import named_sentence, speaker_lines, undone_sentence
from retrieval.errors import BadRequestError


async def list_or_name(
    interaction: discord.Interaction[Podcite],
    show: str,
    speaker: str | None,
    name: str | None,
    episode: str | None,
    undo: bool,
) -> None:
    """List a show's speakers without a name, name one of them, or take the name back; log the change."""
    guild, names = guild_of(interaction), interaction.client.library.speakers
    if speaker is None:
        if name or undo or episode:
            raise BadRequestError(
                "Choose the speaker with speaker:, such as Speaker 1. `/library speakers show:` lists them."
            )
        lines = [fit(line, 200) for line in speaker_lines(await names.unnamed(guild, show))]
        embed = embed_of_lines(_("Speakers without a name in the transcripts"), lines, SLATE)
        await interaction.edit_original_response(embed=embed)
        return
    if (name is None) != undo:
        raise BadRequestError("Give the speaker's name with name:, or choose undo: True to remove it again.")
    if name is None:
        changed = await names.undo(guild, show, speaker, episode)
    else:
        changed = await names.set_name(guild, show, speaker, name, episode)
    detail = f"{changed.label}: {changed.name or 'no name'}"
    await interaction.client.library.guilds.record(guild, actor_of(interaction), "speakers", show, detail)
    sentence = named_sentence(changed) if changed.name else undone_sentence(changed)
    await interaction.edit_original_response(content=fit(sentence, 500))
