"""A small made-up episode about a bakery, its hits, and two searches that return all of them or none."""

from collections.abc import Sequence

from retrieval.models import Cue, Episode, Hit, Medium, Scope, Segment, Show

SHOW = Show(1, "crumb", "The Crumb")
EPISODE = Episode(
    key=5,
    id="crumb-12",
    show=SHOW,
    title="Rye, with Ida Holm",
    generation=9,
    segments=4,
    guests=("Ida Holm",),
    media=(Medium("audio", "https://example.org/crumb-12.mp3"),),
)
TEXTS = (
    "Ida Holm opened the bakery in 2011. She sold forty loaves on the first day.",
    "Rye bread keeps longer than wheat bread. It stays moist for nine days.",
    "The oven reaches 260 degrees before dawn. Nobody opens its door for ten minutes.",
    "My grandmother never weighed the salt. She trusted her hands.",
)
SEGMENTS = tuple(
    Segment(number, (Cue(text, 30.0 * number, 30.0 * number + 25, "Ida"),))
    for number, text in enumerate(TEXTS, 1)
)
# Best first, as a retriever returns them: not in spoken order.
HITS = tuple(Hit(EPISODE, SEGMENTS[at], score) for at, score in ((1, 0.9), (2, 0.7), (0, 0.5), (3, 0.2)))
SCOPE = Scope(episode=EPISODE.id)


async def find(query: str, scope: Scope) -> Sequence[Hit]:
    return HITS


async def find_nothing(query: str, scope: Scope) -> Sequence[Hit]:
    return ()
