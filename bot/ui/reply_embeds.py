"""Embeds of answers that aren't from the transcripts: facts of the catalog, help, choices."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import discord

from bot.ui.colours import AMBER, GREEN
from bot.ui.discord_text import MAX_NAME, MAX_TITLE, SEPARATOR, bold, fit, link, plain
from bot.ui.fitting import fitting
from bot.ui.language import LOCALES, _, gettext_noop, translation
from bot.ui.sources import passage_blocks
from retrieval.models import Answer, Citation, Episode

MAX_FOOTER = 2048
"""The longest footer, in UTF-16 code units."""

_PASSAGE = 300  # a quoted passage, in UTF-16 code units
_EPISODE, _SHOW = gettext_noop("Only the episode "), gettext_noop("Only the show ")

Mention = Callable[[str], str]
"""Return how Discord shows a command so that it can be clicked, by its name."""

_COMMANDS = (
    ("ask", gettext_noop("ask a question, in your own words")),
    ("summary", gettext_noop("read what an episode is about")),
    ("episodes", gettext_noop("list the episodes")),
    ("search", gettext_noop("find passages")),
    ("clips", gettext_noop("see passages worth playing")),
    ("questions", gettext_noop("see what an episode answers")),
    ("related", gettext_noop("find episodes about the same subjects")),
    ("transcript", gettext_noop("read an episode")),
)


_FOR_MODERATORS = (  # of /library
    ("add", gettext_noop("add transcripts to this server's own shows")),
    ("feed add", gettext_noop("follow a podcast")),
    ("settings", gettext_noop("choose channels, limits and announcements")),
    ("status", gettext_noop("see what the library holds, and what failed")),
)


def help_embed(text: str, mention: Mention, *, is_moderator: bool = False) -> discord.Embed:
    """Return what the bot can do, with commands to click; moderators see how to begin with theirs."""
    blocks = [fit(text, 1500), _command_lines(_COMMANDS, mention)]
    if is_moderator:
        of_library = [(f"library {name}", purpose) for name, purpose in _FOR_MODERATORS]
        blocks += [bold(_("For moderators:")), _command_lines(of_library, mention)]
    return discord.Embed(description="\n\n".join(blocks), colour=GREEN)


def _command_lines(commands: Sequence[tuple[str, str]], mention: Mention) -> str:
    return "\n".join(f"{mention(name)} {_(purpose)}" for name, purpose in commands)


def text_embed(answer: Answer) -> discord.Embed:
    """Return the text of an answer, with the passages that show it."""
    passages = tuple(dict.fromkeys(answer.facts.passages)) if answer.facts else ()

    def draw(passages: Sequence[Citation], scale: float) -> discord.Embed:
        embed = discord.Embed(title=fit(answer.question, MAX_TITLE), colour=GREEN)
        blocks = ["\n".join(_lines(answer.text)), *passage_blocks(passages, round(_PASSAGE * scale))]
        embed.description = "\n\n".join(filter(None, blocks)) or "…"
        return embed

    return fitting(passages, draw)


def choice_embed(text: str, question: str, episodes: Sequence[Episode]) -> discord.Embed:
    """Return the episodes to choose from; the footer keeps the question for the buttons."""
    lines = [
        f"{bold(f'{n}.')} {fit(episode.title, 150)}{SEPARATOR}{fit(episode.show.title, MAX_NAME)}"
        for n, episode in enumerate(episodes, start=1)
    ]
    embed = discord.Embed(description="\n".join([fit(text, 500), "", *lines]), colour=AMBER)
    return embed.set_footer(text=plain(question, MAX_FOOTER))


class KeptQuestion(NamedTuple):
    """A question that was kept, and the episode or show that it is about, if it names one."""

    question: str
    episode: str | None = None
    show: str | None = None


def kept_question_embed(question: str, episode: str | None, show: str | None) -> discord.Embed:
    """Return a question to be asked later; footer and author hold it as it was typed, without markdown."""
    embed = discord.Embed(colour=AMBER).set_footer(text=plain(question, MAX_FOOTER))
    about = f"{_(_EPISODE)}{episode}" if episode else f"{_(_SHOW)}{show}" if show else ""
    return embed.set_author(name=plain(about, MAX_TITLE)) if about else embed


def kept_follow_up_embed(question: str, answer: discord.Embed) -> discord.Embed:
    """Return a question to be asked later, below the answer that it is about."""
    embed = discord.Embed(title=answer.title, description=answer.description, colour=AMBER)
    return embed.set_footer(text=plain(question, MAX_FOOTER))


def read_kept_question(embed: discord.Embed) -> KeptQuestion | None:
    """Return the question that one of the functions above wrote; None where the embed holds none."""
    question, about = embed.footer.text, embed.author.name or ""
    if not question:
        return None
    return KeptQuestion(question, _after(_EPISODE, about), _after(_SHOW, about))


def _after(prefix: str, text: str) -> str | None:
    """Return what follows the prefix, which may be in any language; None where the text has none."""
    prefixes = [translation(prefix, language) or prefix for language in LOCALES]
    return next((text.removeprefix(each) for each in prefixes if text.startswith(each)), None)


def _lines(text: str) -> list[str]:
    """Return a text's lines, escaped; an address becomes a link."""
    return [_line(line) for line in text.split("\n")]


def _line(line: str) -> str:
    before, mark, url = line.rpartition("https://")
    if mark and " " not in url:
        return " ".join((fit(before, 1000), link(_("listen"), mark + url))).strip()
    return fit(line, 1500) if line else ""
