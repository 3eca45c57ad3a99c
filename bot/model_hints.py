"""When to say that a language model would write answers, if the bot has none and quotes."""

import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.ui.language import _, gettext_noop, in_a_row

DAY_SECONDS = 24 * 60 * 60.0
"""How long to wait before a channel is told again, in seconds."""
MAX_CHANNELS = 10_000
"""How many channels are remembered; the oldest are forgotten first."""

ChannelKey = tuple[int | None, int | None]
"""The id of the channel, and of the user who alone sees its private answers."""

_WOULD_WRITE = gettext_noop("These are quotes. With a language model, I would write an answer from them.")
_HOW = gettext_noop(
    "To get that, ask the person who runs this bot to set OPENAI_API_KEY or PODCITE_CHAT_MODEL and restart "
    "it."
)


class ModelHints:
    """Remembers in memory which channels were told within a day. `timer` returns seconds."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._told: TTLCache[ChannelKey, bool] = TTLCache(MAX_CHANNELS, DAY_SECONDS, timer=timer)

    def is_due(self, channel: ChannelKey) -> bool:
        """Return whether a channel wasn't told within a day, and count it as told from now on."""
        is_due = channel not in self._told
        if is_due:
            self._told[channel] = True
        return is_due


def model_hint(*, is_moderator: bool) -> str:
    """Return what to tell a channel; moderators are also told how to get a model."""
    return in_a_row(_(_WOULD_WRITE), _(_HOW) if is_moderator else "")
