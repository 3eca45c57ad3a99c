"""The words by which people call a show."""

import re

from retrieval.identifiers import UNSORTED
from retrieval.language.word_frequency import frequency_rank
from retrieval.models import Episode, Show
from retrieval.understanding.wording import plain_form, words_of

COMMON_WORD_RANK = 8000
"""English words of a lower rank by frequency don't name a show by themselves ("time", "python")."""
GENERIC_SHOW_WORDS = frozenset(
    {"the", "podcast", "show", "a", "with", "and", "to", "me", "of", "my", "radio", "fm", "cast", "friends"}
)
"""Words of titles that tell no show from another."""
Kin = tuple[int, int]
"""What episodes of one show have in common: see `kin_of`."""
_SUBTITLE = re.compile(r"\s+(?:with|by)\s|\s*[:|–—]\s*|\s-\s", re.IGNORECASE)


def plain_title(show: Show) -> str:
    """Return the words of a show's title in plain form."""
    return " ".join(words_of(plain_form(show.title)))


def whole_titles(show: Show) -> set[str]:
    """Return the whole title as one word, with and without the words that tell no show from another."""
    words = words_of(plain_form(show.title))
    telling = [word for word in words if word not in GENERIC_SHOW_WORDS]
    return {"".join(words), "".join(telling)}


def aliases_of(show: Show) -> set[str]:
    """Return what a show may be called: the whole title, its telling words, one of them if it is rare."""
    words = words_of(plain_form(show.title))
    telling = [word for word in words if word not in GENERIC_SHOW_WORDS]
    main = " ".join(words_of(plain_form(_SUBTITLE.split(show.title)[0])))
    aliases = {" ".join(words), "".join(words), main}
    if telling:
        aliases |= {" ".join(telling), "".join(telling)}
        aliases |= {word for word in telling if len(word) > 2 and frequency_rank(word) >= COMMON_WORD_RANK}
    owned = "'s" in show.title.replace("’", "'")
    possessive = [word.removesuffix("s") for word in telling[:1] if owned and word.endswith("s")]
    aliases |= {word for word in possessive if len(word) > 3}
    return {alias for alias in aliases if len(alias) > 2}


def kin_of(episode: Episode) -> Kin:
    """Return what an episode shares with those whose hosts are likely its own: its show's key, and 0.

    Episodes for which nobody named a show are in one show that is none, so each of them is by itself.
    """
    return episode.show.key, episode.key if is_unsorted(episode) else 0


def is_unsorted(episode: Episode) -> bool:
    """Return whether nobody named a show for an episode."""
    return episode.show.title == UNSORTED
