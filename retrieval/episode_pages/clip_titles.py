"""Titles clips by the keyphrases that are nearest to what they say, or by a short sentence of theirs."""

import re
from collections.abc import Mapping, Sequence

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import Keyphrases, join_as_title
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.phrase_use import names_something
from retrieval.language import lexicon
from retrieval.language.conversation import COURTESIES, DANGLING_OPENER, FILLERS, LEADING_FILLERS
from retrieval.language.sentences import split_sentences
from retrieval.language.strong_language import is_strong
from retrieval.language.words import content_stems

TITLE_CANDIDATES = 5
"""Number of keyphrases that are compared with a clip to make its title."""
TITLE_CONTEXT_SEGMENTS = 3
"""Segments before and after a clip in which its keyphrases are characteristic."""
TITLE_MIN_COSINE = 0.22
"""Cosine from which a keyphrase names what a clip is about."""
SECOND_TITLE_PHRASE_RATIO = 0.85
"""Least cosine of a title's second phrase, as a share of the first one's."""
LOOSE_SECOND_PHRASE_RATIO = 0.5
"""The same where the first phrase is a single word that no short sentence of the clip says."""
QUOTED_TITLE_WORDS = 8
"""Words of a title that is only the beginning of the clip."""
SENTENCE_TITLE_MIN_WORDS, SENTENCE_TITLE_MAX_WORDS = 4, 11
"""Words of a sentence that can be a title."""
WORDLESS_TITLE_MIN_STEMS = 3
"""Content words of a sentence that is a title without a keyphrase of the clip."""
CUT_TITLE_MIN_WORDS = 4
"""Words before a comma from which on a title may end there."""

_REFERRING = lexicon.phrases("referring_words")
_OPINION = re.compile(r"(?:I (?:do |really )?(?:think|believe|guess|feel like|would say) (?:that )?)", re.I)


def title_quotes(page_input: PageInput, quotes: Sequence[tuple[int, str]], embed: Embed) -> list[str]:
    """Return a title for each quote of the segment at a position: its phrases nearest to that segment.

    A single word says too little: then it is a short sentence of the quote with that word, if there is one.
    """
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
        phrase
        for phrase in {phrase for phrases in phrases_of_quotes for phrase in phrases}
        if names_something(phrase, page_input.segments)
    )
    vectors = dict(zip(every, embed(every), strict=True)) if every else {}
    titles = []
    for (position, quote), phrases in zip(quotes, phrases_of_quotes, strict=True):
        segment_vector = page_input.vectors[position]
        cosines = {phrase: float(vectors[phrase] @ segment_vector) for phrase in phrases if phrase in vectors}
        title = _title(cosines)
        if " " not in title:
            title = _sentence(quote, title) or _title(cosines, LOOSE_SECOND_PHRASE_RATIO)
        titles.append(title or first_words(quote))
    return titles


def _title(cosines: Mapping[str, float], second_ratio: float = SECOND_TITLE_PHRASE_RATIO) -> str:
    """Return a title of the one or two nearest phrases; empty where none is near enough."""
    best = sorted(cosines, key=lambda phrase: -cosines[phrase])[:2]
    if not best or cosines[best[0]] < TITLE_MIN_COSINE:
        return ""
    least = second_ratio * cosines[best[0]]
    return join_as_title([phrase for phrase in best if cosines[phrase] >= least])


def _sentence(quote: str, word: str) -> str:
    """Return a short sentence of a quote that can stand alone, with `word` if there is one; else nothing."""
    stems = set(content_stems(word))
    for span in split_sentences(quote):
        sentence = _without_lead(span.text)
        is_short = SENTENCE_TITLE_MIN_WORDS <= len(sentence.split()) <= SENTENCE_TITLE_MAX_WORDS
        said = set(content_stems(sentence))
        if (
            is_short
            and span.complete
            and sentence.endswith(".")
            and stems <= said
            and len(said) >= (2 if stems else WORDLESS_TITLE_MIN_STEMS)
            and not DANGLING_OPENER.match(sentence)
            and not _REFERRING.search(sentence)
            and not FILLERS.search(sentence)
            and not COURTESIES.search(sentence)
            and not is_strong(sentence)
        ):
            return sentence[:1].upper() + sentence[1:].rstrip(".")
    return ""


def _without_lead(sentence: str) -> str:
    """Return a sentence without the filler and the "I think" before it."""
    for pattern in (LEADING_FILLERS, _OPINION, LEADING_FILLERS):
        lead = pattern.match(sentence)
        sentence = sentence[lead.end() :] if lead else sentence
    return sentence


def first_words(quote: str) -> str:
    """Return the beginning of a clip as its title: up to a sentence's end or a comma, if one is near."""
    first = next((span.text for span in split_sentences(quote)), quote)
    if CUT_TITLE_MIN_WORDS <= len(first.split()) <= QUOTED_TITLE_WORDS:
        return first.rstrip(".") if first != quote else first
    words = quote.split()
    if len(words) <= QUOTED_TITLE_WORDS:
        return quote
    commas = [n for n, word in enumerate(words[:QUOTED_TITLE_WORDS], 1) if word.endswith(",")]
    end = max((n for n in commas if n >= CUT_TITLE_MIN_WORDS), default=QUOTED_TITLE_WORDS)
    return " ".join(words[:end]).rstrip(",.") + "…"
