"""Give names to the speakers whom transcripts don't name (`Speaker 1`, `SPEAKER_00`)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
MAX_NAMED_EPISODES = 10
"""How many episodes a question for one of them names."""


class SpeakerNames:
    """Names the speakers of an episode whom its transcript doesn't name.

    Programs number the voices of one recording, so that `Speaker 1` is somebody else in another: a name holds
    for one episode, and never for new ones.

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

    async def set_name(
        self, guild: int | None, show: str, speaker: str, name: str, episode: str | None = None
    ) -> UnnamedSpeaker:
        """Give the speaker of an episode a name, in place of the one they were given before.

        No episode (by its id) is needed for a label that is in one only. A speaker who is called by the name
        that they were given gets the new one wherever they had it. Returns the episodes that have it now.
        Raises NotFoundError if there is no such speaker, and BadRequestError for what can't be a name, or if
        the episode isn't clear.
        """
        name = safe_line(name)
        if not any(map(str.isalpha, name)) or len(name) > MAX_NAME_CHARACTERS or is_unnamed(name):
            raise BadRequestError(
                Text(
                    "Give the speaker's name in 1 to {number} characters, such as Dana Hill.",
                    number=MAX_NAME_CHARACTERS,
                )
            )
        return await self._threads.background.run(self._change, guild, show, speaker, name, episode)

    async def undo(
        self, guild: int | None, show: str, speaker: str, episode: str | None = None
    ) -> UnnamedSpeaker:
        """Remove the names that a speaker was given, in one episode or in all, and return those episodes.

        The transcripts' label is shown again.
        Raises NotFoundError if there is no such speaker, BadRequestError if they were given no name.
        """
        return await self._threads.background.run(self._change, guild, show, speaker, None, episode)

    def _change(
        self, guild: int | None, show: str, speaker: str, name: str | None, episode: str | None
    ) -> UnnamedSpeaker:
        store = self._catalog.speaker_names
        found = _find(speaker, show, store.unnamed(guild, show))
        label = found[0].label
        if episode is not None:
            found = [replace(one, episodes=(episode,)) for one in found if episode in one.episodes]
        if not found:
            raise NotFoundError(
                Text("Episode {episode} of this show has no {label}.", episode=episode, label=label)
            )
        if name is None:
            found = [one for one in found if one.name is not None]
        if not found:
            raise BadRequestError(
                Text("{label} was given no name, so there is nothing to undo.", label=label)
            )
        ids = tuple(dict.fromkeys(id_ for one in found for id_ in one.episodes))
        is_typed_name = all(_is_name(speaker, one) for one in found)
        if name is not None and not is_typed_name and len(ids) > 1:
            raise BadRequestError(
                Text(
                    "{label} is in {number} episodes of this show, and can be somebody else in each. Give "
                    "the episode, too (the option “episode”): {episodes}.",
                    label=label,
                    number=len(ids),
                    episodes=", ".join(ids[:MAX_NAMED_EPISODES]) + (", …" * (len(ids) > MAX_NAMED_EPISODES)),
                )
            )
        for one in found:
            everywhere = name is None and episode is None and not is_typed_name
            store.set_name(guild, show, one.label, name, None if everywhere else one.episodes)
        return UnnamedSpeaker(label, ids, name)


def _is_name(typed: str, speaker: UnnamedSpeaker) -> bool:
    return speaker.name is not None and safe_line(typed).casefold() == speaker.name.casefold()


def _find(typed: str, show: str, speakers: Sequence[UnnamedSpeaker]) -> list[UnnamedSpeaker]:
    """Return the speakers of this label, in any spelling of it, or of this number or given name."""
    line = safe_line(typed)
    label = plain_label(f"Speaker {line}" if line.isdigit() else line)
    lettered = _LETTER.fullmatch(line)
    number = f"Speaker {ord(lettered[1].lower()) - ord('a') + 1}" if lettered else label
    for spelling in (label, number):
        if found := [speaker for speaker in speakers if speaker.label == spelling]:
            return found
    if named := [speaker for speaker in speakers if _is_name(typed, speaker)]:
        return named
    if not speakers:
        raise NotFoundError(
            Text("No transcript of {show!r} has a speaker without a name, such as Speaker 1.", show=show)
        )
    labels = ", ".join([*dict.fromkeys(speaker.label for speaker in speakers)][:10])
    raise NotFoundError(
        Text(
            "{show!r} has no speaker {line!r} without a name; it has {labels}.",
            show=show,
            line=line,
            labels=labels,
        )
    )
