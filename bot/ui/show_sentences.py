"""Sentences about shows that were renamed, merged or split; the terminal and Discord say them alike."""

from bot.ui.formatting import english_count
from retrieval.models import Show, Transcripts
from retrieval.models.shows import ChangedShow, MovedEpisode


def renamed_sentence(changed: ChangedShow) -> str:
    """Return what became of a renamed show."""
    return (
        f"{changed.before.title} is called {changed.after.title} now, and its id is {changed.after.id}. "
        f"{_episodes(changed)}, and the earlier name still finds the show."
    )


def merged_sentence(changed: ChangedShow) -> str:
    """Return what became of a show that was merged into another."""
    feeds = f" {english_count(changed.feeds, 'feed')} now add new ones there." if changed.feeds else ""
    if changed.feeds == 1:
        feeds = " Its feed now adds new ones there."
    episodes = english_count(changed.episodes, "episode")
    return (
        f"{changed.before.title} is now part of {changed.after.title}: {episodes} moved, "
        f"with the same ids.{feeds} The earlier name still finds the show."
    )


def moved_sentence(moved: MovedEpisode) -> str:
    """Return what became of an episode that was moved."""
    return (
        f"{moved.episode} (\u201c{moved.title}\u201d) moved from {moved.before.title} to "
        f"{moved.after.title}; its id is the same."
    )


TRANSCRIPTS_SHOWN: dict[Transcripts, str] = {
    "whole": "whole transcripts on the site",
    "passages": "only cited passages on the site",
}
"""What a list of shows says of those that have a setting of their own."""


def transcripts_sentence(show: Show) -> str:
    """Return how much of a show's transcripts the site shows now."""
    match show.transcripts:
        case "whole":
            return f"The site shows the whole transcripts of {show.title} now."
        case "passages":
            return (
                f"The site shows only those passages of {show.title} now that its pages cite, with what was "
                "said around them."
            )
    return f"For {show.title}, the site now does what its host has set for all shows."


def _episodes(changed: ChangedShow) -> str:
    return "Its episode keeps its id" if changed.episodes == 1 else "Its episodes keep their ids"
