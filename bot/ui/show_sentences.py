"""Sentences about shows that were renamed, merged or split, for both the terminal and Discord."""

from bot.ui.formatting import count
from bot.ui.language import _, gettext_noop, in_a_row, ngettext
from retrieval.models import Show, Transcripts
from retrieval.models.shows import ChangedShow, MovedEpisode


def renamed_sentence(changed: ChangedShow) -> str:
    """Return what became of a renamed show."""
    names = {"before": changed.before.title, "after": changed.after.title, "id": changed.after.id}
    kept = ngettext(
        "Its episode keeps its id, and the earlier name still finds the show.",
        "Its episodes keep their ids, and the earlier name still finds the show.",
        changed.episodes,
    )
    return in_a_row(
        _("{before} is now called {after}, and its id is {id}.", **names),
        kept if changed.episodes else _("The earlier name still finds the show."),
    )


def merged_sentence(changed: ChangedShow) -> str:
    """Return what became of a show that was merged into another."""
    names = {"before": changed.before.title, "after": changed.after.title}
    moved = _("{before} is now part of {after}.", **names)
    if changed.episodes:
        moved = _(
            "{before} is now part of {after}: {episodes} moved, with the same ids.",
            episodes=count(changed.episodes, "episode"),
            **names,
        )
    feeds = ""
    if changed.feeds:
        feeds = ngettext(
            "Its feed now adds new ones there.", "{n} feeds now add new ones there.", changed.feeds
        )
    return in_a_row(moved, feeds, _("The earlier name still finds the show."))


def moved_sentence(moved: MovedEpisode) -> str:
    """Return what became of an episode that was moved, and of a show that it leaves empty."""
    names = {"before": moved.before.title, "after": moved.after.title}
    said = _(
        "{episode} (“{title}”) moved from {before} to {after}; its id is the same.",
        episode=moved.episode,
        title=moved.title,
        **names,
    )
    if moved.left:
        return said
    if not moved.feeds:
        emptied = _("{before} has no episodes left, so it is no longer listed or found by its name.", **names)
        return in_a_row(said, emptied)
    emptied = ngettext(
        "{before} has no episodes left, but its feed still adds new ones to it. If they belong to {after} "
        "too, merge {before} into {after}.",
        "{before} has no episodes left, but its {n} feeds still add new ones to it. If they belong to "
        "{after} too, merge {before} into {after}.",
        moved.feeds,
        **names,
    )
    return in_a_row(said, emptied)


TRANSCRIPTS_SHOWN: dict[Transcripts, str] = {
    "whole": gettext_noop("whole transcripts on the site"),
    "passages": gettext_noop("only cited passages on the site"),
}
"""What a list of shows says about those with their own setting."""


def transcripts_sentence(show: Show) -> str:
    """Return how much of a show's transcripts the site shows now."""
    match show.transcripts:
        case "whole":
            return _("The site now shows the whole transcripts of {show}.", show=show.title)
        case "passages":
            return _(
                "The site now shows only the passages of {show} that its pages cite, with what was "
                "said around them.",
                show=show.title,
            )
    return _("On the site, {show} now follows the host's setting for all shows.", show=show.title)
