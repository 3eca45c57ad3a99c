"""Record how a question ended, without its text, for `/library gaps` and `/stats`."""

import logging

import discord

from bot.client import Podcite
from bot.permissions import is_private
from bot.replies.message_reply import MessageGoneError
from retrieval.guilds.gaps import outcome_of, passages_of
from retrieval.models import Answer
from retrieval.models.gaps import AskedQuestion

log = logging.getLogger(__name__)


async def record_outcome(interaction: discord.Interaction[Podcite], answer: Answer, seconds: float) -> None:
    """Store how a question ended, unless the host keeps none of that; a failure is only logged.

    Only a reply that others in the server see can be linked to.
    """
    client, outcome = interaction.client, outcome_of(answer)
    if outcome is None or not client.library.privacy.keep.gaps:
        return
    try:
        message = await interaction.original_response()
    except (MessageGoneError, discord.HTTPException):  # deleted as soon as it was there
        return
    guild = interaction.guild_id
    is_public = guild is not None and not is_private(interaction)
    asked = AskedQuestion(
        guild,
        interaction.channel_id if is_public else None,
        message.id,
        await client.pseudonym(guild, interaction.user.id),
        await client.words_hash(guild, answer.question),
        outcome,
        passages_of(answer),
        seconds,
        answer.usage.cost if answer.usage else None,
    )
    await client.library.guilds.gaps.record(asked)
