"""A show of a guild's own, and jobs on it."""

from retrieval.library import Library
from retrieval.models import Details, Episode, Scope
from retrieval.models.guilds import Action, Actor, Job

GUILD, MIA = 1_100_000_000_000_000_001, Actor(1, "mia")
KILN = "Orla Finn: A kiln is fired slowly, because wet clay bursts when its water boils."
GLAZE = "Orla Finn: A celadon glaze is green because iron burns in it without enough air."


async def add_clay(library: Library, text: str, episode: str = "clay-12") -> Episode:
    await library.add(
        text.encode(), Details(show="Clay", episode=episode), guild=GUILD, name=f"{episode}.txt"
    )
    return (await library.episodes(Scope(GUILD, episode=episode)))[0]


def job_on_clay(action: Action, seen: int | None = None, episode: str | None = "clay-12") -> Job:
    return Job(GUILD, "clay", action, MIA, episode, seen=seen)
