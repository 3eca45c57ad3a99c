"""What a guild's shows hold, and what became of them when they were renamed, merged or split."""

from dataclasses import dataclass

from retrieval.models.episodes import Show


@dataclass(frozen=True, slots=True)
class ShowSummary:
    """A show with the number of its episodes, and of the feeds that bring new ones."""

    show: Show
    episodes: int
    feeds: int


@dataclass(frozen=True, slots=True)
class ChangedShow:
    """A show that was renamed to `after`, or merged into it with its episodes and feeds."""

    before: Show
    after: Show
    episodes: int
    feeds: int


@dataclass(frozen=True, slots=True)
class MovedEpisode:
    """An episode, by its id and title, that was moved from one show to another.

    `left` is the number of episodes that the former show still has, `feeds` that of the feeds that bring it
    new ones.
    """

    episode: str
    title: str
    before: Show
    after: Show
    left: int
    feeds: int
