"""Finds what an episode says about its subjects: quotes that tell of a subject, and can stand alone.

Which quote answers is judged by a logistic regression, fitted to questions with quotes that people graded.
The weights are in `subject_answers.json`, made by `tools/train_subject_answers.py`, which says what was
graded.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.beginnings import load_beginnings
from retrieval.episode_pages.keyphrases import shares_word
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.quotability import load_answer_fit, load_quotability
from retrieval.episode_pages.subject_questions import Subject, find_subjects
from retrieval.episode_pages.subject_quotes import QUOTE_MAX_WORDS, Quote, find_quotes
from retrieval.language.word_frequency import rarity
from retrieval.language.words import content_stems
from retrieval.models.episode_pages import EpisodeQuestion

QUOTES_PER_SUBJECT = 4
"""Quotes about a subject that are judged by what they mean."""
MIN_PROBABILITY = 0.6
"""How probably a quote answers at least, to be shown under a question."""
LATEST_NAMING = 0.85
"""Share of a quote after which a subject is named too late: a third of 60 such quotes told nothing of it."""
EARLY_WORDS = 8
"""Words of a quote in which it says what a subject is or does."""
WEIGHTS_FILE = Path(__file__).with_name("subject_answers.json")

_WORD = re.compile(r"[\w'’-]+")
_PREDICATE = re.compile(
    r"is|are|was|were|has|have|does|do|can|will|would|should|makes|gives|lets|allows|means|can't|doesn't|isn't"
)


class SubjectAnswer(NamedTuple):
    """A question about a subject, the position of the segment that answers, and how probably it does."""

    subject: Subject
    question: EpisodeQuestion
    position: int
    probability: float


def answer_subjects(page_input: PageInput, embed: Embed) -> list[SubjectAnswer]:
    """Return questions about the episode's subjects with a quote that is likely to answer, best first.

    No two have a word of their subjects, or the segment of their quotes, in common.
    """
    quotes = find_quotes(page_input)
    subjects = {subject: _about(subject, quotes) for subject in find_subjects(page_input, embed)}
    subjects = {subject: quotes for subject, quotes in subjects.items() if quotes}
    if not subjects:
        return []
    judge = _Judge(
        page_input, list(subjects), [quote for quotes in subjects.values() for quote in quotes], embed
    )
    judged = [
        (judge.probability(subject, quote), subject, quote)
        for subject, quotes in subjects.items()
        for quote in quotes
    ]
    chosen: list[SubjectAnswer] = []
    for probability, subject, quote in sorted(judged, key=lambda each: -each[0]):
        if probability < MIN_PROBABILITY:
            break
        asked = [other.subject.phrase for other in chosen]
        is_shown = any(other.position == quote.position for other in chosen)
        if not is_shown and not shares_word(subject.phrase, asked):
            citation = cite(page_input.episode, page_input.segments[quote.position], quote.text, quote.start)
            question = EpisodeQuestion(subject.question, (citation,))
            chosen.append(SubjectAnswer(subject, question, quote.position, probability))
    return chosen


def answer_features(
    subject: str, text: str, *, with_article: bool, near_subject: float, near_question: float
) -> dict[str, float]:
    """Return how a text speaks of a subject, by the name of each feature.

    `near_subject` and `near_question` are the cosines of the text's meaning to theirs; `with_article` says
    whether the question asks about "the" subject.
    """
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    stems, length = set(content_stems(subject)), len(subject.split())
    said_at = [at for at, word in enumerate(words) if not stems.isdisjoint(content_stems(word))]
    first = said_at[0] if said_at else len(words)
    after = words[first + length] if first + length < len(words) else ""
    return {
        "near_subject": near_subject,
        "near_question": near_question,
        "first_said": min(first, QUOTE_MAX_WORDS) / QUOTE_MAX_WORDS,
        "times_said": min(len(said_at) / length, 4.0),
        "says_of_it": float(_PREDICATE.fullmatch(after) is not None and first < EARLY_WORDS),
        "log_words": math.log(max(1, len(words))),
        "subject_words": float(length),
        "capital": float(any(letter.isupper() for letter in subject)),
        "with_article": float(with_article),
        "gerund": float(subject.endswith("ing")),
        "rarity": max(rarity(word) for word in subject.lower().split()),
    }


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Return what each feature adds to the log-odds that a quote answers; "bias" is added always."""
    fitted: dict[str, float] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return fitted


class _Judge:
    """Tells how probably quotes of an episode answer the questions about its subjects."""

    def __init__(
        self, page_input: PageInput, subjects: Sequence[Subject], quotes: Sequence[Quote], embed: Embed
    ) -> None:
        texts = _unique(quote.text for quote in quotes)
        beginnings = _unique(quote.beginning for quote in quotes)
        asked = [text for subject in subjects for text in subject]
        said = embed(texts)
        self._vectors: dict[str, NDArray[float32]] = dict(zip(texts, said, strict=True))
        self._vectors |= dict(zip(asked, embed(asked), strict=True))
        model = page_input.embedding_model
        quality = load_quotability("quote", model).scores(texts, said)
        begins = load_beginnings(model).scores(beginnings, embed(beginnings))
        self._quality = dict(zip(texts, quality, strict=True))
        self._begins = dict(zip(beginnings, begins, strict=True))

    def probability(self, subject: Subject, quote: Quote) -> float:
        """Return how probably a quote answers the question about a subject, from 0 to 1."""
        vector = self._vectors[quote.text]
        near_question = float(vector @ self._vectors[subject.question])
        features = answer_features(
            subject.phrase,
            quote.text,
            with_article=" about the " in subject.question,
            near_subject=float(vector @ self._vectors[subject.phrase]),
            near_question=near_question,
        )
        features["quality"] = self._quality[quote.text]
        features["beginning"] = self._begins[quote.beginning]
        features["fit"] = load_answer_fit().log_odds(quote.text, near_question)
        weights = load_weights()
        odds = weights["bias"] + sum(weights[name] * value for name, value in features.items())
        return 1 / (1 + math.exp(-odds))


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _about(subject: Subject, quotes: Sequence[tuple[Quote, frozenset[str]]]) -> list[Quote]:
    """Return the quotes that name a subject, those that are worded best."""
    stems = set(content_stems(subject.phrase))
    naming = [quote for quote, said in quotes if stems and stems <= said and _names_in_time(subject, quote)]
    by_wording = load_quotability("quote", embedding_model=None)
    return sorted(naming, key=lambda quote: -by_wording.score(quote.text))[:QUOTES_PER_SUBJECT]


def _names_in_time(subject: Subject, quote: Quote) -> bool:
    """Return whether a quote names a subject before its end, where it could only begin to tell of it."""
    return quote.text.casefold().find(subject.phrase.casefold()) < LATEST_NAMING * len(quote.text)
