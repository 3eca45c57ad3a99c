"""How the parts of a page are stored, read, and cited again."""

import json
from dataclasses import replace

from retrieval.answering.citations import cite
from retrieval.episode_pages.clips import ScoredClip
from retrieval.episode_pages.page_parts import CLIPS_PART, QUESTIONS_PART, SUMMARY_PART, summary_part
from retrieval.models import Citation, Sentence
from retrieval.models.episode_pages import Clip, EpisodeQuestion, Summary, Topic
from tests.retrieval.sample_episode import EPISODE, SEGMENTS

CITATIONS = tuple(cite(EPISODE, segment, segment.text) for segment in SEGMENTS)
ONE, TWO, THREE, FOUR = CITATIONS[:4]
SUMMARY = Summary(
    EPISODE,
    (
        Topic(
            "Bread",
            0.0,
            1.0,
            (Sentence("Bread.", (ONE,)),),
            TWO,
            (Topic("Rye", 0.0, 1.0, (Sentence("Rye.", (THREE,)),), FOUR),),
        ),
    ),
    "extractive",
)
CLIPS = (ScoredClip(Clip("Rye", 0.0, 1.0, ONE, (TWO, THREE)), 1.5, 0),)
QUESTIONS = (EpisodeQuestion("Why rye?", (FOUR, ONE)),)
MOVED = replace(EPISODE, title="Moved")


def move(citation: Citation) -> Citation:
    return replace(citation, episode=MOVED)


def test_a_stored_part_is_read_as_it_was() -> None:
    assert SUMMARY_PART.load(SUMMARY_PART.dump(SUMMARY)) == SUMMARY
    assert CLIPS_PART.load(CLIPS_PART.dump(CLIPS)) == CLIPS
    assert QUESTIONS_PART.load(QUESTIONS_PART.dump(QUESTIONS)) == QUESTIONS


def test_a_clip_is_stored_under_the_names_of_earlier_versions() -> None:
    (row,) = json.loads(CLIPS_PART.dump(CLIPS))
    assert list(row) == ["clip", "worth", "topic"]


def test_every_citation_of_a_part_is_listed_and_replaced() -> None:
    assert set(SUMMARY_PART.list_citations(SUMMARY)) == {ONE, TWO, THREE, FOUR}
    assert list(CLIPS_PART.list_citations(CLIPS)) == [ONE, TWO, THREE]
    assert list(QUESTIONS_PART.list_citations(QUESTIONS)) == [FOUR, ONE]

    summary = SUMMARY_PART.rebuild(SUMMARY, MOVED, move)
    assert summary.episode == MOVED
    moved = [
        *SUMMARY_PART.list_citations(summary),
        *CLIPS_PART.list_citations(CLIPS_PART.rebuild(CLIPS, MOVED, move)),
        *QUESTIONS_PART.list_citations(QUESTIONS_PART.rebuild(QUESTIONS, MOVED, move)),
    ]
    assert {citation.episode for citation in moved} == {MOVED}
    assert EPISODE.title not in SUMMARY_PART.dump(summary).decode()


def test_the_makers_of_summaries_are_named_with_their_version() -> None:
    assert summary_part(None).maker == "extractive 11"
    assert summary_part("openai:m").maker == "openai:m 11.1"
