"""Short sentences of a clip that can be its title, and its first words."""

import re

from retrieval.language import lexicon
from retrieval.language.conversation import COURTESIES, DANGLING_OPENER, FILLERS, LEADING_FILLERS
from retrieval.language.sentences import split_sentences
from retrieval.language.strong_language import is_strong
from retrieval.language.words import content_stems

QUOTED_TITLE_WORDS = 8
"""Words of a title that is only the beginning of the clip."""
SENTENCE_TITLE_MIN_WORDS, SENTENCE_TITLE_MAX_WORDS = 4, 11
"""Words of a sentence that can be a title."""
SENTENCE_TITLE_MIN_STEMS = 3
"""Content words of a sentence that can be a title."""
CUT_TITLE_MIN_WORDS = 4
"""Words before a comma from which on a title may end there."""

_REFERRING = lexicon.phrases("referring_words")
_OPINION = re.compile(r"(?:I (?:do |really )?(?:think|believe|guess|feel like|would say) (?:that )?)", re.I)


def short_sentences(quote: str) -> list[str]:
    """Return the short sentences of a quote that can stand alone, without their filler, as titles."""
    sentences = []
    for span in split_sentences(quote):
        sentence = _without_lead(span.text)
        is_short = SENTENCE_TITLE_MIN_WORDS <= len(sentence.split()) <= SENTENCE_TITLE_MAX_WORDS
        if (
            is_short
            and span.complete
            and sentence.endswith(".")
            and len(content_stems(sentence)) >= SENTENCE_TITLE_MIN_STEMS
            and not DANGLING_OPENER.match(sentence)
            and not _REFERRING.search(sentence)
            and not FILLERS.search(sentence)
            and not COURTESIES.search(sentence)
            and not is_strong(sentence)
        ):
            sentences.append(sentence[:1].upper() + sentence[1:].rstrip("."))
    return sentences


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
