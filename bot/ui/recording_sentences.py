"""Sentences about the recordings of episodes, and where links into them lead."""

from typing import Literal

from bot.ui.language import _, decimal

Medium = Literal["audio", "video"]


def offset_sentence(episode: str, medium: Medium, offset: float) -> str:
    """Return by how much a recording differs from its transcript."""
    seconds = decimal(round(abs(offset), 3))
    if medium == "audio" and offset >= 0:
        return _(
            "In the audio of {episode}, everything comes {seconds} s later than in its transcript. "
            "Links have been adjusted.",
            episode=episode,
            seconds=seconds,
        )
    if medium == "audio":
        return _(
            "In the audio of {episode}, everything comes {seconds} s earlier than in its transcript. "
            "Links have been adjusted.",
            episode=episode,
            seconds=seconds,
        )
    if offset >= 0:
        return _(
            "In the video of {episode}, everything comes {seconds} s later than in its transcript. "
            "Links have been adjusted.",
            episode=episode,
            seconds=seconds,
        )
    return _(
        "In the video of {episode}, everything comes {seconds} s earlier than in its transcript. "
        "Links have been adjusted.",
        episode=episode,
        seconds=seconds,
    )


def recording_sentence(escaped: str, medium: Medium) -> str:
    """Return what links to an episode, whose id is escaped, open now."""
    if medium == "audio":
        return _(
            "Links to {episode} now open its audio. If they start too early or too late, correct that with "
            "`/library offset`.",
            episode=escaped,
        )
    return _(
        "Links to {episode} now open its video. If they start too early or too late, correct that with "
        "`/library offset`.",
        episode=escaped,
    )
