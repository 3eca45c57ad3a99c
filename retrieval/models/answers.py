"""Hits and answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from retrieval.models.citations import Citation
from retrieval.models.episodes import Episode, Scope, SegmentKey
from retrieval.models.facts import Facts
from retrieval.models.requests import RequestKind
from retrieval.models.transcripts import Segment
from retrieval.models.usage import Usage

NO_ANSWER = "The transcripts don't hold an answer."
"""What a refusal is in a conversation, to which later messages may refer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment that a search returned. Scores are comparable within one query only; higher is better.

    `similarity` is the cosine of its vector and the query's, `None` where only its words matched. A reranker
    adds `relevance`, the estimated probability that the segment answers, and `match`, from -1 to 1, how well
    its word pieces match the query's; for the first hits also `sentence_matches`, the same for each sentence.
    A moderator chose a `pinned` one for a question in these words. `others` are the positions of its
    sentences that somebody else says than the one whose words are asked for.
    """

    episode: Episode
    segment: Segment
    score: float
    similarity: float | None = None
    relevance: float | None = None
    match: float | None = None
    sentence_matches: tuple[float, ...] = ()
    pinned: bool = False
    others: frozenset[int] = frozenset()

    @property
    def key(self) -> SegmentKey:
        return SegmentKey(self.episode.generation, self.segment.number)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as a model wrote it, and the 1-based positions of the hits that it cites.

    `quote` holds the words of a hit that support the sentence, as the model copied them; unchecked.
    """

    text: str
    cited: tuple[int, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer or a topic, with the citations that prove it (at least one)."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """How many seconds the steps of an answer took."""

    retrieve: float = 0.0
    answer: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Cited sentences, a text with facts, a page to open, episodes to choose from, or a refusal.

    Sentences are what the transcripts say. `text` is for all that they don't: facts of the catalog, help and
    small talk; its paragraphs are apart by blank lines. A refusal has neither; its `looked_at` says what was
    searched, `nearest` cites the passages nearest to the question. `left_out` is a sentence about episodes
    that couldn't be searched because their index is incomplete (a refusal's also about those found by their
    words alone, until their vectors by a new model are made). `page` names the page that was asked for, of
    the one episode of `facts`. `choices` are the episodes that the question may mean, if it must be asked
    again with one of them. `note` is a sentence about a language model that failed, `usage` what the answer
    took of one, `None` if none was asked; `rejected` counts its sentences that were not proven. `within` is
    the one episode that alone was searched, `None` if it was more than one. `relevance` is the highest of the
    passages that it cites, as a reranker estimates it, `None` if there is none. `taken` says which misspelt
    words of the question were taken for which names. A refusal `is_unsure` where the question is in another
    language than the podcasts, or asks what somebody says anywhere, which may be why nothing was found.
    """

    question: str
    sentences: tuple[Sentence, ...]
    nearest: tuple[Citation, ...]
    model: str
    looked_at: str = ""
    seconds: Timings = Timings()
    left_out: str = ""
    note: str = ""
    usage: Usage | None = None
    rejected: int = 0
    kind: RequestKind = "talk"
    text: str = ""
    facts: Facts | None = None
    page: str | None = None
    choices: tuple[Episode, ...] = ()
    within: Episode | None = None
    relevance: float | None = None
    taken: str = ""
    is_unsure: bool = False

    @property
    def status(self) -> Literal["answered", "refused"]:
        is_answered = self.sentences or self.page or (self.text and self.kind not in ("talk", "other"))
        return "answered" if is_answered else "refused"

    @property
    def names_speakers(self) -> bool:
        """Whether it is known or inferred of anything that is cited who says it."""
        cited = [citation for sentence in self.sentences for citation in sentence.citations]
        return any(citation.speaker or citation.inferred_speaker for citation in cited)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and its answer, as plain text with what it cites.

    `episodes` are those that an answer from the catalog, a page or a choice was about. `kind` is `None` where
    only the texts are known. `pending` is what a choice of episodes is for: a page's name, or `ask`. `within`
    is the episode that the conversation stays with until a message leaves it, if it does.
    """

    question: str
    answer: str
    citations: tuple[Citation, ...] = ()
    episodes: tuple[Episode, ...] = ()
    kind: RequestKind | None = None
    pending: str = ""
    within: Episode | None = None


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One earlier question and its answer as a chat shows them, to be read back into a `Turn`.

    `passages` are the segments that the answer cites, each with the quoted characters if they are known.
    `episodes` are the generations of those to choose from, for what is `pending`. `within` is the generation
    of the episode that alone was searched, 0 if it was more than one, and `None` if it isn't known.
    `answered` is the question that the answer names, if that is another one than was written.
    """

    question: str
    answer: str
    passages: tuple[tuple[SegmentKey, tuple[int, int] | None], ...] = ()
    episodes: tuple[int, ...] = ()
    pending: str = ""
    within: int | None = None
    answered: str = ""


def turn_of(answer: Answer) -> Turn | None:
    """Return an answer as a turn of the conversation, `None` for one that nothing can be asked about."""
    episodes = answer.choices or (answer.facts.episodes if answer.facts else ())
    titles = " ".join(f"“{episode.title}”" for episode in episodes) if answer.page else ""
    text = " ".join(sentence.text for sentence in answer.sentences) or answer.text or titles
    if not text and answer.kind in ("talk", "followup"):
        text = NO_ANSWER
    if not text or answer.kind in ("help", "smalltalk", "other"):
        return None
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    passages = answer.facts.passages if answer.facts else ()
    wanted = answer.facts.kind if answer.kind == "page" and answer.facts else "ask"
    return Turn(
        answer.question,
        text,
        tuple(dict.fromkeys([*cited, *passages])),
        tuple(episodes),
        answer.kind,
        wanted if answer.choices else "",
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a question asks for: the normalized `words` of a name, and whether it is a host's.

    `generations` are those of the episodes in which somebody of that name is known to take part.
    """

    words: frozenset[str]
    is_host: bool = False
    generations: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the scope to search, and the conversation before it.

    `focus` is the question without the words that only name the scope; empty where there are none. `shown` is
    the message that the answer is shown with, where the question was made of it; else empty. `voice` is the
    one who must say the answer, if it is one. `without` are segments that were shown before and aren't again.
    """

    text: str
    scope: Scope
    history: tuple[Turn, ...] = ()
    focus: str = ""
    shown: str = ""
    voice: Voice | None = None
    without: frozenset[SegmentKey] = frozenset()


SentenceSink = Callable[[Sentence], Awaitable[None]]
