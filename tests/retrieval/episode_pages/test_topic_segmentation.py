"""Topics: where an episode is cut, by its makers' chapters or by what its segments are about."""

from collections.abc import Sequence
from itertools import pairwise

import numpy
import pytest
from numpy.typing import NDArray

from retrieval.episode_pages.extractive_summary import summarize
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.topic_segmentation import segment_topics
from retrieval.models import Chapter, Cue, Episode, Segment, Show

LENGTH = 30
SUBJECTS = ("hulls", "keels", "masts", "sails", "ropes", "tar")
SHOW = Show(1, "harbour", "Harbour")


def embed(texts: Sequence[str]) -> NDArray[numpy.float32]:
    """All texts the same way: the meaning of words is no matter here."""
    return numpy.full((len(texts), len(SUBJECTS)), 0.4, dtype=numpy.float32)


def names(place: int) -> list[str]:
    """Return words that no other place has."""
    own = chr(97 + place // 16) + chr(97 + place % 16)
    return [own + end for end in ("olm", "emd", "uth", "inkle", "ashby", "orton", "ebel")]


def index(segments: int, chapters: Sequence[tuple[float, str]] = (), *, timed: bool = True) -> PageInput:
    """Return segments of half a minute; the subject changes with every sixth of them."""
    episode = Episode(1, "ships", SHOW, "Ships", 1, segments, duration=LENGTH * segments)
    made, rows = [], []
    for place in range(segments):
        turn = place * len(SUBJECTS) // segments
        start = place * LENGTH if timed else None
        end = start + LENGTH if start is not None else None
        made.append(
            Segment(place + 1, (Cue(f"Old {' '.join(names(place))} came for {SUBJECTS[turn]}.", start, end),))
        )
        row = numpy.full(len(SUBJECTS), 0.1, dtype=numpy.float32)
        row[turn] = 1.0
        rows.append(row / numpy.linalg.norm(row))
    told = tuple(Chapter(start, title) for start, title in chapters)
    return PageInput(episode, tuple(made), numpy.asarray(rows), told)


def chaptered(count: int, segments: int) -> list[tuple[float, str]]:
    return [(at * LENGTH * segments / count, f"Part {at + 1}") for at in range(count)]


def edges(index: PageInput) -> list[int]:
    """Where stretches begin, after a look that together they hold every segment."""
    stretches = [stretch for topic in segment_topics(index) for stretch in topic]
    assert stretches[0][0] == 0
    assert stretches[-1][1] == len(index.segments)
    assert all(one[1] == other[0] for one, other in pairwise(stretches))
    return [first for first, _ in stretches]


@pytest.mark.parametrize("count", [7, 12, 40])
def test_every_topic_begins_with_a_chapter_where_there_are_many(count: int) -> None:
    ships = index(240, chaptered(count, 240))
    begins = {round(start / LENGTH) for start, _ in chaptered(count, 240)}
    assert set(edges(ships)) <= begins
    assert 3 <= len(segment_topics(ships)) <= 7
    assert all(2 <= len(topic) <= 3 for topic in segment_topics(ships))


def test_few_chapters_are_topics_and_cut_inside() -> None:
    ships = index(60, [(0, "Wood"), (10 * LENGTH, "Cloth"), (50 * LENGTH, "Work")])
    assert [topic[0][0] for topic in segment_topics(ships)] == [0, 10, 50]
    assert [len(topic) for topic in segment_topics(ships)] == [2, 3, 2]


def test_two_chapters_and_times_that_are_not_there_cut_nothing() -> None:
    plain = edges(index(60))
    assert edges(index(60, chaptered(2, 60))) == plain
    assert edges(index(60, chaptered(12, 60), timed=False)) == edges(index(60, timed=False))


def test_a_chapter_too_short_for_a_stretch_and_one_after_the_end_cut_nothing() -> None:
    told = [*chaptered(6, 60), (31 * LENGTH, "An aside"), (9_000, "After the end")]
    assert edges(index(60, sorted(told))) == edges(index(60, chaptered(6, 60)))


def test_topics_are_called_what_their_makers_call_them() -> None:
    long = "A long chapter about all that ropes and their knots can do for sailors at sea"
    titles = ("Wood and water", "Cloth", long, "Tar")
    told = [(15.0 * LENGTH * at, title) for at, title in enumerate(titles)]
    assert [topic.title for topic in summarize(index(60, told), embed).topics] == list(titles)

    told = chaptered(8, 120)
    topics = summarize(index(120, told), embed).topics
    assert [part.title for topic in topics for part in topic.subtopics] == [title for _, title in told]
    assert topics[0].title == "Part 1, Part 2 and Part 3"


def test_chapters_that_are_too_few_to_cut_by_name_nothing() -> None:
    topics = summarize(index(60, [(0, "Before"), (300, "After")]), embed).topics
    assert not {"Before", "After"} & {part.title for topic in topics for part in (topic, *topic.subtopics)}
