"""Titles clips by phrases of what they say, or by a short sentence.

Weights that `tools/train_titles.py` fits to graded titles tell which is best; they are in `clip_titles.json`.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import (
    JOINT,
    Keyphrases,
    candidate_phrases,
    join_as_title,
    shares_word,
)
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.phrase_use import names_something
from retrieval.episode_pages.title_sentences import first_words, short_sentences
from retrieval.language.word_frequency import rarity
from retrieval.language.words import content_stems

PHRASES_PER_QUOTE = 9
"""Phrases of a quote that are compared with it."""
PAIRED_PHRASES = 5
"""The best of them, of which two may make a title."""
SEGMENTS_COUNTED = 6
"""Segments that say a phrase, up to which more of them count."""
MOST_SEGMENTS_SHARE = 0.4
"""Share of an episode's segments that say a phrase, above which it tells no clip from the others."""
SEVERAL_WORDS_BONUS = 2.0
"""What several words count next to the number of those segments, when the phrases of a quote are picked."""
RARITY_WEIGHT = 3.0
"""What the rarity of the rarest word counts there, which is 0 to 1."""
ONE_PHRASE_LEEWAY, SENTENCE_LEEWAY, ONE_WORD_LEEWAY = 0.35, 0.15, 0.2
"""How much lower the grade of one phrase, a sentence or one word may be than that of two phrases joined."""
ONE_PHRASE_MIN_GRADE, ONE_WORD_MIN_GRADE = 0.5, 1.0
"""Least grade of one phrase and of one word that is a title instead of two phrases."""
NAME_BONUS = 0.1
"""Grade gained, next to other phrases, by one whose words all have a capital."""
WEIGHTS_FILE = Path(__file__).with_name("clip_titles.json")

Kind = Literal["phrases", "sentence", "opening"]


@dataclass(frozen=True, slots=True)
class TitlePart:
    """A phrase of a title: its cosine to the clip, its words, and how many segments say it (0 for one)."""

    nearness: float
    words: int
    segments: int


def title_features(kind: Kind, parts: Sequence[TitlePart]) -> dict[str, float]:
    """Return what the weights count, by name: for phrases the mean of their parts, and the least of two."""
    values = [
        (part.nearness, float(part.words == 1), float(min(part.segments, SEGMENTS_COUNTED))) for part in parts
    ]
    names = ("nearness", "one_word", "segments")
    of_phrases = float(kind == "phrases")
    mean = [of_phrases * sum(column) / len(parts) for column in zip(*values, strict=True)]
    least = [float(len(parts) > 1) * min(column) for column in zip(*values, strict=True)]
    return {
        **dict(zip(names, mean, strict=True)),
        **{f"least_{name}": value for name, value in zip(names, least, strict=True)},
        "two_phrases": float(len(parts) > 1),
        "sentence": float(kind == "sentence"),
        "sentence_nearness": parts[0].nearness * (kind == "sentence"),
        "opening": float(kind == "opening"),
    }


@dataclass(frozen=True, slots=True)
class TitleWeights:
    """What each feature adds to a title's grade, which is 0 to 2.

    `meaning` is what each dimension of the mean of its parts' vectors adds.
    """

    bias: float
    features: Mapping[str, float]
    meaning: NDArray[float32] | None = None

    def grade(self, kind: Kind, parts: Sequence[TitlePart], vectors: Sequence[NDArray[float32]]) -> float:
        """Return the grade that readers are likely to give a title of these parts."""
        features = title_features(kind, parts)
        grade = self.bias + sum(self.features[name] * value for name, value in features.items())
        if self.meaning is None:
            return grade
        return grade + sum(float(vector @ self.meaning) for vector in vectors) / len(vectors)


@lru_cache(maxsize=8)
def load_title_weights(embedding_model: str) -> TitleWeights:
    """Return the weights; for vectors of another embedding model those that leave meaning out."""
    fitted: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    if embedding_model != fitted["embedding_model"]:
        return TitleWeights(fitted["by_features"]["bias"], fitted["by_features"]["features"])
    fit = fitted["by_meaning"]
    return TitleWeights(fit["bias"], fit["features"], numpy.asarray(fit["meaning"], float32))


def title_quotes(page_input: PageInput, quotes: Sequence[tuple[int, str]], embed: Embed) -> list[str]:
    """Return a title for each quote of the segment at a position."""
    if not quotes:
        return []
    keyphrases = Keyphrases.of_episode(page_input)
    phrases = [_phrases(quote, keyphrases, page_input) for _, quote in quotes]
    sentences = [short_sentences(quote) for _, quote in quotes]
    every = sorted({text for texts in (*phrases, *sentences) for text in texts})
    vectors = dict(zip(every, embed(every), strict=True)) if every else {}
    weights = load_title_weights(page_input.embedding_model)
    titles: list[str] = []
    for (position, quote), own, said in zip(quotes, phrases, sentences, strict=True):
        nearest = {text: vectors[text] for text in (*own, *said)}
        options = _graded_titles(own, said, nearest, page_input.vectors[position], keyphrases, weights)
        titles.append(choose_title(_not_taken(options, titles), set(said)) if options else first_words(quote))
    return titles


def _not_taken(options: Mapping[str, float], taken: Collection[str]) -> Mapping[str, float]:
    """Return the titles that no other clip has, if one of them is nearly as good as the best."""
    free = {title: grade for title, grade in options.items() if title not in taken}
    is_good = max(free.values(), default=0.0) >= max(options.values()) - ONE_PHRASE_LEEWAY
    return free if free and is_good else options


def choose_title(options: Mapping[str, float], sentences: Collection[str]) -> str:
    """Return the best title; instead of a pair, the best one that is nearly as good and no pair."""
    best = max(options, key=lambda title: options[title])
    if not _is_pair(best, sentences):
        return best
    rivals = {
        title: grade + NAME_BONUS * (" " in title and title.istitle())
        for title, grade in options.items()
        if not _is_pair(title, sentences) and _rivals(title, grade, options[best], sentences)
    }
    return max(rivals, key=lambda title: rivals[title], default=best)


def _is_pair(title: str, sentences: Collection[str]) -> bool:
    return JOINT in title and title not in sentences


def _rivals(title: str, grade: float, best: float, sentences: Collection[str]) -> bool:
    """Return whether a title of one phrase or sentence is good enough to be taken instead of a pair."""
    if title in sentences:
        return grade >= best - SENTENCE_LEEWAY
    if " " in title:
        return grade >= max(ONE_PHRASE_MIN_GRADE, best - ONE_PHRASE_LEEWAY)
    return grade >= max(ONE_WORD_MIN_GRADE, best - ONE_WORD_LEEWAY)


def _graded_titles(
    phrases: Sequence[str],
    sentences: Sequence[str],
    vectors: Mapping[str, NDArray[float32]],
    segment_vector: NDArray[float32],
    keyphrases: Keyphrases,
    weights: TitleWeights,
) -> dict[str, float]:
    """Return possible titles with the grades that they are likely to be given."""
    parts = {
        text: TitlePart(float(vector @ segment_vector), len(text.split()), keyphrases.said_in(text) or 0)
        for text, vector in vectors.items()
    }

    def grade(kind: Kind, texts: Sequence[str]) -> float:
        return weights.grade(kind, [parts[text] for text in texts], [vectors[text] for text in texts])

    singles = sorted(phrases, key=lambda phrase: -grade("phrases", [phrase]))
    options = {join_as_title([phrase]): grade("phrases", [phrase]) for phrase in singles}
    for one, other in combinations(singles[:PAIRED_PHRASES], 2):
        if not shares_word(one, [other]):
            options[join_as_title([one, other])] = grade("phrases", [one, other])
    return options | {sentence: grade("sentence", [sentence]) for sentence in sentences}


def _phrases(quote: str, keyphrases: Keyphrases, page_input: PageInput) -> list[str]:
    """Return the phrases of a quote that name something, first those of several words or said often."""
    said = {phrase: keyphrases.said_in(phrase) for phrase in candidate_phrases(quote)}
    naming = [
        phrase
        for phrase, count in said.items()
        if count is not None and not any(letter.isdigit() for letter in phrase) and content_stems(phrase)
    ]

    def telling(phrase: str) -> float:
        words = phrase.split()
        often = min(said[phrase] or 0, SEGMENTS_COUNTED)
        return often + SEVERAL_WORDS_BONUS * (len(words) > 1) + RARITY_WEIGHT * max(map(rarity, words))

    ranked = sorted(naming, key=lambda phrase: (-telling(phrase), phrase))
    chosen: list[str] = []
    for phrase in ranked:
        if len(chosen) == PHRASES_PER_QUOTE:
            break
        if names_something(phrase, page_input.segments):
            chosen.append(phrase)
    return chosen
