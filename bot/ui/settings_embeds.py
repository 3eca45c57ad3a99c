"""The page of a server's settings, and the sentences that confirm a change of them."""

from collections.abc import Callable, Mapping, Sequence

import discord

from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, fit
from bot.ui.formatting import count
from bot.ui.lines import embed_of_lines
from retrieval.models import Show
from retrieval.models.guilds import DEFAULT_POLICY, GuildSettings, Policy

_MAX_WORDS_WIDTH = 300
_MAX_NAMES = 15  # shows that a line names one by one
PAGES_PER_QUESTION = 5
"""How many pages a user may turn for each question that they may ask; a page costs no model anything."""
COMMAND_PERMISSIONS = "https://support.discord.com/hc/en-us/articles/4644915651095-Command-Permissions"
"""Discord's own description of how an administrator lets a role use a command."""
POLICIES_RESET = "I answer messages that mention me in every channel now."
_ANSWERED: dict[Policy, str] = {"off": "none", "on mention": "those that mention me", "always": "all"}


def integrations_url(guild: int) -> str:
    """Return the address that opens a server's Integrations page in the Discord app."""
    return f"discord://-/guilds/{guild}/settings/integrations"


def settings_embed(
    settings: GuildSettings,
    shared: Sequence[Show],
    default_rate: tuple[int, float],
    policies: Mapping[int, Policy],
) -> discord.Embed:
    """Return a server's settings; `default_rate` is (questions, seconds) where it has set none.

    `policies` say which messages are answered in the channels where that isn't the default.
    """
    role = f"members with <@&{settings.moderator_role}> or Manage Server"
    channels = _channels(settings.answer_channels) or "every channel"
    announce = f"<#{settings.announce_in}>" if settings.announce_in else "nowhere"
    pages = PAGES_PER_QUESTION * (settings.questions or default_rate[0])
    visible = [fit(show.title, MAX_NAME) for show in shared if show.key not in settings.hidden]
    lines = [
        f"**Moderators:** {role if settings.moderator_role else 'members with Manage Server'}",
        f"**I answer in:** {channels}",
        f"**Messages I answer:** {_policies(policies)}; `/library mentions` changes that",
        f"**Answers are seen by:** {'only the person who asks' if settings.private else 'everybody'}",
        f"**One member may ask:** {_rate(settings, default_rate)}, and turn {pages} pages in that time",
        f"**New episodes are announced in:** {announce}",
        f"**Strong language in answers that everybody sees:** {_strong_language(settings)}",
        f"**Shared shows visible here:** {_names(visible)}",
        f"**Shared shows hidden here:** {_names(_hidden(settings, shared))}",
    ]
    if settings.tokens is not None:
        lines.insert(-2, f"**Tokens of the language model in a day:** at most {settings.tokens:,}")
    return embed_of_lines("Settings of this server", lines, SLATE)


def add_role_steps(embed: discord.Embed, role: int, guild: int) -> None:
    """Add the steps with which an administrator lets a role of moderators see `/library`."""
    embed.add_field(
        name="For an administrator: let this role see /library",
        value=(
            "Discord shows `/library` only to members with Manage Server. I can't change that for "
            f"<@&{role}>, but an administrator can, in two steps:\n"
            f"1. Open [Server Settings → Integrations]({integrations_url(guild)}) and choose me.\n"
            "2. Under Commands, open `/library`, press “Add Roles or Members” and add the role.\n"
            f"[Discord's help page]({COMMAND_PERMISSIONS}) explains both."
        ),
        inline=False,
    )


def change_sentences(
    before: GuildSettings, after: GuildSettings, shared: Sequence[Show], default_rate: tuple[int, float]
) -> list[str]:
    """Return a sentence for each setting that was changed, with its new value."""
    sentences: dict[str, Callable[[], str]] = {
        "moderator_role": lambda: (
            f"Members with <@&{after.moderator_role}> are moderators now."
            if after.moderator_role
            else "Only members with Manage Server are moderators now."
        ),
        "answer_channels": lambda: (
            f"I answer only in {_channels(after.answer_channels)} now."
            if after.answer_channels
            else "I answer in every channel now."
        ),
        "private": lambda: (
            "Only the person who asks sees an answer now." if after.private else "Everybody sees answers now."
        ),
        "questions": lambda: f"One member may ask {_rate(after, default_rate)} now.",
        "seconds": lambda: f"One member may ask {_rate(after, default_rate)} now.",
        "announce_in": lambda: (
            f"New episodes are announced in <#{after.announce_in}> now."
            if after.announce_in
            else "New episodes aren't announced any more."
        ),
        "strong_language": lambda: f"Strong language is {after.strong_language} now.",
        "strong_words": lambda: (
            f"This server's own list of strong language now: {_words(after)}."
            if after.strong_words
            else "This server's own list of strong language is now empty."
        ),
        "tokens": lambda: (
            f"This server may use at most {after.tokens:,} tokens of the language model in a day now."
            if after.tokens is not None
            else "Only the host limits now how much of the language model this server may use."
        ),
        "hidden": lambda: f"Shared shows hidden here now: {_names(_hidden(after, shared))}.",
    }
    changed = [name for name in sentences if getattr(before, name) != getattr(after, name)]
    return list(dict.fromkeys(sentences[name]() for name in changed))


def _strong_language(settings: GuildSettings) -> str:
    added = f" (words added here: {_words(settings)})" if settings.strong_words else ""
    return f"{settings.strong_language}{added}"


def _words(settings: GuildSettings) -> str:
    return fit(", ".join(settings.strong_words), _MAX_WORDS_WIDTH)


def _hidden(settings: GuildSettings, shared: Sequence[Show]) -> list[str]:
    return [fit(show.title, MAX_NAME) for show in shared if show.key in settings.hidden]


def _rate(settings: GuildSettings, default_rate: tuple[int, float]) -> str:
    questions, seconds = settings.questions or default_rate[0], settings.seconds or default_rate[1]
    return f"{count(questions, 'question')} in {seconds:g} seconds"


def _channels(channels: Sequence[int]) -> str:
    return ", ".join(f"<#{channel}>" for channel in channels)


def _policies(policies: Mapping[int, Policy]) -> str:
    """Return which messages are answered, first in all channels but those named after it."""
    named = [f"{_ANSWERED[policy]} in <#{channel}>" for channel, policy in policies.items()]
    more = len(named) - _MAX_NAMES
    others = [f"something else in {count(more, 'more channel')}"] if more > 0 else []
    return ", ".join([_ANSWERED[DEFAULT_POLICY], *named[:_MAX_NAMES], *others])


def _names(escaped: Sequence[str]) -> str:
    more = len(escaped) - _MAX_NAMES
    return (", ".join(escaped[:_MAX_NAMES]) + (f" and {more} more" if more > 0 else "")) or "none"
