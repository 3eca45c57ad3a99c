"""Tell greetings, announcements and sponsors' messages from what was said about a subject."""

from collections.abc import Mapping

from retrieval.language.lexicon import phrases
from retrieval.language.words import content_stems

_GREETING, _SPONSORING = phrases("greetings"), phrases("sponsoring")


def is_greeting_or_sponsor(sentence: str, weights: Mapping[str, float]) -> bool:
    """Return whether a sentence greets, says what comes, or sells what a sponsor makes.

    `weights` are those of the question's stems: a sponsor's message with the heaviest is what is asked for.
    """
    if _GREETING.search(sentence):
        return True
    if not _SPONSORING.search(sentence):
        return False
    rarest = max(weights, key=lambda stem: weights[stem], default="")
    return rarest not in content_stems(sentence)
