"""What a server's questions show: what is answered badly, grouped by subject, and how many end how."""

import hmac
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError, NotFoundError
from retrieval.language.word_marks import find_moment, mark
from retrieval.language.words import content_stems
from retrieval.models import Answer, Citation, Episode, Scope, Segment
from retrieval.models.gaps import AskedQuestion, Gap, GapGroup, GapPage, Outcome, PassageMark, Stats
from retrieval.texts import Text

SUBJECT_SEGMENTS = 10
"""How many segments of an episode, about ten minutes, count as one subject of questions."""
PAGE_GROUPS = 8
"""How many groups a page lists."""
PASSAGES = 3
"""How many passages of an answer are stored, and how many nearest ones of a refusal."""
MARK_WORDS = 12
"""How many words of a passage its mark stands for."""
FIRST_WORDS = 8
"""How many words of a passage name a subject that has no phrase of its own."""
MIN_RELEVANCE = 0.3
"""Relevance of the best cited passage, from 0 to 1, below which an answer counts as weak.

On 404 answers to listeners' questions about 8 episodes, made without a model: 27 % of those that don't hold
the answer are below it, and 9 % of those that do.
"""
GONE = Text(
    "These gaps are gone: they were too old, or their data was deleted. `/library gaps` lists the others."
)

NameSubject = Callable[[Sequence[Segment], str, int, int], str]
"""Name what segments `first` to `last` of an episode with this title are about; empty if nothing names it."""

_log = logging.getLogger(__name__)


def outcome_of(answer: Answer) -> Outcome | None:
    """Return how a question ended; `None` for what is no question, or is still to be asked of an episode."""
    if answer.kind in ("help", "smalltalk", "other") or answer.choices:
        return None
    if answer.status == "refused":
        return "refused"
    is_doubtful = answer.rejected > len(answer.sentences) > 0
    is_far = answer.relevance is not None and answer.relevance < MIN_RELEVANCE
    return "weak" if is_doubtful or is_far else "answered"


def passages_of(answer: Answer) -> tuple[PassageMark, ...]:
    """Return the first passages that an answer cites, or the nearest ones of a refusal."""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    distinct = {citation.key: citation for citation in reversed(cited or answer.nearest)}
    return tuple(passage_mark(citation) for citation in [*distinct.values()][::-1][:PASSAGES])


def passage_mark(citation: Citation) -> PassageMark:
    """Return where a quote is, so that it is found again after a reindex."""
    episode, words = citation.episode, " ".join(citation.quote.split()[:MARK_WORDS])
    return PassageMark(episode.id, episode.generation, citation.segment, mark(words))


def words_hash(key: bytes, guild: int | None, question: str) -> str:
    """Return a keyed hash of a question's content words in any order; it tells nothing without the key."""
    words = " ".join(sorted(set(content_stems(question)))) or question.casefold().strip()
    return hmac.new(key, f"words:{guild or 0}:{words}".encode(), "sha256").hexdigest()


class Gaps:
    """Records how questions end, and groups those of one server that weren't answered well.

    Nothing of a question's text is stored. Methods raise LibraryError if the catalog can't be used.
    """

    def __init__(self, catalog: Catalog, threads: Threads, name_subject: NameSubject | None = None) -> None:
        self._catalog, self._threads, self._name = catalog, threads, name_subject

    async def record(self, asked: AskedQuestion) -> None:
        """Store how a question ended; a catalog that can't be written is only logged."""
        try:
            await self._threads.background.run(self._catalog.questions.record, asked)
        except LibraryError as error:
            _log.warning("How a question ended could not be stored: %s", error)

    async def page(self, guild: int | None, days: int, page: int = 0) -> GapPage:
        """Return a page, from 0, of the groups of the last `days` days, those with the most gaps first."""
        return await self._threads.pages.run(self._page, guild, days, page)

    async def group(self, guild: int | None, days: int, message: int) -> GapGroup:
        """Return the group of the gap that was answered in this message. Raises NotFoundError."""
        return await self._threads.pages.run(self._group, guild, days, message)

    async def stats(self, guild: int | None, days: int, *, everybody: bool = False) -> Stats:
        """Return the figures of a guild's questions, or of all guilds', of the last `days` days."""
        read = self._catalog.questions.stats
        return await self._threads.background.run(read, guild, _since(days), everybody=everybody)

    def _page(self, guild: int | None, days: int, page: int) -> GapPage:
        groups = self._groups(guild, days)
        first = page * PAGE_GROUPS
        shown = tuple(self._named(group) for group in groups[first : first + PAGE_GROUPS])
        return GapPage(shown, len(groups), sum(len(group.gaps) for group in groups))

    def _group(self, guild: int | None, days: int, message: int) -> GapGroup:
        for group in self._groups(guild, days):
            if any(gap.message == message for gap in group.gaps):
                return self._named(group)
        raise NotFoundError(GONE)

    def _groups(self, guild: int | None, days: int) -> list[GapGroup]:
        gaps = self._catalog.questions.gaps(guild, _since(days))
        visible = {episode.id: episode for episode in self._catalog.episodes(Scope(guild))}
        placed: dict[str, list[tuple[int, Gap]]] = defaultdict(list)
        for gap, passage in _with_newest_passages(gaps):
            episode = visible.get(passage.episode) if passage else None
            placed[episode.id if episode else ""].append((passage.segment if passage else 0, gap))
        groups = []
        for episode_id, of_episode in placed.items():
            if not episode_id:
                groups.append(GapGroup(tuple(gap for _, gap in of_episode)))
                continue
            episode = visible[episode_id]
            located = self._located(episode, of_episode)
            groups += [_group_of(episode, some) for some in _neighbours(located)]
        return sorted(groups, key=lambda group: (-len(group.gaps), -group.gaps[0].at.timestamp()))

    def _located(self, episode: Episode, placed: Iterable[tuple[int, Gap]]) -> list[tuple[int, Gap]]:
        """Return where the passages are in the episode's current generation, as far as they still are."""
        located, moved = [], dict[tuple[int, str], int]()
        transcript: Sequence[Segment] = ()
        for segment, gap in placed:
            passage = gap.passage
            if passage is None or passage.generation == episode.generation or passage.episode != episode.id:
                located.append((min(segment, episode.segments), gap))
                continue
            key = segment, passage.mark
            if key not in moved:
                transcript = transcript or self._catalog.transcript(episode.generation)
                moment = find_moment(transcript, segment, passage.mark)
                moved[key] = moment.segment.number if moment else min(segment, episode.segments)
            located.append((moved[key], gap))
        return located

    def _named(self, group: GapGroup) -> GapGroup:
        if group.episode is None:
            return group
        segments = self._catalog.transcript(group.episode.generation)
        subject = ""
        if self._name is not None:
            subject = self._name(segments, group.episode.title, group.first, group.last)
        if not subject:
            words = next((one.text.split() for one in segments if one.number == group.first), [])
            subject = f"{' '.join(words[:FIRST_WORDS])}…" if words else ""
        return replace(group, subject=subject)


def _since(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def _with_newest_passages(gaps: Sequence[Gap]) -> Iterator[tuple[Gap, PassageMark | None]]:
    """Yield the gaps, newest first, each with the passage that was nearest to its words last.

    So the same question stays one subject when an episode is added that is nearer.
    """
    newest: Mapping[str, PassageMark] = {
        gap.words: gap.passage for gap in reversed(gaps) if gap.words and gap.passage
    }
    for gap in gaps:
        yield gap, newest.get(gap.words, gap.passage)


def _neighbours(placed: Sequence[tuple[int, Gap]]) -> Iterator[list[tuple[int, Gap]]]:
    """Yield gaps whose passages lie within `SUBJECT_SEGMENTS` of each other together."""
    together: list[tuple[int, Gap]] = []
    for segment, gap in sorted(placed, key=lambda pair: pair[0]):
        if together and segment - together[0][0] >= SUBJECT_SEGMENTS:
            yield together
            together = []
        together.append((segment, gap))
    if together:
        yield together


def _group_of(episode: Episode, placed: Sequence[tuple[int, Gap]]) -> GapGroup:
    gaps = sorted((gap for _, gap in placed), key=lambda gap: (gap.at, gap.message), reverse=True)
    return GapGroup(tuple(gaps), episode, placed[0][0], placed[-1][0])
