"""Say which speakers of a show have no name, alike in Discord and in the terminal."""

from collections.abc import Sequence

from bot.ui.formatting import count
from retrieval.models import UnnamedSpeaker

NO_SPEAKERS = "No transcript of it has a speaker without a name, such as Speaker 1."


def speaker_lines(speakers: Sequence[UnnamedSpeaker]) -> list[str]:
    """Return a line for each speaker: what transcripts call them, their name, and in how many episodes."""
    return [
        f"{speaker.label}: {speaker.name or 'no name yet'} ({count(speaker.episodes, 'episode')})"
        for speaker in speakers
    ] or [NO_SPEAKERS]


def named_sentence(speaker: UnnamedSpeaker) -> str:
    """Return what was done as a speaker was named."""
    return (
        f"{speaker.label} is now called {speaker.name} in {count(speaker.episodes, 'episode')} of this show, "
        "and in its new ones."
    )


def undone_sentence(speaker: UnnamedSpeaker) -> str:
    """Return what was done as a speaker's name was taken back."""
    return f"{speaker.label} has no name any more in this show."
