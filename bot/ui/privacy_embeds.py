"""What is stored about a person, in plain words."""

from collections.abc import Sequence

import discord

from bot.ui.colours import AMBER, SLATE
from bot.ui.formatting import count
from retrieval.models.privacy import StoredRecords

NOTHING = "Nothing is stored about you."
STAYS = (
    "Work that you started stays until it is finished, because the bot has to tell you the result. You can "
    "cancel it before."
)
ALWAYS = (
    "How often you ask is counted in memory for a short time. What you and the bot wrote in a channel are "
    "messages in Discord, which can be deleted there."
)
DELETED = "Your data is deleted: {}."
KEPT = "Nothing was deleted."
_MEMORY = "your last questions with `/ask` and their answers. For how long: 15 minutes, in memory only."
_BEFORE_DELETION = (
    "This deletes what this bot stores about you, in all servers. The logs of what moderators did stay, but "
    "your name and id are removed from them. You can't undo this."
)


def privacy_embed(stored: Sequence[StoredRecords], remembered: int) -> discord.Embed:
    """Return what is stored about a person; `remembered` questions of theirs are in memory."""
    lines = [f"• **{len(kind.records):,}** × {kind.what}. For how long: {kind.until}." for kind in stored]
    lines += [f"• **{remembered:,}** × {_MEMORY}"] if remembered else []
    description = "\n".join([*(lines or [NOTHING]), "", ALWAYS])
    return discord.Embed(title="What this bot stores about you", description=description, colour=SLATE)


def deletion_embed(stored: Sequence[StoredRecords], remembered: int) -> discord.Embed:
    """Return the question before anything is deleted."""
    deletable = sum(len(kind.records) for kind in stored if kind.is_deletable) + remembered
    lines = [_BEFORE_DELETION, "", f"**{count(deletable, 'record')}** will be deleted or lose your name."]
    lines += [STAYS] if any(not kind.is_deletable for kind in stored) else []
    return discord.Embed(title="Delete your data?", description="\n".join(lines), colour=AMBER)
