"""The sample show leaves as soon as there is something else to ask."""

from bot import sample
from retrieval.library import Library
from retrieval.models import Episode, Scope


async def remove_sample(library: Library, guild: int | None = None) -> bool:
    """Remove the sample show if the guild, or the host, has another episode; return whether it was there."""
    visible = await library.episodes(Scope(guild))
    samples = [episode for episode in visible if is_sample(episode)]
    if not samples or len(samples) == len(visible):
        return False
    for episode in samples:
        await library.remove(Scope(episode=episode.id))
    return True


def is_sample(episode: Episode) -> bool:
    """Return whether this is an episode of the bundled show, as `podcite run` adds it."""
    bundled = {details.episode: details.audio_url for _, details in sample.EPISODES}
    urls = {medium.url for medium in episode.media}
    return episode.show.guild is None and bundled.get(episode.id, "") in urls
