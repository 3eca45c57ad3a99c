"""A library at the edge of the bot: it holds what a test puts there and remembers what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.errors import NotFoundError
from retrieval.models import Answer, Episode, Exchange, Scope, Segment, SentenceSink
from tests.bot.samples import ANSWERED


@dataclass
class Shelf:
    answer: Answer | Exception = ANSWERED
    shelved: Sequence[Episode] = ()
    segments: dict[int, tuple[Segment, ...]] = field(default_factory=dict)
    asked: list[tuple[str, Scope]] = field(default_factory=list)
    closed: bool = False

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Exchange] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        self.asked.append((question, scope))
        if isinstance(self.answer, Exception):
            raise self.answer
        if on_sentence:
            for sentence in self.answer.sentences:
                await on_sentence(sentence)
        return self.answer

    async def episodes(self, scope: Scope) -> list[Episode]:
        return [episode for episode in self.shelved if episode.show.guild in (None, scope.guild)]

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]:
        for episode in await self.episodes(scope):
            if episode.generation == generation:
                near = range(number - context, number + context + 1)
                return episode, tuple(each for each in self.segments[generation] if each.number in near)
        raise NotFoundError("The segment that this cites is gone.")

    async def close(self) -> None:
        self.closed = True
