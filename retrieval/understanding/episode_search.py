"""Find episodes by a few typed words: number, title, guest, date or show, despite typos."""

import calendar
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from retrieval.models import Episode
from retrieval.understanding.seasons import episodes_in_season, season_mentions
from retrieval.understanding.wording import plain_form

NUMBERING = frozenset({"episode", "ep", "no", "number"})
"""Words that people type before an episode's number, ignored next to others."""
MAX_WORDS = 6
"""How many of the typed words are compared."""
FUZZY_SCORE = 70
"""How similar typed words must be to an episode's on average, of 100 (rapidfuzz's partial ratio)."""


def best_matches(episodes: Sequence[Episode], typed: str, limit: int) -> list[Episode]:
    """Return up to `limit` episodes that match, best first; the first ones if nothing was typed."""
    in_season = next((stated for _, stated in season_mentions(plain_form(typed))), None)
    if in_season and (found := episodes_in_season(episodes, *in_season)):
        return list(found[:limit])
    typed_id = typed.strip().casefold()
    words = utils.default_process(typed).split()[:MAX_WORDS]
    words = [word for word in words if word not in NUMBERING] or words
    if not words:
        return list(episodes[:limit])
    descriptions = [_description(episode) for episode in episodes]
    scores: defaultdict[int, float] = defaultdict(float)
    for word in words:
        for _, score, i in process.extract_iter(
            word, descriptions, scorer=fuzz.partial_ratio, score_cutoff=FUZZY_SCORE
        ):
            scores[i] += score
    likely = [i for i, score in scores.items() if score >= FUZZY_SCORE * len(words)]
    phrase = f" {' '.join(words)} "

    def rank(i: int) -> tuple[bool, bool, int, int, int]:
        # A whole date before a number, and a number of the episode before one of its date: 12 is not 112.
        exact = _exact_words(_id_and_title(episodes[i]), words)
        other_id = episodes[i].id.casefold() != typed_id
        return other_id, phrase not in f" {descriptions[i]} ", -exact, -round(scores[i]), i

    return [episodes[i] for i in sorted(likely, key=rank)[:limit]]


def _exact_words(text: str, words: Sequence[str]) -> int:
    """Return how many of the words stand in the text as whole words."""
    return sum(f" {word} " in f" {text} " for word in words)


def _id_and_title(episode: Episode) -> str:
    """Return the id and the title, in which a number is the episode's, not a day of a month."""
    return utils.default_process(f"{episode.id} {episode.title}")


def _description(episode: Episode) -> str:
    """Return all words by which an episode may be found, as they are compared.

    Describing 5,000 episodes takes about a hundredth of a second, which a cache wouldn't shorten much.
    """
    day = episode.published
    month = (calendar.month_name[day.month], calendar.month_abbr[day.month]) if day else ()
    date = " ".join((day.isoformat(), *month)) if day else ""
    return utils.default_process(
        " ".join((episode.id, episode.title, *episode.guests, date, episode.show.title))
    )
