"""Titles clips by the keyphrases that are nearest to what they say."""

from collections.abc import Iterable, Mapping, Sequence

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import Keyphrases, join_as_title
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.phrase_use import PhraseUse
from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank

TITLE_CANDIDATES = 5
"""Number of keyphrases that are compared with a clip to make its title."""
TITLE_CONTEXT_SEGMENTS = 3
"""Segments before and after a clip in which its keyphrases are characteristic."""
TITLE_MIN_COSINE = 0.22
"""Cosine from which a keyphrase names what a clip is about."""
SECOND_TITLE_PHRASE_RATIO = 0.85
"""Least cosine of a title's second phrase, as a share of the first one's."""
QUOTED_TITLE_WORDS = 8
"""Words of a title that is only the beginning of the clip."""

_NOUN_ENDINGS = ("s", "ing", "tion", "ment", "ness", "ity", "ism", "ship", "ics", "ance", "ence")


def title_quotes(page_input: PageInput, quotes: Sequence[tuple[int, str]], embed: Embed) -> list[str]:
    """Return a title for each quote of the segment at a position: its phrases nearest to that segment."""
    keyphrases = Keyphrases.of_episode(page_input)
    count = len(page_input.segments)
    phrases_of_quotes = []
    for position, quote in quotes:
        near = max(0, position - TITLE_CONTEXT_SEGMENTS), min(count, position + TITLE_CONTEXT_SEGMENTS + 1)
        phrases_of_quotes.append(
            keyphrases.most_characteristic(*near, TITLE_CANDIDATES, quote)
            or keyphrases.most_characteristic(0, count, TITLE_CANDIDATES, quote)
        )
    every = sorted(
        _without_bare_verbs({phrase for phrases in phrases_of_quotes for phrase in phrases}, page_input)
    )
    vectors = dict(zip(every, embed(every), strict=True)) if every else {}
    titles = []
    for (position, quote), phrases in zip(quotes, phrases_of_quotes, strict=True):
        segment_vector = page_input.vectors[position]
        cosines = {phrase: float(vectors[phrase] @ segment_vector) for phrase in phrases if phrase in vectors}
        titles.append(_title(cosines) or first_words(quote))
    return titles


def _without_bare_verbs(phrases: Iterable[str], page_input: PageInput) -> list[str]:
    """Leave out single common words that the talk doesn't use as nouns, such as "asleep" and "celebrate"."""
    return [
        phrase
        for phrase in phrases
        if _is_surely_noun(phrase) or PhraseUse.of(phrase, page_input.segments).is_noun
    ]


def _is_surely_noun(phrase: str) -> bool:
    """Return whether a phrase has several words, a capital or a noun's ending, or is in no dictionary."""
    if " " in phrase or not phrase.islower() or phrase.endswith(_NOUN_ENDINGS):
        return True
    return frequency_rank(phrase) >= UNKNOWN_RANK


def _title(cosines: Mapping[str, float]) -> str:
    """Return a title of the one or two nearest phrases; empty where none is near enough."""
    best = sorted(cosines, key=lambda phrase: -cosines[phrase])[:2]
    if not best:
        return ""
    least = max(TITLE_MIN_COSINE, SECOND_TITLE_PHRASE_RATIO * cosines[best[0]])
    return join_as_title([phrase for phrase in best if cosines[phrase] >= least])


def first_words(quote: str) -> str:
    """Return the beginning of a clip as its title."""
    words = quote.split()
    return " ".join(words[:QUOTED_TITLE_WORDS]) + ("…" if len(words) > QUOTED_TITLE_WORDS else "")
