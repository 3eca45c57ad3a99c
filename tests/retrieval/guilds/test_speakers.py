"""Speakers whom transcripts don't name are named for one episode, for all its readers."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.errors import BadRequestError, NotFoundError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope, UnnamedSpeaker
from retrieval.models.options import Options

GUILD = 5
TALK = """\
1
00:00:01,000 --> 00:00:05,000
[SPEAKER_00]: A heron stands still in the shallow water until a fish swims by.

2
00:00:06,000 --> 00:00:09,000
[SPEAKER_01]: And how long can a heron wait like that?
"""
LATER = TALK.replace("heron", "stork")


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await add(library, TALK, "herons")
    yield library
    await library.close()


async def add(library: Library, text: str, episode: str, guild: int | None = GUILD) -> None:
    details = Details(show="Water Birds", title=f"On {episode}", episode=episode)
    await library.add(text.encode(), details, guild=guild, name=f"{episode}.srt")


async def speakers(library: Library, episode: str, guild: int | None = GUILD) -> tuple[str, ...]:
    _, segments = await library.transcript(Scope(guild, episode=episode))
    return tuple(name for segment in segments for name in segment.speakers)


@pytest.mark.slow
async def test_a_name_shows_at_once_never_in_new_episodes_and_is_taken_back(library: Library) -> None:
    assert await speakers(library, "herons") == ("Speaker 1", "Speaker 2")
    assert await library.speakers.unnamed(GUILD, "water-birds") == [
        UnnamedSpeaker("Speaker 1", ("herons",)),
        UnnamedSpeaker("Speaker 2", ("herons",)),
    ]
    await library.ask("Who said that a heron stands still?", Scope(GUILD))  # what was read stays in memory
    named = await library.speakers.set_name(GUILD, "Water Birds", "SPEAKER_00", "Ines Prado")
    assert named == UnnamedSpeaker("Speaker 1", ("herons",), "Ines Prado")
    assert await speakers(library, "herons") == ("Ines Prado", "Speaker 2")
    answer = await library.ask("Where does a heron stand still?", Scope(GUILD))
    assert answer.sentences[0].citations[0].speaker == "Ines Prado"
    await add(library, LATER, "storks")
    assert await speakers(library, "storks") == ("Speaker 1", "Speaker 2")
    answer = await library.ask("Where does a stork stand still?", Scope(GUILD))
    assert answer.sentences[0].citations[0].speaker == "Speaker 1"

    undone = await library.speakers.undo(GUILD, "water-birds", "Ines Prado")
    assert undone == UnnamedSpeaker("Speaker 1", ("herons",))
    assert await speakers(library, "herons") == ("Speaker 1", "Speaker 2")
    hits = await library.search("Where does a heron stand still?", Scope(GUILD))
    assert "Ines Prado" not in str(hits)


@pytest.mark.slow
async def test_a_label_in_several_episodes_is_named_in_the_one_that_is_chosen(library: Library) -> None:
    await add(library, LATER, "storks")
    with pytest.raises(BadRequestError, match=r"Speaker 1 is in 2 episodes.*episode.*: herons, storks\."):
        await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado")
    named = await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado", "storks")
    assert named == UnnamedSpeaker("Speaker 1", ("storks",), "Ines Prado")
    assert await speakers(library, "herons") == ("Speaker 1", "Speaker 2")
    assert await speakers(library, "storks") == ("Ines Prado", "Speaker 2")
    assert await library.speakers.unnamed(GUILD, "water-birds") == [
        UnnamedSpeaker("Speaker 1", ("storks",), "Ines Prado"),
        UnnamedSpeaker("Speaker 1", ("herons",)),
        UnnamedSpeaker("Speaker 2", ("herons", "storks")),
    ]
    with pytest.raises(NotFoundError, match="Episode cranes of this show has no Speaker 1"):
        await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Mia", "cranes")


@pytest.mark.slow
async def test_a_person_who_was_named_in_several_episodes_is_renamed_and_taken_back_in_all(
    library: Library,
) -> None:
    await add(library, LATER, "storks")
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prada", "herons")
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 2", "Ines Prada", "storks")
    await library.speakers.set_name(GUILD, "water-birds", "ines prada", "Ines Prado")
    assert await speakers(library, "herons") == ("Ines Prado", "Speaker 2")
    assert await speakers(library, "storks") == ("Speaker 1", "Ines Prado")
    with pytest.raises(BadRequestError, match="nothing to undo"):
        await library.speakers.undo(GUILD, "water-birds", "Speaker 1", "storks")
    undone = await library.speakers.undo(GUILD, "water-birds", "Ines Prado")
    assert undone.episodes == ("herons", "storks")
    assert (
        await speakers(library, "storks") == await speakers(library, "herons") == ("Speaker 1", "Speaker 2")
    )


@pytest.mark.parametrize("typed", [" ", "\u200b"])
async def test_nobody_is_named_where_no_speaker_is_typed(library: Library, typed: str) -> None:
    with pytest.raises(NotFoundError):
        await library.speakers.set_name(GUILD, "water-birds", typed, "Ines Prado")
    assert await speakers(library, "herons") == ("Speaker 1", "Speaker 2")


async def test_taking_back_one_persons_name_leaves_others_of_the_same_label(library: Library) -> None:
    await add(library, LATER, "storks")
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado", "herons")
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Mia Holm", "storks")
    await library.speakers.undo(GUILD, "water-birds", "Ines Prado")
    assert await speakers(library, "herons") == ("Speaker 1", "Speaker 2")
    assert await speakers(library, "storks") == ("Mia Holm", "Speaker 2")
    await library.speakers.undo(GUILD, "water-birds", "Speaker 1")
    assert await speakers(library, "storks") == ("Speaker 1", "Speaker 2")


async def test_a_named_speaker_takes_part_in_no_other_episode(library: Library) -> None:
    for episode in ("storks", "cranes"):
        await add(library, TALK.replace("heron", episode[:-1]), episode)
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado", "herons")
    episodes = await library.episodes(Scope(GUILD))
    people = await library.speakers.people(GUILD, episodes)
    named = {episode.id for episode in episodes if "Ines Prado" in str(people[episode.generation])}
    assert named <= {"herons"}


@pytest.mark.slow
async def test_a_name_is_found_as_a_speaker_of_the_show(library: Library) -> None:
    before = await library.ask("Who takes part in On herons?", Scope(GUILD))
    assert "Ines Prado" not in str(before)
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado")
    answer = await library.ask("Who takes part in On herons?", Scope(GUILD))
    assert "Ines Prado" in (answer.text or str(answer.sentences))


async def test_the_pages_of_a_show_say_the_name_too(library: Library) -> None:
    (episode,) = await library.episodes(Scope(GUILD))
    await library.pages.summary(Scope(GUILD, episode="herons"))
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 2", "Omar Lund")
    catalog = library._composition.catalog
    assert not catalog.pages.generations_with("summary", "") & {episode.generation}


async def test_reindexing_changes_nothing_of_an_episode_with_named_speakers(library: Library) -> None:
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado")
    (episode,) = await library.episodes(Scope(GUILD))
    assert (await library.reindex(episode)).outcome == "unchanged"
    assert await speakers(library, "herons") == ("Ines Prado", "Speaker 2")


async def test_each_server_and_the_host_name_the_speakers_of_their_own_shows(library: Library) -> None:
    await add(library, LATER, "shared", guild=None)
    await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", "Ines Prado")
    assert await speakers(library, "shared", None) == ("Speaker 1", "Speaker 2")
    with pytest.raises(NotFoundError, match="no show 'water-birds' of its own"):
        await library.speakers.set_name(GUILD + 1, "water-birds", "Speaker 1", "Mia")


@pytest.mark.parametrize("name", ["", " ", "Speaker 2", "SPEAKER_01", "17", "x" * 81])
async def test_what_is_no_name_is_refused(library: Library, name: str) -> None:
    with pytest.raises(BadRequestError, match="such as Dana Hill"):
        await library.speakers.set_name(GUILD, "water-birds", "Speaker 1", name)


async def test_a_speaker_who_is_not_there_is_refused_with_those_who_are(library: Library) -> None:
    with pytest.raises(NotFoundError, match="it has Speaker 1, Speaker 2"):
        await library.speakers.set_name(GUILD, "water-birds", "Speaker 9", "Mia")
    with pytest.raises(BadRequestError, match="nothing to undo"):
        await library.speakers.undo(GUILD, "water-birds", "Speaker 1")


async def test_a_speaker_whom_a_file_calls_by_a_letter_is_named_by_it(library: Library) -> None:
    rows = [{"start": 1, "end": 5, "speaker": "A", "text": "Who sings?"}]
    rows.append({"start": 6, "end": 9, "speaker": "B", "text": "The wren, before the sun is up."})
    await add(library, json.dumps(rows), "wrens")
    assert await speakers(library, "wrens") == ("Speaker 1", "Speaker 2")
    await library.speakers.set_name(GUILD, "Water Birds", "B", "Omar Reyes", "wrens")
    assert await speakers(library, "wrens") == ("Speaker 1", "Omar Reyes")
