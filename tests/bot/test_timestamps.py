"""What people type to say where."""

import pytest

from bot.timestamps import segment_at
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models import Cue, Segment

TIMED = [Segment(n, (Cue("Words.", start, start + 5),)) for n, start in ((1, 10.0), (2, 70.4), (3, 3_700.0))]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2", 2),
        (" #3 ", 3),
        ("0:05", 1),
        ("1:10", 2),
        ("1:01:39", 2),
        ("1:01:40", 3),
        ("61:40", 3),
        ("70s", 2),
        ("1h1m40s", 3),
        ("62:00", 3),
    ],
)
def test_a_number_or_a_time_is_a_segment(typed: str, number: int) -> None:
    assert segment_at(typed, TIMED) == number


@pytest.mark.parametrize("typed", ["", "soon", "1:70", "-3", "1:2:3:4", "\u0663"])
def test_anything_else_is_explained(typed: str) -> None:
    with pytest.raises((BadRequestError, NotFoundError), match="segment"):
        segment_at(typed, TIMED)


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(NotFoundError, match="no segment 4"):
        segment_at("4", TIMED)
    with pytest.raises(NotFoundError, match=r"ends at 1:01:\d\d, before 16:39:59; please enter an earlier"):
        segment_at("999:59", TIMED)
    with pytest.raises(NotFoundError, match="no times"):
        segment_at("0:10", [Segment(1, (Cue("Words."),))])
