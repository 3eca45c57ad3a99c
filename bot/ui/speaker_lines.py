"""Say which speakers of a show have no name; the same in Discord and in the terminal."""

from collections.abc import Sequence

from bot.ui.formatting import count
from bot.ui.language import _, gettext_noop
from retrieval.models import UnnamedSpeaker

NO_SPEAKERS = gettext_noop(
    "There are no speakers without a name, such as Speaker 1, in this show's transcripts."
)


def speaker_lines(speakers: Sequence[UnnamedSpeaker]) -> list[str]:
    """Return a line for each speaker: what transcripts call them, their name, and in how many episodes."""
    return [
        _(
            "{label}: {name} ({episodes})",
            label=speaker.label,
            name=speaker.name or _("no name yet"),
            episodes=count(speaker.episodes, "episode"),
        )
        for speaker in speakers
    ] or [_(NO_SPEAKERS)]


def named_sentence(speaker: UnnamedSpeaker) -> str:
    """Return what was done as a speaker was named."""
    return _(
        "{label} is now called {name} in {episodes} of this show and in all future ones.",
        label=speaker.label,
        name=speaker.name,
        episodes=count(speaker.episodes, "episode"),
    )


def undone_sentence(speaker: UnnamedSpeaker) -> str:
    """Return what was done as a speaker's name was taken back."""
    return _("{label} no longer has a name in this show.", label=speaker.label)
