"""Remove the sample show as soon as there is something else to ask about."""

from dataclasses import replace

from bot import sample
from retrieval.library import Library
from retrieval.models import Episode, Scope
from retrieval.models.guilds import SCHEDULE


async def remove_sample(library: Library) -> bool:
    """Remove the sample show if the host has another episode; return whether it was there."""
    shared = await library.episodes(Scope())
    samples = [episode for episode in shared if is_sample(episode)]
    if not samples or len(samples) == len(shared):
        return False
    for episode in samples:
        await library.remove(Scope(episode=episode.id))
    return True


async def hide_sample(library: Library, guild: int | None) -> bool:
    """Hide the sample show in a server that has an episode of its own; return whether it was visible.

    The host's own is removed.
    """
    if guild is None:
        return await remove_sample(library)
    visible = await library.episodes(Scope(guild))
    keys = {episode.show.key for episode in visible if is_sample(episode)}
    if not keys or not any(episode.show.guild == guild for episode in visible):
        return False
    settings = await library.guilds.settings(guild)
    hidden = tuple(sorted({*settings.hidden, *keys}))
    await library.guilds.save_settings(guild, replace(settings, hidden=hidden), settings)
    await library.guilds.record(guild, SCHEDULE, "hide", sample.SHOW, "this server has its own episodes")
    return True


def is_sample(episode: Episode) -> bool:
    """Return whether this is an episode of the bundled show, as `podcite run` adds it."""
    bundled = {details.episode: details.audio_url for _, details in sample.EPISODES}
    urls = {medium.url for medium in episode.media}
    return episode.show.guild is None and bundled.get(episode.id, "") in urls
