"""Give names to the speakers whom a show's transcripts don't name (`Speaker 1`, `SPEAKER_00`)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.language.safe_text import safe_line
from retrieval.models import Episode, EpisodePeople, Scope, UnnamedSpeaker
from retrieval.texts import Text
from retrieval.transcripts.speaker_names import is_unnamed, plain_label
from retrieval.understanding.library_view import LibraryView

_LETTER = re.compile(r"(?:speaker[ _]?)?([a-z])", re.IGNORECASE)
MAX_NAME_CHARACTERS = 80
"""The longest name of a speaker."""


class SpeakerNames:
    """Names speakers once per show: from then on, all its episodes show the name, new ones too.

    A show is named by its id, its title or any part that no other show has, and must be the guild's own, or
    the host's where the guild is `None`. Methods raise NotFoundError if it isn't, and LibraryError where the
    catalog can't be used.
    """

    def __init__(self, catalog: Catalog, threads: Threads, view: Callable[[], LibraryView]) -> None:
        self._catalog, self._threads, self._view = catalog, threads, view

    async def people(self, guild: int | None, episodes: Sequence[Episode]) -> Mapping[int, EpisodePeople]:
        """Return who takes part in episodes that the guild sees, by their generations."""
        return await self._threads.lookups.run(self._people, guild, episodes)

    def _people(self, guild: int | None, episodes: Sequence[Episode]) -> Mapping[int, EpisodePeople]:
        visible = self._catalog.episodes(Scope(guild)) if episodes else ()
        names = self._view().names(visible, date.today())  # noqa: DTZ011 - as `Conversation` asks for them
        return {episode.generation: names.people_of(episode) for episode in episodes}

    async def unnamed(self, guild: int | None, show: str) -> list[UnnamedSpeaker]:
        """Return the speakers of a show whom its transcripts don't name, those in most episodes first."""
        return await self._threads.background.run(self._catalog.speaker_names.unnamed, guild, show)

    async def set_name(self, guild: int | None, show: str, speaker: str, name: str) -> UnnamedSpeaker:
        """Give a speaker of a show a name, in place of the one they were given before.

        Raises NotFoundError if there is no such speaker, and BadRequestError for what can't be a name.
        """
        name = safe_line(name)
        if not any(map(str.isalpha, name)) or len(name) > MAX_NAME_CHARACTERS or is_unnamed(name):
            raise BadRequestError(
                Text(
                    "Give the speaker's name in 1 to {number} characters, such as Dana Hill.",
                    number=MAX_NAME_CHARACTERS,
                )
            )
        return await self._threads.background.run(self._change, guild, show, speaker, name)

    async def undo(self, guild: int | None, show: str, speaker: str) -> UnnamedSpeaker:
        """Remove the name that a speaker was given, so that the transcripts' label is shown again.

        Raises NotFoundError if there is no such speaker, BadRequestError if they were given no name.
        """
        return await self._threads.background.run(self._change, guild, show, speaker, None)

    def _change(self, guild: int | None, show: str, speaker: str, name: str | None) -> UnnamedSpeaker:
        store = self._catalog.speaker_names
        known = _find(speaker, show, store.unnamed(guild, show))
        if name is None and known.name is None:
            raise BadRequestError(
                Text("{label} was given no name, so there is nothing to undo.", label=known.label)
            )
        store.set_name(guild, show, known.label, name)
        return UnnamedSpeaker(known.label, known.episodes, name)


def _find(typed: str, show: str, speakers: Sequence[UnnamedSpeaker]) -> UnnamedSpeaker:
    """Return the speaker of this label, in any spelling of it, or of this number or given name."""
    line = safe_line(typed)
    label = plain_label(f"Speaker {line}" if line.isdigit() else line)
    lettered = _LETTER.fullmatch(line)
    number = f"Speaker {ord(lettered[1].lower()) - ord('a') + 1}" if lettered else label
    for speaker in speakers:
        if speaker.label in (label, number) or line.casefold() == (speaker.name or "").casefold():
            return speaker
    if not speakers:
        raise NotFoundError(
            Text("No transcript of {show!r} has a speaker without a name, such as Speaker 1.", show=show)
        )
    labels = ", ".join(speaker.label for speaker in speakers[:10])
    raise NotFoundError(
        Text(
            "{show!r} has no speaker {line!r} without a name; it has {labels}.",
            show=show,
            line=line,
            labels=labels,
        )
    )
