"""The page of a server's settings, and the sentences that confirm a change of them."""

from collections.abc import Callable, Mapping, Sequence

import discord

from bot.ui.channel_names import mention_channel, mention_role
from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_NAME, fit
from bot.ui.formatting import count
from bot.ui.language import CHOICE, _, gettext_noop, spoken, translation
from bot.ui.lines import embed_of_lines
from retrieval.models import Show
from retrieval.models.guilds import DEFAULT_POLICY, GuildSettings, Policy, StrongLanguage

_MAX_WORDS_WIDTH = 300
_MAX_NAMES = 15  # shows that a line names one by one
PAGES_PER_QUESTION = 5
"""How many pages a user may turn for each question that they may ask; turning a page doesn't use a model."""
COMMAND_PERMISSIONS = "https://support.discord.com/hc/en-us/articles/4644915651095-Command-Permissions"
"""Discord's own description of how an administrator lets a role use a command."""
POLICIES_RESET = gettext_noop("I now answer messages that mention me, in every channel.")
_ANSWERED: dict[Policy, str] = {
    "off": gettext_noop("none"),
    "on mention": gettext_noop("those that mention me"),
    "always": gettext_noop("all"),
}


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
    if settings.moderator_role:
        role = _("members with {role} or Manage Server", role=mention_role(settings.moderator_role))
    else:
        role = _("members with Manage Server")
    channels = _channels(settings.answer_channels) or _("every channel")
    announce = mention_channel(settings.announce_in) if settings.announce_in else _("nowhere")
    readers = _("only the person who asks") if settings.private else _("everybody")
    policy = _("{messages}; `/library mentions` changes that", messages=_policies(policies))
    pages = PAGES_PER_QUESTION * (settings.questions or default_rate[0])
    rate = _("{rate}, and turn {pages} pages in that time", rate=_rate(settings, default_rate), pages=pages)
    visible = [fit(show.title, MAX_NAME) for show in shared if show.key not in settings.hidden]
    lines = [
        _("**Moderators:** {members}", members=role),
        _("**I answer in:** {channels}", channels=channels),
        _("**Messages I answer:** {which}", which=policy),
        _("**Answers are seen by:** {readers}", readers=readers),
        _("**Each member may ask:** {rate}", rate=rate),
        _("**New episodes are announced in:** {channel}", channel=announce),
        _("**Strong language in answers that everybody sees:** {way}", way=_strong_language(settings)),
        _("**Shared shows visible here:** {shows}", shows=_names(visible)),
        _("**Shared shows hidden here:** {shows}", shows=_names(_hidden(settings, shared))),
    ]
    if settings.tokens is not None:
        limit = _("**Language model tokens a day:** at most {n}", n=settings.tokens)
        lines.insert(-2, limit)
    return embed_of_lines(_("Settings of this server"), lines, SLATE)


def add_role_steps(embed: discord.Embed, role: int, guild: int) -> None:
    """Add the steps with which an administrator lets a role of moderators see `/library`."""
    embed.add_field(
        name=_("For an administrator: let this role see /library"),
        value=_(
            "Discord shows `/library` only to members with Manage Server. I can't change that for {role}, "
            "but an administrator can, in two steps:\n"
            "1. Open [Server Settings → Integrations]({settings}) and choose me.\n"
            "2. Under Commands, open `/library`, press “Add Roles or Members” and add the role.\n"
            "[Discord's help page]({page}) explains both.",
            role=mention_role(role),
            settings=integrations_url(guild),
            page=COMMAND_PERMISSIONS,
        ),
        inline=False,
    )


def change_sentences(
    before: GuildSettings, after: GuildSettings, shared: Sequence[Show], default_rate: tuple[int, float]
) -> list[str]:
    """Return a sentence for each setting that was changed, with its new value."""
    sentences: dict[str, Callable[[], str]] = {
        "moderator_role": lambda: (
            _("Members with {role} are now moderators.", role=mention_role(after.moderator_role))
            if after.moderator_role
            else _("Now only members with Manage Server are moderators.")
        ),
        "answer_channels": lambda: (
            _("I now answer only in {channels}.", channels=_channels(after.answer_channels))
            if after.answer_channels
            else _("I now answer in every channel.")
        ),
        "private": lambda: (
            _("Now only the person who asks sees an answer.")
            if after.private
            else _("Now everybody sees answers.")
        ),
        "questions": lambda: _("Each member may now ask {rate}.", rate=_rate(after, default_rate)),
        "seconds": lambda: _("Each member may now ask {rate}.", rate=_rate(after, default_rate)),
        "announce_in": lambda: (
            _("New episodes are now announced in {channel}.", channel=mention_channel(after.announce_in))
            if after.announce_in
            else _("New episodes are no longer announced.")
        ),
        "strong_language": lambda: _("Strong language is now {way}.", way=way_of(after.strong_language)),
        "strong_words": lambda: (
            _("This server's own list of strong language is now: {words}.", words=_words(after))
            if after.strong_words
            else _("This server's own list of strong language is now empty.")
        ),
        "tokens": lambda: (
            _("This server may now use at most {n} language model tokens a day.", n=after.tokens)
            if after.tokens is not None
            else _("Now only the host limits how much this server may use the language model.")
        ),
        "hidden": lambda: _(
            "Shared shows that are now hidden here: {shows}.", shows=_names(_hidden(after, shared))
        ),
    }
    changed = [name for name in sentences if getattr(before, name) != getattr(after, name)]
    return list(dict.fromkeys(sentences[name]() for name in changed))


def _strong_language(settings: GuildSettings) -> str:
    way = way_of(settings.strong_language)
    if not settings.strong_words:
        return way
    return _("{way} (words added here: {words})", way=way, words=_words(settings))


def way_of(way: StrongLanguage) -> str:
    """Return how strong language is shown, in words."""
    return translation(way, spoken(), CHOICE) or way


def _words(settings: GuildSettings) -> str:
    return fit(", ".join(settings.strong_words), _MAX_WORDS_WIDTH)


def _hidden(settings: GuildSettings, shared: Sequence[Show]) -> list[str]:
    return [fit(show.title, MAX_NAME) for show in shared if show.key in settings.hidden]


def _rate(settings: GuildSettings, default_rate: tuple[int, float]) -> str:
    questions, seconds = settings.questions or default_rate[0], settings.seconds or default_rate[1]
    asked, time = count(questions, "question"), f"{seconds:g}"
    return _("{questions} in {seconds} seconds", questions=asked, seconds=time)


def _channels(channels: Sequence[int]) -> str:
    return ", ".join(mention_channel(channel) for channel in channels)


def _policies(policies: Mapping[int, Policy]) -> str:
    """Return which messages are answered, first in all channels but those named after it."""
    named = [
        _("{messages} in {channel}", messages=_(_ANSWERED[policy]), channel=mention_channel(channel))
        for channel, policy in policies.items()
    ]
    more = len(named) - _MAX_NAMES
    others = [_("something else in {channels}", channels=count(more, "more channel"))] if more > 0 else []
    return ", ".join([_(_ANSWERED[DEFAULT_POLICY]), *named[:_MAX_NAMES], *others])


def _names(escaped: Sequence[str]) -> str:
    more = len(escaped) - _MAX_NAMES
    names = ", ".join(escaped[:_MAX_NAMES])
    return _("{names} and {more} more", names=names, more=more) if more > 0 else names or _("none")
