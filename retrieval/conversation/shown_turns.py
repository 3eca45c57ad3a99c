"""Read a conversation back from what a chat shows of it: the texts, and what its buttons refer to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from retrieval.answering.citations import cite
from retrieval.catalog.catalog import Catalog
from retrieval.conversation.staying import episode_after, only_leaves
from retrieval.models import Citation, Episode, Scope, Segment, SegmentKey, ShownTurn, Turn
from retrieval.understanding.classify import understand
from retrieval.understanding.library_view import LibraryView

MAX_TURNS = 6
"""How many earlier questions with their answers are read back."""
HISTORY_TOKENS = 2_000
"""How many tokens the turns may have together; the oldest are left out first."""
CHARACTERS_PER_TOKEN = 3.5
"""Characters of English for one token of a chat model."""
_SAY_NOTHING = ("help", "smalltalk", "other")
"""Kinds of messages after which nothing can be asked about the answer."""


class ShownTurns:
    """Reads turns back; what they refer to is looked up in the scope's library, so nothing else is seen."""

    def __init__(self, catalog: Catalog, view: LibraryView) -> None:
        self._catalog, self._view = catalog, view

    def read(self, scope: Scope, history: Sequence[Turn | ShownTurn]) -> tuple[Turn, ...]:
        """Return a history of turns as it is; of shown ones the last that fit into the number of tokens.

        Raises LibraryError if the catalog can't be used.
        """
        turns = tuple(turn for turn in history if isinstance(turn, Turn))
        shown = [turn for turn in history if isinstance(turn, ShownTurn)]
        return (*turns, *self._read(Scope(scope.guild), _fitting(shown[-MAX_TURNS:]))) if shown else turns

    def _read(self, scope: Scope, shown: Sequence[ShownTurn]) -> tuple[Turn, ...]:
        episodes = self._catalog.episodes(scope)
        names = self._view.names(episodes, date.today())  # noqa: DTZ011 - the day where the user is
        by_generation = {episode.generation: episode for episode in episodes}
        by_key = {episode.key: episode for episode in episodes}
        segments = self._catalog.segments({key for turn in shown for key, _ in turn.passages})
        turns: list[Turn] = []
        within: Episode | None = None
        for turn in shown:
            within = episode_after(turn.question, within, names)
            if turn.within is not None:
                within = by_generation.get(turn.within)
            if not turn.passages and understand(turn.question, names).kind in _SAY_NOTHING:
                continue
            cited = [self._cite(key, quote, segments, by_key) for key, quote in turn.passages]
            turns.append(
                Turn(
                    (turn.answered if only_leaves(turn.question) else "") or turn.question,
                    turn.answer,
                    tuple(citation for citation in cited if citation is not None),
                    tuple(by_generation[each] for each in turn.episodes if each in by_generation),
                    pending=turn.pending,
                    within=within,
                )
            )
        return tuple(turns)

    def _cite(
        self,
        key: SegmentKey,
        quote: tuple[int, int] | None,
        segments: dict[SegmentKey, Segment],
        visible: dict[int, Episode],
    ) -> Citation | None:
        """Return the citation of a passage, `None` where it is gone or its episode isn't visible."""
        owner, segment = self._catalog.episode_key(key.generation), segments.get(key)
        if segment is None or owner is None or owner not in visible:
            return None
        start, end = quote or (0, len(segment.text))
        words = segment.text[start:end]
        if not words.strip():
            return None
        return cite(replace(visible[owner], generation=key.generation), segment, words, start)


def _fitting(shown: Sequence[ShownTurn]) -> list[ShownTurn]:
    """Return the last turns that fit together, in order."""
    room, fitting = HISTORY_TOKENS * CHARACTERS_PER_TOKEN, list[ShownTurn]()
    for turn in reversed(shown):
        room -= len(turn.question) + len(turn.answer)
        if room < 0:
            break
        fitting.insert(0, turn)
    return fitting
