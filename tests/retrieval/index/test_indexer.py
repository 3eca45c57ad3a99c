from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import BadRequestError, LibraryError, NotFoundError, TranscriptError
from retrieval.models import Details, Medium, Progress, Scope
from retrieval.transcripts.cues import to_cues
from tests.retrieval.indexing import HashEmbeddings, IndexParts, open_parts, transcript, verify_stored

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
BEES = Details(show="The Hive", title="On bees", episode="hive-1", published=date(2025, 4, 1))


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    parts = open_parts(tmp_path)
    yield parts
    parts.close()


def test_an_added_episode_is_whole_in_the_catalog_the_vectors_and_the_terms(parts: IndexParts) -> None:
    report = parts.indexer.add(transcript("honey", "wax", "swarms"), BEES, name="bees.srt")

    assert (report.episode, report.outcome, report.segments, report.embedded) == ("hive-1", "added", 3, 3)
    episode = parts.episode("hive-1")
    assert (episode.title, episode.show.title, episode.published) == ("On bees", "The Hive", date(2025, 4, 1))
    assert [text.split()[4] for text in parts.texts("hive-1")] == ["honey", "wax", "swarms"]
    assert parts.terms.search("swarms", 1)[0][:2] == (episode.generation, 3)
    nearest = parts.vectors.search(episode.show.key, parts.model.embed([parts.texts("hive-1")[1]])[0], 1)
    assert nearest[0][:2] == (episode.generation, 2)
    verify_stored(parts)


@pytest.mark.slow
def test_a_transcript_that_did_not_change_is_not_indexed_again(parts: IndexParts, tmp_path: Path) -> None:
    file = tmp_path / "bees.srt"
    file.write_bytes(transcript("honey", "wax"))
    parts.indexer.add(file, BEES)
    before = verify_stored(parts)
    parts.model.embedded_texts.clear()

    for details in (BEES, Details(), Details(episode="hive-1"), Details(show="the hive")):
        report = parts.indexer.add(file, details)
        assert (report.episode, report.outcome, report.segments, report.embedded) == (
            "hive-1",
            "unchanged",
            2,
            0,
        )

    assert parts.model.embedded_texts == []
    assert verify_stored(parts) == before


def test_new_details_of_an_unchanged_transcript_are_noted_without_embedding(parts: IndexParts) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    generation = parts.episode("hive-1").generation

    report = parts.indexer.add(
        transcript("honey"), Details(title="Of bees", video_url="https://v.example/1"), name="bees.srt"
    )

    episode = parts.episode("hive-1")
    assert (report.outcome, report.embedded, episode.generation) == ("updated", 0, generation)
    assert (episode.title, episode.published) == ("Of bees", date(2025, 4, 1))
    assert episode.media == (Medium("video", "https://v.example/1", 0.0),)


@pytest.mark.slow
def test_a_corrected_transcript_embeds_only_what_changed_and_keeps_the_version_before(
    parts: IndexParts,
) -> None:
    parts.indexer.add(transcript("honey", "wax", "swarms"), BEES, name="bees.srt")
    old = parts.episode("hive-1").generation
    parts.model.embedded_texts.clear()

    report = parts.indexer.add(transcript("honey", "queens", "swarms"), BEES, name="bees.srt")

    assert (report.outcome, report.segments, report.embedded) == ("updated", 3, 1)
    assert ["queens" in text for text in parts.model.embedded_texts] == [True]
    assert [text.split()[4] for text in parts.texts("hive-1")] == ["honey", "queens", "swarms"]
    assert "wax" in parts.catalog.transcript(old)[1].text
    states = [state for _, state, _ in verify_stored(parts)["generations"]]  # type: ignore[attr-defined]
    assert states == ["previous", "current"]


@pytest.mark.slow
def test_only_the_version_before_is_kept(parts: IndexParts) -> None:
    for topic in ("honey", "wax", "swarms", "queens"):
        parts.indexer.add(transcript(topic), BEES, name="bees.srt")

    kept = verify_stored(parts)
    assert len(kept["generations"]) == 2  # type: ignore[arg-type]
    assert kept["rows"]["transcripts"] == 2  # type: ignore[index]


def test_reindexing_needs_no_file_and_does_nothing_where_all_is_whole(parts: IndexParts) -> None:
    parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt")

    report = parts.indexer.reindex(parts.episode("hive-1"))

    assert (report.outcome, report.segments, report.embedded) == ("unchanged", 2, 0)


def test_reindexing_with_a_new_splitter_reuses_the_vectors_of_unchanged_texts(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt")
    monkeypatch.setattr("retrieval.index.indexer.SPLITTER_VERSION", "next")

    report = parts.indexer.reindex(parts.episode("hive-1"))

    assert (report.outcome, report.segments, report.embedded) == ("updated", 2, 0)
    assert parts.indexer.reindex(parts.episode("hive-1")).outcome == "unchanged"
    verify_stored(parts)


@pytest.mark.parametrize("lost", ["vectors", "terms"])
def test_reindexing_restores_what_is_lost(parts: IndexParts, lost: str) -> None:
    parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt")
    episode = parts.episode("hive-1")
    if lost == "vectors":
        parts.vectors.remove(episode.show.key, episode.generation, 1)
    else:
        parts.terms.remove(episode.generation)

    report = parts.indexer.reindex(episode)

    assert (report.outcome, report.embedded) == ("updated", 2 if lost == "vectors" else 0)
    now = parts.episode("hive-1")
    assert parts.terms.count(now.generation) == len(parts.vectors.fetch(now.show.key, now.generation, 2)) == 2


@pytest.mark.slow
def test_removing_an_episode_leaves_nothing_of_it_and_all_of_the_others(parts: IndexParts) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    parts.indexer.add(transcript("wax"), BEES, name="bees.srt")
    parts.indexer.add(transcript("ants"), Details(show="Anthill", episode="ants-1"), name="ants.srt")

    report = parts.indexer.remove(parts.episode("hive-1"))

    assert (report.episode, report.outcome) == ("hive-1", "removed")
    assert [episode.id for episode in parts.catalog.episodes(Scope())] == ["ants-1"]
    rows = {"shows": 1, "episodes": 1, "transcripts": 1, "generations": 1, "segments": 1}
    assert verify_stored(parts)["rows"] == rows
    assert parts.terms.search("honey wax", 5) == []


def test_a_removed_episode_can_not_be_removed_or_reindexed_again(parts: IndexParts) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    episode = parts.episode("hive-1")
    parts.indexer.remove(episode)

    for work in (parts.indexer.remove, parts.indexer.reindex):
        with pytest.raises(NotFoundError, match="removed in the meantime"):
            work(episode)


def test_an_episode_can_move_to_another_show(parts: IndexParts) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    old = parts.episode("hive-1").show

    report = parts.indexer.add(transcript("honey"), Details(show="Apiary", episode="hive-1"), name="bees.srt")

    episode = parts.episode("hive-1")
    assert (report.outcome, episode.show.title) == ("updated", "Apiary")
    assert episode.show.key != old.key
    verify_stored(parts)


def test_an_id_is_not_taken_from_another_shows_episode(parts: IndexParts) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")

    with pytest.raises(BadRequestError, match="'hive-1' is an episode of 'The Hive'"):
        parts.indexer.add(transcript("ants"), Details(show="Anthill", episode="hive-1"), name="ants.srt")


@pytest.mark.slow
def test_two_guilds_and_the_host_may_use_the_same_ids_without_meeting(parts: IndexParts) -> None:
    for guild, topic in ((None, "honey"), (RED, "wax"), (BLUE, "swarms")):
        parts.indexer.add(transcript(topic), BEES, guild=guild, name="bees.srt")

    for guild, topic in ((None, "honey"), (RED, "wax"), (BLUE, "swarms")):
        (text,) = parts.texts("hive-1", guild)
        assert text.split()[4] == topic
    parts.indexer.remove(parts.episode("hive-1", RED))
    assert parts.episode("hive-1", RED).show.guild is None
    assert parts.episode("hive-1", BLUE).show.guild == BLUE


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x00" * 50, b'{"segments": [{"text": "cut of'])
def test_a_broken_transcript_changes_nothing(parts: IndexParts, content: bytes) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    before = verify_stored(parts)

    with pytest.raises(TranscriptError, match=r"broken\.srt"):
        parts.indexer.add(content, BEES, name="broken.srt")

    assert verify_stored(parts) == before


def test_a_file_without_words_is_no_episode(parts: IndexParts) -> None:
    with pytest.raises(TranscriptError, match=r"^marks\.txt contains no words"):
        parts.indexer.add(b"((((\n\n)))) " * 50, Details(), name="marks.txt")
    assert not parts.catalog.episodes(Scope())


@pytest.mark.parametrize(
    "text",
    [
        "Hm.",
        "Jane: Hello",
        "Jane Doe: Hello!",
        "[00:01] Jane: Hello",
        "- Hello",
        "Jane:\nHello",
        "Hello [Music]",
    ],
)
def test_a_file_of_one_word_is_no_episode(parts: IndexParts, text: str) -> None:
    with pytest.raises(TranscriptError, match=r"^hm\.txt contains only one word"):
        parts.indexer.add(text.encode(), BEES, name="hm.txt")
    assert parts.catalog.episodes(Scope()) == []


def test_subtitles_without_times_are_added_with_a_warning(parts: IndexParts) -> None:
    said = "Bees fly home before the rain comes."
    timed = f"1\n00:00:01,000 --> 00:00:04,000\n{said}\n"
    for name, text, warns in (
        ("bees.srt", said, True),
        ("bees.srt", timed, False),
        ("bees.txt", f"{said} Yes.", False),
    ):
        report = parts.indexer.add(text.encode(), replace(BEES, episode=f"bees-{len(text)}"), name=name)
        assert ("has no times" in report.warning) is warns


@pytest.mark.parametrize(
    "text", ["Jane: Hello there", "Hello world", "Jane: Hello\nBen: Hello", "Wait: no, come back"]
)
def test_a_file_of_few_words_is_an_episode(parts: IndexParts, text: str) -> None:
    assert parts.indexer.add(text.encode(), BEES, name="hm.txt").outcome == "added"


@pytest.mark.slow
def test_words_that_the_reader_loses_are_warned_of(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt").warning == ""
    monkeypatch.setattr(
        "retrieval.transcripts.reader.to_cues", lambda lines, *rest: to_cues(lines[:-1], *rest)
    )

    report = parts.indexer.add(transcript("ants", "lions"), BEES, name="bees.srt")

    assert "words of bees.srt" in report.warning
    assert report.warning in caplog.text


@pytest.mark.slow
def test_another_embedding_model_is_refused_until_everything_is_reindexed(
    parts: IndexParts, tmp_path: Path
) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    parts.indexer.add(transcript("ants"), Details(episode="ants-1"), name="ants.srt")
    other = open_parts(tmp_path, HashEmbeddings("openai:new"))
    other.model.dimension = 24

    with pytest.raises(LibraryError, match="podcite index reindex"):
        other.indexer.add(transcript("wax"), Details(), name="wax.srt")
    for id_ in ("hive-1", "ants-1"):
        assert other.indexer.reindex(other.episode(id_)).embedded == 1
    assert other.indexer.add(transcript("wax"), Details(), name="wax.srt").outcome == "added"
    assert other.catalog.totals().models == (("openai:new", 24),)
    verify_stored(other)
    other.close()


def test_the_progress_tells_reading_embedding_and_writing(parts: IndexParts) -> None:
    seen: list[Progress] = []
    parts.indexer.add(transcript("honey", "wax"), BEES, progress=seen.append, name="bees.srt")

    assert list(dict.fromkeys(step.stage for step in seen)) == ["reading", "embedding", "writing"]
    assert Progress("embedding", 2, 2) in seen


def test_adding_the_same_episode_twice_at_once_indexes_it_once(parts: IndexParts) -> None:
    content = transcript("honey", "wax")
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: parts.indexer.add(content, BEES, name="bees.srt"), range(4)))

    assert sorted(report.outcome for report in reports) == ["added", "unchanged", "unchanged", "unchanged"]
    assert len(verify_stored(parts)["generations"]) == 1  # type: ignore[arg-type]


def test_a_disk_that_is_almost_full_is_left_alone(parts: IndexParts, monkeypatch: pytest.MonkeyPatch) -> None:
    parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    before = verify_stored(parts)
    monkeypatch.setattr("retrieval.catalog.disk_space.MIN_FREE_BYTES", 10**18)

    with pytest.raises(LibraryError, match="free some space and try again"):
        parts.indexer.add(transcript("wax"), BEES, name="bees.srt")
    assert verify_stored(parts) == before
    assert parts.indexer.remove(parts.episode("hive-1")).outcome == "removed"
