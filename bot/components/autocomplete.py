"""Finding an episode while its name is being typed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import discord
from discord import app_commands
from rapidfuzz import fuzz, process, utils

from bot.ui.discord_text import plain, width
from retrieval.errors import PodciteError
from retrieval.models import Episode, Scope, Show

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)
T = TypeVar("T")

NUMBERING = frozenset({"episode", "ep", "no", "number"})
"""What people say before an episode's number."""
CHOICES, LONGEST = 25, 100
# How many words of what was typed are looked at, and how alike they must be on average, of 100.
WORDS, ALIKE = 6, 70
PATIENCE = 2.0


class EpisodeId(app_commands.Transformer):
    """An episode's id; offers the episodes that whoever types may see."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> str:
        return value.strip()

    async def autocomplete(  # type: ignore[override]
        self, interaction: "discord.Interaction[Podcite]", value: str, /
    ) -> list[app_commands.Choice[str]]:
        return choices(best(await offered(self._episodes(interaction)), value))

    async def _episodes(self, interaction: "discord.Interaction[Podcite]") -> list[Episode]:
        return await interaction.client.library.episodes(Scope(guild=interaction.guild_id))


class ShowId(app_commands.Transformer):
    """A show's id; offers the shows that whoever types may see."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> str:
        return value.strip()

    async def autocomplete(  # type: ignore[override]
        self, interaction: "discord.Interaction[Podcite]", value: str, /
    ) -> list[app_commands.Choice[str]]:
        shows = await offered(self._shows(interaction))
        fitting = [
            show for show in shows if fuzz.partial_ratio(value.casefold(), show.title.casefold()) >= ALIKE
        ]
        named = shows if not value.strip() else fitting
        return [
            app_commands.Choice(name=plain(show.title, LONGEST), value=show.id)
            for show in named[:CHOICES]
            if 0 < width(show.id) <= LONGEST
        ]

    async def _shows(self, interaction: "discord.Interaction[Podcite]") -> list[Show]:
        episodes = await interaction.client.library.episodes(Scope(guild=interaction.guild_id))
        return list(dict.fromkeys(episode.show for episode in episodes))


async def offered(found: Awaitable[list[T]]) -> list[T]:
    """What was found while somebody types; nothing where that fails or takes too long."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await found
    except (TimeoutError, PodciteError) as error:
        # Nobody can be told while they type: an empty list is all that Discord lets a bot say.
        log.warning("Nothing to offer (%s)", type(error).__name__)
        return []


def best(episodes: Sequence[Episode], typed: str) -> list[Episode]:
    """The episodes that fit what was typed, best first, up to 25; the first ones if nothing was typed."""
    id_, words = typed.strip().casefold(), utils.default_process(typed).split()[:WORDS]
    words = [word for word in words if word not in NUMBERING] or words
    if not words:
        return list(episodes[:CHOICES])
    described = [_described(episode) for episode in episodes]
    scores: defaultdict[int, float] = defaultdict(float)
    for word in words:
        for _, score, i in process.extract_iter(
            word, described, scorer=fuzz.partial_ratio, score_cutoff=ALIKE
        ):
            scores[i] += score
    likely = [i for i, score in scores.items() if score >= ALIKE * len(words)]
    row = f" {' '.join(words)} "

    def rank(i: int) -> tuple[bool, bool, int, int, int]:
        # A whole date before a number, a number of the episode before one of its day: 12 is not 112 either.
        called = _exact(_called(episodes[i]), words)
        return episodes[i].id.casefold() != id_, row not in f" {described[i]} ", -called, -round(scores[i]), i

    return [episodes[i] for i in sorted(likely, key=rank)[:CHOICES]]


def _exact(called: str, words: Sequence[str]) -> int:
    """How many of the words an episode is called by just so."""
    return sum(f" {word} " in f" {called} " for word in words)


def choices(episodes: Sequence[Episode]) -> list[app_commands.Choice[str]]:
    """The episodes as Discord's choices: what is shown, and the id that is sent."""
    return [
        app_commands.Choice(name=plain(_named(episode), LONGEST), value=episode.id)
        for episode in episodes
        if 0 < width(episode.id) <= LONGEST
    ]


def _named(episode: Episode) -> str:
    date = f"{episode.published:%Y-%m-%d}" if episode.published else ""
    return " · ".join(filter(None, (episode.id, date, episode.title)))


@lru_cache(maxsize=20_000)
def _called(episode: Episode) -> str:
    """Its id and its title, in which a number is the episode's, not a day of a month."""
    return utils.default_process(f"{episode.id} {episode.title}")


@lru_cache(maxsize=20_000)
def _described(episode: Episode) -> str:
    """All by which an episode may be looked for, in the spelling that is compared."""
    date = f"{episode.published:%Y-%m-%d %B %b}" if episode.published else ""
    said = (episode.id, episode.title, *episode.guests, date, episode.show.title)
    return utils.default_process(" ".join(said))
