"""Finds the subjects of an episode that people would ask about, and asks about them."""

import re
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import is_descriptive, shares_word
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.phrase_use import PhraseUse
from retrieval.episode_pages.topic_labels import TopicLabels
from retrieval.episode_pages.topic_segmentation import TopicSpan, segment_topics
from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank
from retrieval.language.words import CLAIM_STOP_WORDS, tokenize
from retrieval.models import Segment

SUBJECT_LABELS = 10
"""Number of labels of a subtopic that are asked about, if people would."""
LANGUAGE_SAMPLE_SEGMENTS = 40
"""How many segments are used to recognize the language of a transcript."""
ENGLISH_MIN_STOP_WORD_SHARE = 0.4
"""Least share of stop words in English talk; real episodes have 0.6."""
SUBJECT_WORD_MIN_RANK = 5_000
"""Frequency rank from which one word alone is a subject to ask about."""
SUBJECT_PHRASE_MIN_RANK = 3_000
"""Frequency rank from which a word makes a phrase a subject to ask about."""
COUNTED_MIN_SHARE = 0.15
"""Share of uses right after "a" or in the plural from which the talk counts what a phrase names."""
COUNTED_NAME_MIN_SHARE = 0.5
"""The same share of a name right after "a": "a Progressive Web App"."""
DEFINITE_NAME_MIN_SHARE = 0.5
"""Share of its uses right after "the" from which a name has the article: "the Red Sox"."""
_UNCOUNTED = re.compile(
    r"(?:ing|ity|ance|ence|ment|ness|ism|ship|ics|(?<!ap)ology|graphy|ware|phy|data|code|feedback|content|music|"
    r"(?:ca|ta|ra|za|ma|la|ea|ua)tion)$|^(?:bread|salt|water|sugar|money|time|art|science|history|love|fusion)$"
)
"""The end of a noun that needs no article."""
_IN_VES = re.compile(r"\b(?:\w*(?:loaf|leaf|thief|half|calf|shelf|wolf|scarf|knife|wife)|life)$")
"""The end of a noun whose plural ends in "ves"."""
_NAME_AFTER_ANOTHER_WORD = re.compile(r"(?!\w+ing )(?=[a-z])\w+ (?=[A-Z])\w+")
"""What is no whole thing: "build AGI" and "large Kubernetes", unlike "writing Python" and "ethics of AI"."""
_COMPARED = re.compile(
    r"(?:slow|fast|bett|bigg|small|larg|high|low|long|short|old|new|young|hard|easi|strong|cheap)er"
)


class Subject(NamedTuple):
    """What an episode talks about, as it is most often written there, and the question about it."""

    phrase: str
    question: str


def find_subjects(page_input: PageInput, embed: Embed) -> list[Subject]:
    """Return up to five subjects of each subtopic with a question about each, those of longer ones first.

    None where the talk isn't in English, as these questions are.
    """
    if not _is_english(page_input.segments):
        return []
    labels = TopicLabels(page_input, embed)
    guests = page_input.episode.guests
    speakers = f"does {guests[0]}" if len(guests) == 1 else "do they"
    topics = segment_topics(page_input)
    spans = [span for topic in topics for span in topic]
    spans += [TopicSpan(topic[0].first, topic[-1].end) for topic in topics]
    found: dict[str, Subject] = {}
    for span in sorted(spans, key=lambda span: span.first - span.end):
        for phrase in labels.pick(span, SUBJECT_LABELS):
            if _is_subject(phrase) and not shares_word(phrase, [page_input.episode.show.title]):
                question = f"What {speakers} say about {name_in_question(phrase, page_input.segments)}?"
                found.setdefault(phrase.casefold(), Subject(phrase, question))
    return list(found.values())


def _is_english(segments: Sequence[Segment]) -> bool:
    words = [word for segment in segments[:LANGUAGE_SAMPLE_SEGMENTS] for word in tokenize(segment.text)]
    stop_words = [word for word in words if word in CLAIM_STOP_WORDS]
    return len(words) > 0 and len(stop_words) >= ENGLISH_MIN_STOP_WORD_SHARE * len(words)


def name_in_question(subject: str, segments: Sequence[Segment]) -> str:
    """Return a subject as it is asked about: "the petition", but "lasers", "authentication" and "GitHub".

    What the talk counts ("a tweet") is asked about in the plural; a name has the article that it has there,
    and the number: "the OWASP top 10".
    """
    words = subject.split()
    if number := _number_after(subject, segments):
        return f"the {subject} {number}" if words[-1].islower() else f"{subject} {number}"
    is_plural = words[-1].endswith("s") and not words[-1].endswith(("ss", "us", "is", "lens"))
    if is_plural and words[-1].islower():
        return subject
    is_name = not words[-1].islower()
    uses = PhraseUse.of(subject, segments)
    if is_name and uses.indefinite >= COUNTED_NAME_MIN_SHARE * uses.ends_phrase > 0:
        return _plural(subject)
    if is_name:
        is_definite = uses.definite >= DEFINITE_NAME_MIN_SHARE * uses.ends_phrase > 0
        return f"the {subject}" if is_definite else subject
    counted = uses.indefinite + PhraseUse.of(_plural(subject), segments).said
    if counted >= max(1, COUNTED_MIN_SHARE * uses.ends_phrase) and counted >= uses.definite:
        return _plural(subject)
    is_bare = " " in subject and not uses.needs_article
    is_unknown = frequency_rank(words[-1]) >= UNKNOWN_RANK and not uses.needs_article
    return subject if is_bare or is_unknown or _UNCOUNTED.search(words[-1]) else f"the {subject}"


def _number_after(subject: str, segments: Sequence[Segment]) -> str:
    """Return the number that follows a subject more often than not, or nothing."""
    pattern = re.compile(rf"\b{re.escape(subject)}\b(?:\s+(\d+(?:\.\d+)*)\b)?", re.IGNORECASE)
    follows = Counter(use[1] for segment in segments for use in pattern.finditer(segment.text))
    number, times = max(follows.items(), key=itemgetter(1), default=("", 0))
    return number if number and times > follows.total() / 2 else ""


def _plural(noun: str) -> str:
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    if _IN_VES.search(noun):
        return f"{noun.rstrip('fe')}ves"
    return f"{noun}es" if re.search(r"(?:s|x|ch|sh)$", noun) else f"{noun}s"


def _is_subject(phrase: str) -> bool:
    """Return whether people would ask about it: a name, a rare word, or words that are rare together."""
    if _NAME_AFTER_ANOTHER_WORD.fullmatch(phrase):
        return False
    words = phrase.lower().split()
    if len(words) == 1 and "-" in phrase and not phrase.endswith(("ing", "tion", "s")):
        return False  # "part-time" and "pro-Nadia" say how something is
    if any(letter.isupper() for letter in phrase):
        return True
    if _COMPARED.fullmatch(words[-1]):
        return False
    if len(words) == 1:
        return frequency_rank(phrase) >= SUBJECT_WORD_MIN_RANK and not phrase.endswith("ize")
    if is_descriptive(words[0]) and frequency_rank(words[-1]) < SUBJECT_PHRASE_MIN_RANK:
        return False
    return max(map(frequency_rank, words)) >= SUBJECT_PHRASE_MIN_RANK
