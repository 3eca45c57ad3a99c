"""Descriptions of episodes by what they are about: "the sourdough one", "the one where she sails alone"."""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.models import Episode
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.pointers import Pointer
from retrieval.understanding.wording import Span, find, phrase_pattern, plain_form, remove, words_of

MAX_DESCRIPTION_WORDS = 6
"""How many words before "one" or "episode" describe it at most."""
MIN_LEAD = 1.1
"""How many times the next episode's score the best one's must be, to be the only one."""
MAX_ALIKE = 5
"""How many episodes of about the same score a description is taken to mean at most."""
TITLE_WEIGHT, OPENING_WEIGHT = 3.0, 1.0
"""What a word adds to an episode's score, on the scale of BM25: in its title, and at its beginning."""
SEARCHED_SEGMENTS, BEST_SEGMENTS = 200, 10
"""How many segments are searched for, and how many of an episode's best ones make its score."""
MIN_KNOWN_WORDS = 0.6
"""The share of a description's words that the episode must have in its title or at its beginning, or say."""
MIN_MENTIONS = 4
"""How many segments must say a word for it to tell what their episode is about."""
MIN_MENTION_SHARE = 0.75
"""The share of all its mentions that must be in one episode for a word alone to name it."""
RARE_WORD_RANK = 7000
"""English words of a lower rank by frequency don't name an episode alone."""

_AFTER = re.compile(
    r"\b(?:the |that |this |an? )?\b(?:episode|ep|one|interview|conversation|show|folge|episodio|capitulo) "
    r"(?:with|about|on|where|in which|from|uber|mit|sobre|con|sur|avec|com|dans lequel|wo) ([^,.?!:;]+)"
    r"|\b(?:the|that) (?:author|creator|founder|cofounder|maker|inventor|ceo|guys?|guests?|hosts?|"
    r"developers?|folks|team|people|person|man|woman|lead) "
    r"(?:of|from|behind|at|who (?:made|wrote|created|built|founded)) ([\w'.+#&-]+(?: [\w'.+#&-]+)?)"
)
_FINITE = re.compile(r"\b(?:was|is|were|are|did|does|do|has|had|said|says|should|would)\b")
_BEFORE = re.compile(
    r"^(?:.*\b)?(?:the|that|this|el|la|le|o|die|der|das|my|your)"
    rf"((?: [\w'.+#&/-]+){{1,{MAX_DESCRIPTION_WORDS}}}) $"
)


def described_episodes(text: str, names: LibraryNames, shows: Sequence[Pointer]) -> Iterator[Pointer]:
    """Yield the episodes that a text describes before or after a word such as "one" or "episode"."""
    keys = {show.show.key for show in shows if show.show}
    plain = remove(text, (show.span for show in shows))
    for start, end in _descriptions(text):
        telling = telling_words(plain[start:end])
        is_role_alone = all(phrase_pattern("people_nouns").fullmatch(word) for word in telling)
        found = [] if is_role_alone else rank_by_content(telling, names, keys)
        if found:
            yield Pointer((start, end), tuple(found), is_certain=False)


def distinctive_words(text: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the episode that alone talks about a rare word all the time, for each such word of a text."""
    words = [
        word
        for word in dict.fromkeys(words_of(text))
        if frequency_rank(word) >= RARE_WORD_RANK and len(word) > 2
    ]
    for word, counts in names.count_mentions(words).items():
        visible = {episode.generation: episode for episode in names.episodes}
        counts = {generation: count for generation, count in counts.items() if generation in visible}
        total = sum(counts.values())
        best = max(counts, key=lambda generation: counts[generation], default=None)
        if best is None or counts[best] < MIN_MENTIONS or counts[best] < MIN_MENTION_SHARE * total:
            continue
        episode = visible[best]
        opening = names.openings.get(best)
        if word in words_of(plain_form(f"{episode.id} {episode.title}")) or (
            opening and word in opening.words
        ):
            start = text.index(word)
            yield Pointer((start, start + len(word)), (episode,), is_certain=False)


def telling_words(text: str) -> list[str]:
    """Return the words of a text that say what something is about."""
    ignored = lexicon.words("messages/function_words") | lexicon.words("claim_stop_words")
    generic = [
        phrase_pattern(name)
        for name in ("episode_nouns", "description_nouns", "latest", "oldest", "longest", "next")
    ]
    return [
        word
        for word in dict.fromkeys(words_of(text))
        if word not in ignored
        and not any(pattern.fullmatch(word) for pattern in generic)
        and (len(word) > 1 or not word.isascii())
    ]


def rank_by_content(
    words: Sequence[str], names: LibraryNames, shows: Collection[int] = frozenset()
) -> list[Episode]:
    """Return the episodes, of these shows if any, that the words describe best: one, or some alike."""
    scores = score_by_content(words, names, shows)
    ordered = sorted(scores, key=lambda generation: -scores[generation])
    if not ordered:
        return []
    best = scores[ordered[0]]
    by_generation = {episode.generation: episode for episode in names.episodes}
    close = [generation for generation in ordered if scores[generation] * MIN_LEAD > best]
    return [by_generation[generation] for generation in close[:MAX_ALIKE]]


def score_by_content(
    words: Sequence[str], names: LibraryNames, shows: Collection[int] = frozenset()
) -> dict[int, float]:
    """Return how well the words describe each episode of these shows (all if empty), by generation.

    The mean BM25 score of an episode's five best segments, and more where its title or beginning says them.
    """
    wanted = {
        episode.generation: episode for episode in names.episodes if not shows or episode.show.key in shows
    }
    by_episode: defaultdict[int, list[float]] = defaultdict(list)
    partitions = {episode.partition for episode in wanted.values()}
    for hit in names.search_words(" ".join(words), SEARCHED_SEGMENTS, partitions) if words else ():
        if hit.generation in wanted:
            by_episode[hit.generation].append(hit.score)
    scores = defaultdict(
        float, {g: sum(sorted(found)[-BEST_SEGMENTS:]) / BEST_SEGMENTS for g, found in by_episode.items()}
    )
    counts = names.count_mentions(words)
    known: defaultdict[int, int] = defaultdict(int)
    for word in words:
        titled = {episode.generation for episode in _titled(word, names)} & set(wanted)
        said = set(counts.get(word, ())) & set(wanted)
        opened = {g for g in said if (opening := names.openings.get(g)) and word in opening.words}
        for generation in titled:
            scores[generation] += TITLE_WEIGHT * _rarity(len(titled), len(names.episodes))
        for generation in opened:
            scores[generation] += OPENING_WEIGHT * _rarity(len(opened), len(names.episodes))
        for generation in titled | said:
            known[generation] += 1
    least = MIN_KNOWN_WORDS * len(words)
    return {generation: score for generation, score in scores.items() if known[generation] >= least}


def _rarity(having: int, total: int) -> float:
    """Return from 0 to 1 how few of `total` episodes have a word."""
    return math.log((1 + total) / having) / math.log(1 + total)


def _titled(word: str, names: LibraryNames) -> tuple[Episode, ...]:
    return names.title_words.get(word) or names.title_words.get(word.removesuffix("s"), ())


def _descriptions(text: str) -> Iterator[Span]:
    """Yield where a text describes an episode."""
    for match in _AFTER.finditer(text):
        yield match.span()
    for start, end in [*find("description_nouns", text), *find("episode_nouns", text)]:
        if text[start:end] in ("ones", "episodes", "eps"):
            continue
        before = _BEFORE.search(text[:start])
        if before and not _FINITE.search(before[1]):
            yield start - len(before[1]) - 1, end
