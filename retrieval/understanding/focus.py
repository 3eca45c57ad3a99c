"""Take the words out of a question that only say which episode is meant, once that is known."""

import re

from retrieval.models import Reference
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import plain_form, words_of

MIN_TELLING_WORDS = 1
"""The fewest telling words that a question must keep."""

_LEADS = r"(?:\b(?:in|on|from|of|by|with|the|and|vs|ep|episode|according to)\s+)*"


def focus_of(question: str, reference: Reference, names: LibraryNames) -> str:
    """Return a question without the words that name its episode; empty where it would say too little.

    The name of a speaker stays where it is written with a capital: the search then prefers what they say.
    """
    speakers = {
        word
        for episode in reference.episodes
        if (opening := names.openings.get(episode.generation))
        for speaker in opening.speakers
        for word in speaker.split()
    }
    focus = question
    for phrase in reference.naming:
        pattern = r"\W+".join(map(re.escape, words_of(phrase)))
        found = re.search(rf"\b{pattern}(?:['’]s|s)?\b", focus, flags=re.IGNORECASE)
        if found and not speakers & set(found[0].split()):
            focus = re.sub(rf"{_LEADS}{re.escape(found[0])}[,:]?", " ", focus, count=1)
    focus = " ".join(focus.split())
    if focus == question or len(telling_words(plain_form(focus))) < MIN_TELLING_WORDS:
        return ""
    return focus
