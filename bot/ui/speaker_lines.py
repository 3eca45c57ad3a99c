"""Say which speakers of a show have no name; the same in Discord and in the terminal."""

from collections.abc import Sequence

from bot.ui.formatting import count
from bot.ui.language import _, gettext_noop
from retrieval.guilds.speakers import MAX_NAMED_EPISODES
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
            episodes=count(len(speaker.episodes), "episode"),
        )
        for speaker in speakers
    ] or [_(NO_SPEAKERS)]


def named_sentence(speaker: UnnamedSpeaker) -> str:
    """Return what was done as a speaker was named."""
    return _(
        "{label} is now called {name} in {episodes}, and nowhere else: in other episodes and in new ones, "
        "{label} can be somebody else.",
        label=speaker.label,
        name=speaker.name,
        episodes=_ids(speaker),
    )


def undone_sentence(speaker: UnnamedSpeaker) -> str:
    """Return what was done as a speaker's name was taken back."""
    return _("{label} no longer has a name in {episodes}.", label=speaker.label, episodes=_ids(speaker))


def _ids(speaker: UnnamedSpeaker) -> str:
    ids = speaker.episodes
    return ", ".join(ids) if len(ids) <= MAX_NAMED_EPISODES else count(len(ids), "episode")
