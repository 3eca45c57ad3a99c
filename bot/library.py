"""What the Discord side asks of a library; `retrieval.library.Library` is the one that it gets."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from retrieval.episode_page import Clip, EpisodeQuestion, Related, Summary
from retrieval.models import (
    Answer,
    Episode,
    Exchange,
    Hit,
    ProgressSink,
    Scope,
    Segment,
    SentenceSink,
)


class Pages(Protocol):
    """What the episodes' pages show; `retrieval.pages.Pages` makes it."""

    async def summary(self, scope: Scope, progress: ProgressSink | None = None) -> Summary: ...

    async def clips(self, scope: Scope, progress: ProgressSink | None = None) -> tuple[Clip, ...]: ...

    async def questions(
        self, scope: Scope, progress: ProgressSink | None = None
    ) -> tuple[EpisodeQuestion, ...]: ...

    async def related(self, scope: Scope) -> tuple[Related, ...]: ...

    async def ready(self) -> frozenset[int]: ...

    async def met(self, guild: int | None, refs: Iterable[tuple[int, int]]) -> None: ...


class Library(Protocol):
    """Answers within a scope, never beyond it."""

    @property
    def pages(self) -> Pages: ...

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Exchange] = (),
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

    async def sweep(self) -> int: ...

    async def warm_up(self) -> None: ...

    async def close(self) -> None: ...
