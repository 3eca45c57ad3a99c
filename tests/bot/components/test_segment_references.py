"""What a button carries is read back as it was written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.segment_references import SegmentReferences
from bot.ui.formatting import number
from retrieval.models import SegmentKey
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, REFUSED, TAIL

places = st.tuples(st.integers(1, 10**7), st.integers(1, 5000))


def reread(carried: SegmentReferences) -> SegmentReferences:
    return SegmentReferences.read(*carried.write().split(":"))


@given(st.lists(places, min_size=1, max_size=60).map(tuple), st.data())
def test_references_survive_being_written(references: tuple[SegmentKey, ...], data: st.DataObject) -> None:
    written = SegmentReferences(references).write()
    kept = SegmentReferences.read(*written.split(":"))
    assert len(f"cited:{written}") <= 100
    assert references[: len(kept.references)] == kept.references
    page = data.draw(st.integers(0, len(kept.pages) - 1))
    turned = replace(kept, page=page)
    assert turned.write() != kept.write() or page == 0


def test_an_answer_of_twenty_citations_of_one_episode_loses_none() -> None:
    carried = SegmentReferences(tuple(SegmentKey(1234, n) for n in range(400, 420)))
    assert reread(carried) == carried


@pytest.mark.parametrize("text", ["0:", "0:+", "5:1+2", "0:2", "0:1+2+3", "0:1+2..3", f"0:1+{'z' * 40}"])
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        SegmentReferences.read(*text.split(":"))


def test_pages_are_the_distinct_segments_and_know_their_numbers() -> None:
    carried = SegmentReferences((SegmentKey(3, 12), SegmentKey(3, 40), SegmentKey(3, 12)), page=0)
    assert carried.pages == ((3, 12), (3, 40))
    assert carried.labels == (1, 3)
    assert carried.turned(1).labels == (2,)


def test_an_answer_opens_at_its_first_citation_and_a_refusal_at_its_nearest() -> None:
    assert SegmentReferences.of_answer(ANSWERED, list(number(ANSWERED.sentences))).references == (
        (3, 12),
        (3, 13),
    )
    assert SegmentReferences.of_answer(REFUSED, []).references == ((3, 12), (3, 14))


def test_a_citation_of_another_episode_keeps_its_own_generation() -> None:
    other = replace(TAIL, episode=replace(EPISODE, key=8, generation=44))
    carried = SegmentReferences(tuple(citation.key for citation in (BRIDLE, other, BRIDLE)))
    assert reread(carried) == carried


def test_the_places_of_quotes_are_carried_unless_references_would_be_lost() -> None:
    cited = [replace(BRIDLE, offset=7), TAIL]
    carried = SegmentReferences.of_citations(cited)
    assert carried.quotes == ((7, 7 + len(BRIDLE.quote)), None)
    assert reread(carried) == carried
    assert reread(carried.turned(1)).quotes == carried.quotes
    many = SegmentReferences(tuple(SegmentKey(1234, n) for n in range(400, 420)), quotes=((9, 99),) * 20)
    assert reread(many) == replace(many, quotes=())


@pytest.mark.parametrize("text", ["0:1+2-3", "0:1+2-3-4-5", "0:1+2--3"])
def test_a_malformed_quote_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        SegmentReferences.read(*text.split(":"))
