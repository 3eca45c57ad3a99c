"""What search engines read of a page: schema.org's words for an episode and its clips, as JSON-LD."""

from typing import Any

from bot.moments import moment_path
from bot.web.episode_view import EpisodeView
from bot.web.player import Player, seek_second
from bot.web.site import Site
from retrieval.models.episode_pages import Clip

JsonObject = dict[str, Any]


def describe_episode(view: EpisodeView, site: Site, player: Player | None) -> JsonObject:
    """Return an episode's `PodcastEpisode`, with a `Clip` for each passage that is worth playing."""
    episode = view.episode
    described: JsonObject = {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": episode.title,
        "url": site.address(f"/e/{episode.id}"),
        "partOfSeries": {
            "@type": "PodcastSeries",
            "name": episode.show.title,
            "url": site.address(f"/shows/{episode.show.id}"),
        },
        "hasPart": [_describe_clip(clip, site, player) for clip in view.clips],
    }
    if episode.published:
        described["datePublished"] = episode.published.isoformat()
    if episode.duration:
        described["timeRequired"] = iso_duration(episode.duration)
    if episode.guests:
        described["actor"] = [{"@type": "Person", "name": name} for name in episode.guests]
    if player and player.kind != "youtube":
        described["associatedMedia"] = {"@type": "MediaObject", "contentUrl": player.source}
    return described


def _describe_clip(clip: Clip, site: Site, player: Player | None) -> JsonObject:
    described: JsonObject = {
        "@type": "Clip",
        "name": clip.title,
        "text": clip.quote.quote,
        "url": site.address(moment_path(clip.quote)),
    }
    for name, second in (("startOffset", clip.start), ("endOffset", clip.end)):
        if (offset := seek_second(second, player)) is not None:
            described[name] = offset
    return described


def iso_duration(seconds: float) -> str:
    """Return a length as schema.org wants it: PT1H2M3S."""
    minutes, second = divmod(int(seconds), 60)
    return f"PT{minutes // 60}H{minutes % 60}M{second}S"
