"""Finds what an episode says about its subjects: quotes that tell of a subject, and can stand alone.

What is told in one place only is a remark, unless it says what the subject is. Which quote answers is judged
by a logistic regression, fitted to questions with quotes that people graded. The weights are in
`subject_answers.json`, made by `tools/train_subject_answers.py`, which says what was graded.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
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
from retrieval.language.words import content_stems, stem
from retrieval.models import Segment
from retrieval.models.episode_pages import EpisodeQuestion

MIN_NAMING, MIN_NAMING_SHARE = 5, 0.1
"""Segments that name a subject at least, unless a quote says what it is; and their share in a short episode.

Of 33 graded pairs about what fewer named, 11 could be shown to strangers; of 48 others, 28.
"""
QUOTES_PER_SUBJECT = 8
"""Quotes about a subject that are judged by what they mean."""
MIN_PROBABILITY = 0.45
"""How probably both of two quotes that are shown under a question answer it at least.

Of 115 pairs that strangers graded, 75 of the 76 above it told something of the subject, and 37 of 39 below.
"""
MIN_DEFINITION_PROBABILITY = 0.7
"""How probably a single quote answers that says what the subject is: all of 11 graded ones above it did."""
MAX_LIKENESS = 0.8
"""Cosine of the meanings of two quotes from which they say the same."""
SHORT_ROOT = 4
"""Letters of a stem up to which a longer word is another one: "Java" and "JavaScript"."""
LATEST_NAMING = 0.85
"""Share of a quote after which a subject is named too late: a third of 60 such quotes told nothing of it."""
EARLY_WORDS = 8
"""Words of a quote in which it says what a subject is or does."""
WEIGHTS_FILE = Path(__file__).with_name("subject_answers.json")

_WORD = re.compile(r"[\w'’-]+")
_ADVERBS = r"(?:(?:basically|essentially|really|like|just|actually|kind of|sort of|probably) )*"
_PREDICATE = re.compile(
    r"is|are|was|were|has|have|does|do|can|will|would|should|makes|gives|lets|allows|means|can't|doesn't|isn't"
)


class SubjectAnswer(NamedTuple):
    """A question about a subject, and the positions of the segments that answer."""

    question: EpisodeQuestion
    positions: tuple[int, ...]


def answer_subjects(page_input: PageInput, embed: Embed) -> list[SubjectAnswer]:
    """Return questions about the episode's subjects with quotes that are likely to answer, best first.

    No two have a word of their subjects, or the segment of a quote, in common. There are none about talk
    without punctuation, of which quotes begin and end anywhere.
    """
    if page_input.is_unpunctuated:
        return []
    quotes = find_quotes(page_input)
    subjects = {subject: _about(subject, quotes) for subject in find_subjects(page_input, embed)}
    subjects = {subject: quotes for subject, quotes in subjects.items() if quotes}
    if not subjects:
        return []
    judge = _Judge(
        page_input, list(subjects), [quote for quotes in subjects.values() for quote in quotes], embed
    )
    answers = [
        answer
        for subject, quotes in subjects.items()
        for answer in judge.answers(subject, quotes)
        if len(answer.quotes) == 1 or _is_named_often(subject, page_input.segments)
    ]
    chosen: dict[Subject, SubjectAnswer] = {}
    shown = set[int]()
    for answer in sorted(answers, key=lambda answer: -answer.probability):
        positions = tuple(quote.position for quote in answer.quotes)
        asked = [subject.phrase for subject in chosen]
        if shown.isdisjoint(positions) and not shares_word(answer.subject.phrase, asked):
            citations = tuple(
                cite(page_input.episode, page_input.segments[quote.position], quote.text, quote.start)
                for quote in answer.quotes
            )
            question = EpisodeQuestion(answer.subject.question, citations)
            chosen[answer.subject] = SubjectAnswer(question, positions)
            shown.update(positions)
    return list(chosen.values())


def defines(subject: str, text: str) -> bool:
    """Return whether a text begins by saying what a subject is: "A tide is a long wave"."""
    predicate = rf"(?:is|are) {_ADVERBS}(?:an?(?! lot)|the(?! one| only))\b"
    return bool(re.match(rf"(?:an?|the)? ?{_said(subject)} {predicate}", text, re.IGNORECASE))


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


class _Answer(NamedTuple):
    """What may be shown under the question about a subject, and how probably all of it answers."""

    subject: Subject
    quotes: tuple[Quote, ...]
    probability: float


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

    def answers(self, subject: Subject, quotes: Sequence[Quote]) -> Iterator[_Answer]:
        """Yield what is likely to answer: quotes that say what the subject is, and pairs of quotes.

        Those of a pair are of different segments, don't say the same, and are in spoken order.
        """
        in_order = sorted(quotes, key=lambda quote: quote.position)
        judged = [(self.probability(subject, quote), quote) for quote in in_order]
        for probability, quote in judged:
            if probability >= MIN_DEFINITION_PROBABILITY and defines(subject.phrase, quote.text):
                yield _Answer(subject, (quote,), probability**2)
        for (one, first), (other, second) in combinations(judged, 2):
            likeness = float(self._vectors[first.text] @ self._vectors[second.text])
            is_likely = one * other >= MIN_PROBABILITY
            if is_likely and first.position != second.position and likeness < MAX_LIKENESS:
                yield _Answer(subject, (first, second), one * other)

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
    """Return the quotes that name a subject in time, those that are worded best."""
    stems, name = set(content_stems(subject.phrase)), re.compile(_said(subject.phrase), re.IGNORECASE)
    naming = [
        quote
        for quote, said in quotes
        if stems
        and stems <= said
        and (named := name.search(quote.text))
        # Before its end: there it could only begin to tell of it.
        and named.start() < LATEST_NAMING * len(quote.text)
    ]
    by_wording = load_quotability("quote", embedding_model=None)
    return sorted(naming, key=lambda quote: -by_wording.score(quote.text))[:QUOTES_PER_SUBJECT]


def _is_named_often(subject: Subject, segments: Sequence[Segment]) -> bool:
    name = re.compile(_said(subject.phrase), re.IGNORECASE)
    naming = sum(name.search(segment.text) is not None for segment in segments)
    return naming >= min(MIN_NAMING, MIN_NAMING_SHARE * len(segments))


def _said(subject: str) -> str:
    """Return a pattern of a subject in the singular and the plural, so also of "library" and "libraries"."""
    forms = [
        rf"\b{re.sub('i$', '[iy]', re.escape(root))}"
        + (r"\w{0,3}\b" if len(root) > SHORT_ROOT else r"(?:e?s)?\b")
        for root in map(stem, subject.lower().split())
    ]
    return r"[\s-]+".join(forms)
