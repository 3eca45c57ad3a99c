"""What the Discord side asks of a library; `retrieval.library.Library` is the one that it gets."""

from collections.abc import Sequence
from typing import Protocol

from retrieval.models import Answer, Episode, Exchange, Scope, Segment, SentenceSink


class Library(Protocol):
    """Answers within a scope, never beyond it."""

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Exchange] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer: ...

    async def episodes(self, scope: Scope) -> list[Episode]: ...

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]: ...

    async def sweep(self) -> int: ...

    async def warm_up(self) -> None: ...

    async def close(self) -> None: ...
