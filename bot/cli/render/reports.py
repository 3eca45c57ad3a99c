"""Sentences about episodes that were added, rebuilt or removed: which ones, and where they are now."""

import shlex
from collections.abc import Sequence

from bot.cli.output import shell_word
from bot.ui.formatting import count
from retrieval import identifiers
from retrieval.errors import EpisodeExistsError
from retrieval.models import Episode, IndexReport

MAX_NAMED = 5
"""How many episodes a question names one by one."""


def report_line(report: IndexReport, source: str = "") -> str:
    """Return the line on one episode: what was done, its id and title, its show, and how much it is.

    `source` is the name of its file, which is shown where nothing changed.
    """
    outcome = "updated" if report.replaced else report.outcome
    name = f"{report.episode} (\u201c{report.title}\u201d)"
    if outcome == "removed":
        return f"removed {name} from {report.show}"
    place = f"{'to' if outcome == 'added' else 'of'} {report.show}"
    if report.guessed_show:
        is_unsorted = report.show == identifiers.UNSORTED
        place += " (no show was named)" if is_unsorted else " (guessed from the folder's name)"
    facts = [f"{outcome} {name} {place}", count(report.segments, "segment")]
    if report.embedded:
        facts.append(f"{report.seconds:.1f} s")
    line = ", ".join(facts)
    if outcome == "unchanged" and source not in ("", report.episode):
        return f"{line} ({source})"
    return f"{line}; to go back: podcite index rollback {report.episode}" if report.replaced else line


def guess_hints(reports: Sequence[IndexReport], *, of_one_folder: bool = False) -> list[str]:
    """Return a sentence for each show that was guessed, with what corrects it.

    Several `of_one_folder` may be one show, so there is a sentence on that, too.
    """
    shows = dict.fromkeys(report.show for report in reports if report.guessed_show)
    unsorted = [report for report in reports if report.show == identifiers.UNSORTED]
    hints = []
    for show in shows:
        if show == identifiers.UNSORTED and unsorted:
            move = f'podcite show move {unsorted[0].episode} "TITLE OF THE SHOW" --new'
            hints.append(f"It isn't known which show this belongs to. To put an episode into a show: {move}")
            if len(unsorted) > 1:
                rename = f'podcite show rename {shell_word(show)} "TITLE OF THE SHOW"'
                hints.append(f"If everything in {show} belongs to one show, rename it: {rename}")
        else:
            rename = f'podcite show rename {shell_word(show)} "TITLE OF THE SHOW"'
            hints.append(f"If the show isn't called {show}, rename it: {rename}")
    named = [show for show in shows if show != identifiers.UNSORTED]
    if len(named) > 1 and of_one_folder:
        hints.append("If some of these are one show, merge them: podcite show merge SHOW INTO")
    return hints


def unchanged_sentence(episodes: int) -> str:
    """Return why so many episodes were not rebuilt."""
    subject = "It is" if episodes == 1 else f"{episodes:,} are"
    return (
        f"{subject} unchanged because nothing is missing and the embedding model is the same. To rebuild "
        f"{'it' if episodes == 1 else 'them'} anyway, add --force."
    )


def removal_question(episodes: Sequence[Episode]) -> str:
    """Return the question whether to remove these episodes."""
    names = [f"{one.id} (\u201c{one.title}\u201d) of {one.show.title}" for one in episodes[:MAX_NAMED]]
    more = f" and {len(episodes) - MAX_NAMED:,} more" if len(episodes) > MAX_NAMED else ""
    return f"Remove {', '.join(names)}{more}? This can't be undone."


def how_to_decide(error: EpisodeExistsError) -> str:
    """Return what to do with a file that looks like an episode, or is to be one by its id."""
    if error.is_named:
        return (
            "to add a new episode, choose another id; to replace that episode, add --replace (to go back "
            f"then: podcite index rollback {error.episode})"
        )
    if error.is_copy:
        move = f"podcite show move {error.episode} {shlex.quote(error.wanted_show)}"
        return (
            f"to add it as a new episode, add --new; to update that episode, add --episode {error.episode}; "
            f"to move that episode to the other show, run: {move} (with --new if there is no such show yet)"
        )
    return "to replace that episode, add --replace, to add a new one, add --new"
