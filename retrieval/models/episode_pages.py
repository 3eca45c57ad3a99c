"""The parts of an episode's page, as frozen types; times are in seconds."""

from dataclasses import dataclass

from retrieval.models import Citation, Episode, Sentence


@dataclass(frozen=True, slots=True)
class Topic:
    """What an episode talks about from `start` to `end`: every sentence cited, the quote verbatim."""

    title: str
    start: float | None
    end: float | None
    sentences: tuple[Sentence, ...]
    quote: Citation
    subtopics: tuple["Topic", ...] = ()

    @property
    def says_its_quote(self) -> bool:
        """Whether one of the sentences is the quote itself, which need not be shown again then."""
        return any(sentence.text.casefold() == self.quote.quote.casefold() for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Summary:
    """An episode's topics in spoken order, the model that wrote them, and the tokens that it used.

    `note` is a sentence that says why the model wasn't asked, if it should have been.
    """

    episode: Episode
    topics: tuple[Topic, ...]
    model: str
    tokens: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    """A passage that can be played alone: whole sentences, from the start of a cue to the end of one."""

    title: str
    start: float | None
    end: float | None
    quote: Citation
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class EpisodeQuestion:
    """A question that the episode answers, and the citations that answer it."""

    question: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class RelatedEpisode:
    """Another episode about the same subject: `why`, and a passage of each (`here` and `there`)."""

    episode: Episode
    why: str
    here: Citation
    there: Citation
