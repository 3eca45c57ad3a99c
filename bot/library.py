"""What the Discord side needs from a library; `retrieval.library.Library` provides it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from retrieval.feeds.subscriptions import Subscriptions
from retrieval.guilds.service import Guilds
from retrieval.models import (
    Answer,
    Details,
    Episode,
    Hit,
    IndexReport,
    ProgressSink,
    Scope,
    Segment,
    SentenceSink,
    Status,
    Turn,
)
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary


class PagesProtocol(Protocol):
    """Summaries, clips, questions and related episodes; `EpisodePages` provides them."""

    async def summary(self, scope: Scope, progress: ProgressSink | None = None) -> Summary: ...

    async def clips(self, scope: Scope, progress: ProgressSink | None = None) -> tuple[Clip, ...]: ...

    async def questions(
        self, scope: Scope, progress: ProgressSink | None = None
    ) -> tuple[EpisodeQuestion, ...]: ...

    async def related(self, scope: Scope) -> tuple[RelatedEpisode, ...]: ...

    async def summarized_generations(self) -> frozenset[int]: ...

    async def record_views(self, guild: int | None, refs: Iterable[tuple[int, int]]) -> None: ...


class LibraryProtocol(Protocol):
    """Answers within a scope, never beyond it."""

    @property
    def pages(self) -> PagesProtocol: ...

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Turn] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer: ...

    async def search(self, query: str, scope: Scope, k: int = 10) -> list[Hit]: ...

    async def transcript(
        self, scope: Scope, *, at: int | None = None, context: int = 2
    ) -> tuple[Episode, tuple[Segment, ...]]: ...

    async def episodes(self, scope: Scope) -> list[Episode]: ...

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]: ...

    @property
    def guilds(self) -> Guilds: ...

    @property
    def feeds(self) -> Subscriptions: ...

    async def add(
        self,
        source: Path | bytes,
        details: Details,
        progress: ProgressSink | None = None,
        *,
        guild: int | None = None,
        name: str = "",
    ) -> IndexReport: ...

    async def reindex(self, episode: Episode, progress: ProgressSink | None = None) -> IndexReport: ...

    async def remove(self, scope: Scope) -> IndexReport: ...

    async def roll_back(self, scope: Scope) -> IndexReport: ...

    async def offset(
        self, scope: Scope, kind: str, here: float, there: float, url: str | None = None
    ) -> float: ...

    async def status(self) -> Status: ...

    async def remove_leftovers(self) -> int: ...

    async def warm_up(self) -> None: ...

    async def close(self) -> None: ...
