"""Episode pages over the bundled show, and over a real episode if one is next to the project."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.sample import EPISODES
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Citation, Details, Placement, Scope
from retrieval.models.episode_pages import Summary, Topic
from retrieval.models.options import Options
from tests.prepared_homes import copied

TIDES, BREAD = Scope(episode="tides"), Scope(episode="bread")
RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002


@pytest.fixture(scope="module")
def home(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled show."""
    return copied(indexed_sample, tmp_path_factory)


@pytest.fixture
async def sample(home: Path) -> AsyncIterator[Library]:
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


async def texts(library: Library, scope: Scope) -> dict[int, str]:
    _, segments = await library.transcript(scope)
    return {segment.number: segment.text for segment in segments}


def every(summary: Summary) -> Iterator[Topic]:
    for topic in summary.topics:
        yield topic
        yield from topic.subtopics


def cited(summary: Summary) -> list[Citation]:
    sentences = [sentence for topic in every(summary) for sentence in topic.sentences]
    return [topic.quote for topic in every(summary)] + [
        citation for sentence in sentences for citation in sentence.citations
    ]


@pytest.mark.slow
async def test_a_summary_is_verbatim_cited_and_in_spoken_order(sample: Library) -> None:
    summary = await sample.pages.summary(TIDES)

    said = await texts(sample, TIDES)
    assert 2 <= len(summary.topics) <= 7
    assert all(citation.quote in said[citation.segment] for citation in cited(summary))
    assert all(topic.title and topic.sentences for topic in every(summary))
    assert all(a.end <= b.start for a, b in pairwise(summary.topics) if a.end and b.start)
    for topic in every(summary):
        for sentence in topic.sentences:
            (citation,) = sentence.citations
            assert sentence.text.casefold() == citation.quote.casefold()


async def test_nothing_is_said_twice_in_a_summary(sample: Library) -> None:
    quotes = [citation.quote for citation in cited(await sample.pages.summary(TIDES))]
    assert len(quotes) > 3
    assert len(set(quotes)) == len(quotes)


@pytest.mark.slow
async def test_a_page_is_made_once_and_read_from_then_on(library: Library) -> None:
    path, details = EPISODES[0]
    await library.add(path, details)

    first, second = await asyncio.gather(library.pages.summary(TIDES), library.pages.summary(TIDES))
    ready = await library.pages.summarized_generations()
    kept = await library.pages.summary(TIDES)

    assert first is second
    assert kept == first
    assert ready == {first.episode.generation}


@pytest.mark.slow
async def test_a_kept_page_links_to_where_the_episode_is_now(library: Library) -> None:
    path, details = EPISODES[0]
    await library.add(path, details)
    before = await library.pages.summary(TIDES)

    await library.add(path, replace(details, audio_url="https://moved.example/tides.mp3"))
    after = await library.pages.summary(TIDES)

    assert after.episode.generation == before.episode.generation
    assert all(str(each.url).startswith("https://moved.example/") for each in cited(after))


@pytest.mark.slow
async def test_a_corrected_transcript_gets_a_new_page(library: Library, tmp_path: Path) -> None:
    path, details = EPISODES[0]
    await library.add(path, details)
    before = await library.pages.summary(TIDES)
    corrected = tmp_path / path.name
    corrected.write_text(path.read_text("utf-8").replace("Tobias", "Matthias"), "utf-8")

    await library.add(corrected, details, placement=Placement("replace"))

    assert before.episode.generation not in {
        (await library.episode(TIDES)).generation,
        *(await library.pages.summarized_generations()) - {before.episode.generation},
    }
    assert (await library.pages.summary(TIDES)).episode.generation > before.episode.generation


@pytest.mark.slow
async def test_clips_are_whole_sentences_of_a_clips_length(sample: Library) -> None:
    found = await sample.pages.clips(TIDES)

    said = await texts(sample, TIDES)
    assert found
    for clip in found:
        assert clip.quote.quote in said[clip.quote.segment]
        assert clip.quote.quote[0].isupper()
        assert clip.quote.quote[-1] in ".!?"
        assert clip.start is not None
        assert clip.end is not None
        assert 15 <= clip.end - clip.start <= 90


async def test_what_a_guild_views_most_is_its_first_clip_and_no_other_guilds(sample: Library) -> None:
    usual = await sample.pages.clips(replace(TIDES, guild=RED))
    least = usual[-1].quote

    for _ in range(9):
        await sample.pages.record_views(RED, [least.key])

    assert (await sample.pages.clips(replace(TIDES, guild=RED)))[0].quote == least
    assert await sample.pages.clips(replace(TIDES, guild=BLUE)) == usual


@pytest.mark.slow
async def test_what_was_viewed_stays_counted_where_a_new_transcript_says_the_same(
    library: Library, tmp_path: Path
) -> None:
    path, details = EPISODES[0]
    await library.add(path, details)
    tides = replace(TIDES, guild=RED)
    usual = await library.pages.clips(tides)
    liked, changed = usual[-1].quote, usual[0].quote
    for _ in range(9):
        await library.pages.record_views(RED, [liked.key])
    await library.pages.record_views(RED, [changed.key])
    corrected = tmp_path / path.name
    word = changed.quote.split()[-1]
    cue = next(line for line in path.read_text("utf-8").splitlines() if line.endswith(word))
    corrected.write_text(path.read_text("utf-8").replace(cue, f"{cue} Indeed."), "utf-8")

    await library.add(corrected, details, placement=Placement("replace"))

    first = (await library.pages.clips(tides))[0].quote
    assert first.quote == liked.quote
    assert first.episode.generation > liked.episode.generation
    assert await library.pages.clips(TIDES) == await library.pages.clips(replace(TIDES, guild=BLUE))


@pytest.mark.slow
async def test_questions_are_answered_where_they_were_asked(sample: Library) -> None:
    found = await sample.pages.questions(BREAD)

    assert found
    assert all(question.question.endswith("?") for question in found)
    said = await texts(sample, BREAD)
    for question in found:
        assert question.citations
        assert all(citation.quote in said[citation.segment] for citation in question.citations)


@pytest.mark.slow
async def test_a_related_episode_says_why_and_is_never_the_same_one(library: Library) -> None:
    path, details = EPISODES[2]
    await library.add(path, details)
    assert await library.pages.related(BREAD) == ()

    other = path.read_bytes().replace(b"Josip", b"Ante").replace(b"four", b"five")
    await library.add(other, replace(details, title="Bread again", episode="bread-2"), name="again.md")

    (related,) = await library.pages.related(BREAD)
    assert related.episode.id == "bread-2"
    assert related.here.episode.id == "bread"
    assert related.there.episode.id == "bread-2"
    assert related.why.startswith("Also with Josip Varga, and about ")


@pytest.mark.slow
async def test_other_guilds_episodes_are_never_related(library: Library) -> None:
    path, details = EPISODES[2]
    await library.add(path, details, guild=RED)
    twin = path.read_bytes().replace(b"Josip", b"Ante")
    await library.add(twin, replace(details, episode="bread-2"), guild=BLUE, name="twin.md")

    assert await library.pages.related(replace(BREAD, guild=RED)) == ()


async def test_a_page_needs_an_episode_that_is_there(sample: Library) -> None:
    with pytest.raises(BadRequestError):
        await sample.pages.summary(Scope())
    with pytest.raises(NotFoundError):
        await sample.pages.clips(Scope(episode="no-such-episode"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    ["Yes, indeed.", "word " * 400, "\u6f6e\u6c50\u3002" * 300, "Um, you know. Right? Yeah. " * 60],
    ids=["tiny", "one sentence", "another script", "only filler"],
)
async def test_an_odd_episode_has_an_honest_page(library: Library, words: str) -> None:
    await library.add(words.encode(), Details(show="Odd", title="Odd", episode="odd"), name="odd.txt")
    scope = Scope(episode="odd")
    said = await texts(library, scope)

    summary = await library.pages.summary(scope)

    assert all(citation.quote in said[citation.segment] for citation in cited(summary))
    await library.pages.clips(scope)
    assert await library.pages.questions(scope) == ()


@pytest.fixture
async def interview(
    interview_with_page: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Library]:
    library = Library(Options(copied(interview_with_page, tmp_path_factory), embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


@pytest.mark.long
async def test_a_long_real_interview_has_the_topics_that_its_listeners_know(interview: Library) -> None:
    library, scope = interview, Scope(episode="lex-333")

    summary = await library.pages.summary(scope)

    said = await texts(library, scope)
    assert all(citation.quote in said[citation.segment] for citation in cited(summary))
    assert 5 <= len(summary.topics) <= 7
    assert all(2 <= len(topic.subtopics) <= 3 for topic in summary.topics)
    asked = await library.pages.questions(scope)
    assert 5 <= len(asked) <= 10
    assert all(each.quote in said[each.segment] for question in asked for each in question.citations)
    clips = await library.pages.clips(scope)
    assert 5 <= len(clips) <= 10
    assert all(clip.quote.quote in said[clip.quote.segment] for clip in clips)
    assert all(15 <= (clip.end or 0.0) - (clip.start or 0.0) <= 90 for clip in clips)
    titles = [" ".join(each.title for each in (topic, *topic.subtopics)) for topic in summary.topics]
    first = [
        next(at for at, text in enumerate(titles) if word in text.casefold())
        for word in ("alien", "transformer", "sensor", "tesla", "agi", "textbooks")
    ]
    assert first == sorted(first)
