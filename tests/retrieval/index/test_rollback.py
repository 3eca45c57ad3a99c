"""Going back to what an episode was before, and what old citations mean meanwhile."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.errors import BadRequestError, LibraryError, NotFoundError
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.retrieval.indexing import HashEmbeddings, open_parts, transcript, verify_stored

BEES = Details(
    show="The Hive",
    episode="hive-1",
    video_url="https://video.example/hive",
    audio_url="https://audio.example/hive.mp3",
)
HIVE = Scope(episode="hive-1")
GUILD = 1_100_000_000_000_000_001
FIRST, SECOND = transcript("honey", "wax"), transcript("queens", "honey", "drones")


def topics(texts: list[str]) -> list[str]:
    return [text.split()[4] for text in texts]


@pytest.mark.slow
def test_an_episode_goes_back_and_forth_without_a_word_embedded(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    for content in (FIRST, SECOND):
        parts.indexer.add(content, BEES, name="bees.srt")
    embedded_texts = list(parts.model.embedded_texts)

    back = parts.indexer.roll_back(parts.episode("hive-1"))
    assert (back.outcome, back.segments, topics(parts.texts("hive-1"))) == (
        "rolled back",
        2,
        ["honey", "wax"],
    )
    parts.indexer.roll_back(parts.episode("hive-1"))
    assert topics(parts.texts("hive-1")) == ["queens", "honey", "drones"]
    assert parts.model.embedded_texts == embedded_texts
    assert len(verify_stored(parts)["generations"]) == 2  # type: ignore[arg-type]
    parts.close()


def test_only_a_segment_whose_words_changed_is_embedded_again(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    parts.indexer.add(FIRST, BEES, name="bees.srt")
    parts.model.embedded_texts.clear()
    assert parts.indexer.add(FIRST, BEES, name="bees.srt").outcome == "unchanged"
    assert parts.model.embedded_texts == []
    parts.indexer.add(SECOND, BEES, name="bees.srt")
    assert topics(parts.model.embedded_texts) == ["queens", "drones"]
    parts.close()


@pytest.mark.slow
def test_what_can_not_answer_is_not_gone_back_to(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    parts.indexer.add(FIRST, BEES, name="bees.srt")
    with pytest.raises(NotFoundError, match="no earlier version"):
        parts.indexer.roll_back(parts.episode("hive-1"))

    parts.indexer.add(SECOND, BEES, name="bees.srt")
    parts.terms.remove(1)
    with pytest.raises(LibraryError, match="not stored completely"):
        parts.indexer.roll_back(parts.episode("hive-1"))
    assert topics(parts.texts("hive-1")) == ["queens", "honey", "drones"]
    parts.close()

    newer = open_parts(tmp_path, HashEmbeddings("openai:others"))
    newer.indexer.reindex(newer.episode("hive-1"))
    with pytest.raises(LibraryError, match="embedding model local:hashes"):
        newer.indexer.roll_back(newer.episode("hive-1"))
    newer.close()


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model="local:podcite-minilm-1"))
    yield library
    await library.close()


async def said(library: Library, generation: int, number: int) -> str:
    _, (segment,) = await library.cited(Scope(), generation, number, context=0)
    return topics([segment.text])[0]


@pytest.mark.slow
async def test_old_citations_keep_meaning_the_same_words_or_say_that_they_are_gone(library: Library) -> None:
    await library.add(FIRST, BEES, name="bees.srt")
    first = (await library.episode(HIVE)).generation
    await library.add(SECOND, BEES, name="bees.srt")
    second = (await library.episode(HIVE)).generation

    assert (await said(library, first, 1), await said(library, second, 1)) == ("honey", "queens")
    await library.roll_back(HIVE)
    assert (await said(library, first, 2), await said(library, second, 2)) == ("wax", "honey")

    await library.add(transcript("smoke"), BEES, name="bees.srt")
    third = (await library.episode(HIVE)).generation
    await library.remove_leftovers()
    assert (await said(library, first, 1), await said(library, third, 1)) == ("honey", "smoke")
    with pytest.raises(NotFoundError, match="gone"):
        await said(library, second, 1)


@pytest.mark.slow
async def test_one_pair_of_times_makes_a_recordings_links_right(library: Library) -> None:
    await library.add(FIRST, BEES, name="bees.srt")
    assert [medium.offset for medium in (await library.episode(HIVE)).media] == [0.0, None]

    assert await library.offset(HIVE, "audio", 60, 634) == 574
    assert [medium.offset for medium in (await library.episode(HIVE)).media] == [0.0, 574]
    await library.add(SECOND, BEES, name="bees.srt")
    assert [medium.offset for medium in (await library.episode(HIVE)).media] == [0.0, 574]


@pytest.mark.parametrize(
    ("kind", "here", "there", "error"),
    [
        ("audio", 0, 9_000, BadRequestError),
        ("audio", -1, 5, BadRequestError),
        ("cassette", 0, 5, NotFoundError),
    ],
)
async def test_times_that_can_not_be_are_refused(
    library: Library, kind: str, here: float, there: float, error: type[Exception]
) -> None:
    await library.add(FIRST, BEES, name="bees.srt")
    with pytest.raises(error):
        await library.offset(HIVE, kind, here, there)


async def test_a_guild_changes_only_its_own_episodes(library: Library) -> None:
    await library.add(FIRST, BEES, name="bees.srt")
    theirs = Scope(GUILD, episode="hive-1")
    with pytest.raises(BadRequestError, match="can't be rolled back from here"):
        await library.roll_back(theirs)
    with pytest.raises(BadRequestError, match="can't be changed from here"):
        await library.offset(theirs, "audio", 0, 5)
