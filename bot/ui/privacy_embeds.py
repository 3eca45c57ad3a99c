"""What is stored about a person, in plain words."""

from collections.abc import Sequence

import discord

from bot.ui.colours import AMBER, SLATE
from bot.ui.formatting import count
from bot.ui.language import _, gettext_noop, shown
from retrieval.models.privacy import StoredRecords

NOTHING = gettext_noop("Nothing is stored about you.")
STAYS = gettext_noop(
    "Work that you started stays until it is finished, because the bot has to tell you the result. "
    "You can cancel it before then."
)
ALWAYS = gettext_noop(
    "How often you ask is counted in memory for a short time. What you and the bot wrote in a channel are "
    "messages in Discord, which can be deleted there."
)
DELETED = gettext_noop("Your data is deleted: {records}.")
KEPT = gettext_noop("Nothing was deleted.")
_LINE = gettext_noop("**{n}** × {what}. Kept: {until}.")
_MEMORY = gettext_noop("your last questions with `/ask` and their answers")
_MEMORY_LASTS = gettext_noop("15 minutes, in memory only")
_BEFORE_DELETION = gettext_noop(
    "This deletes what this bot stores about you, in all servers. The logs of what moderators did stay, but "
    "your name and id are removed from them. You can't undo this."
)


def privacy_embed(stored: Sequence[StoredRecords], remembered: int) -> discord.Embed:
    """Return what is stored about a person; `remembered` questions of theirs are in memory."""
    kinds = [(len(kind.records), shown(kind.what), shown(kind.until)) for kind in stored]
    kinds += [(remembered, _(_MEMORY), _(_MEMORY_LASTS))] if remembered else []
    lines = ["• " + _(_LINE, n=n, what=what, until=until) for n, what, until in kinds]
    description = "\n".join([*(lines or [_(NOTHING)]), "", _(ALWAYS)])
    return discord.Embed(title=_("What this bot stores about you"), description=description, colour=SLATE)


def deletion_embed(stored: Sequence[StoredRecords], remembered: int) -> discord.Embed:
    """Return the question before anything is deleted."""
    deletable = sum(len(kind.records) for kind in stored if kind.is_deletable) + remembered
    what = _(
        "**{records}** will be deleted, or your name will be removed from them.",
        records=count(deletable, "record"),
    )
    lines = [_(_BEFORE_DELETION), "", what]
    lines += [_(STAYS)] if any(not kind.is_deletable for kind in stored) else []
    return discord.Embed(title=_("Delete your data?"), description="\n".join(lines), colour=AMBER)
