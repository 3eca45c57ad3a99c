"""A library at the edge of the bot: it holds what a test puts there and remembers what it was asked."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from retrieval.errors import NotFoundError
from retrieval.models import Answer, Cue, Episode, Exchange, Scope, Segment, SentenceSink
from tests.bot.samples import ANSWERED, EPISODE


def segments(episode: Episode) -> tuple[Segment, ...]:
    """Made-up segments of an episode, half a minute each."""
    return tuple(
        Segment(n, (Cue(f"What segment {n} of {episode.id} says.", n * 30.0, n * 30.0 + 29, "Ines Prado"),))
        for n in range(1, episode.segments + 1)
    )


@dataclass
class Shelf:
    """`answer` is what every question gets, or the error that it meets, after `seconds` for each sentence."""

    answer: Answer | Exception = ANSWERED
    shelved: Sequence[Episode] = (EPISODE,)
    seconds: float = 0.0
    told: Callable[[Episode], tuple[Segment, ...]] = segments
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
        for sentence in self.answer.sentences:
            await asyncio.sleep(self.seconds)
            if on_sentence:
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
                return episode, tuple(each for each in self.told(episode) if each.number in near)
        raise NotFoundError("The segment that this cites is gone.")

    async def warm_up(self) -> None:
        return None

    async def sweep(self) -> int:
        return 0

    async def close(self) -> None:
        self.closed = True
