import numpy
import pytest
from numpy import float32

from retrieval.models import Cue, Segment
from retrieval.search.late_interaction import STEP, match_sentences, match_tokens

WINDOW = 2 * STEP

EAST, NORTH, WEST = numpy.asarray([[1, 0], [0, 1], [-1, 0]], dtype=float32)


def rows(*vectors: numpy.ndarray) -> numpy.ndarray:
    return numpy.stack(vectors).astype(float32)


def test_each_word_piece_of_the_question_counts_with_its_best_match() -> None:
    match = match_tokens(rows(EAST, NORTH), rows(WEST, EAST))
    assert match.whole == pytest.approx(0.5)  # east is there, nothing is near north


def test_a_window_in_which_everything_stands_together_is_told_from_the_whole() -> None:
    far_apart = numpy.tile(WEST, (3 * WINDOW, 1))
    far_apart[0], far_apart[-1] = EAST, NORTH
    together = far_apart.copy()
    together[1] = NORTH
    question = rows(EAST, NORTH)
    assert match_tokens(question, far_apart).whole == match_tokens(question, together).whole
    assert match_tokens(question, far_apart).window < match_tokens(question, together).window


def test_windows_overlap() -> None:
    tokens = numpy.tile(WEST, (2 * WINDOW, 1))
    tokens[WINDOW - 1], tokens[WINDOW] = EAST, NORTH
    assert match_tokens(rows(EAST, NORTH), tokens).window == pytest.approx(1.0)


def test_without_word_pieces_nothing_matches() -> None:
    nothing = numpy.empty((0, 2), dtype=float32)
    assert match_tokens(nothing, rows(EAST)) == match_tokens(rows(EAST), nothing) == (0.0, 0.0)


def test_each_sentence_is_matched_by_its_own_word_pieces() -> None:
    segment = Segment(1, (Cue("Bees fly east today. They sleep in the north.", 0.0, 5.0),))
    spans = [
        (0, 4),
        (5, 8),
        (9, 13),
        (14, 19),
        (19, 20),
        (21, 25),
        (26, 31),
        (32, 34),
        (35, 38),
        (39, 44),
        (44, 45),
    ]
    tokens = numpy.tile(WEST, (len(spans), 1))
    tokens[2], tokens[9] = EAST, NORTH
    starts = numpy.asarray([start for start, _ in spans])
    assert match_sentences(rows(EAST), tokens, starts, segment) == pytest.approx((1.0, 0.0))
    assert match_sentences(rows(NORTH), tokens, starts, segment) == pytest.approx((0.0, 1.0))


def test_sentences_after_the_last_word_piece_that_the_model_reads_match_nothing() -> None:
    segment = Segment(1, (Cue("Bees fly east. They sleep.", 0.0, 5.0),))
    starts = numpy.asarray([0, 5, 9, 13])
    assert match_sentences(rows(EAST), numpy.tile(EAST, (4, 1)), starts, segment) == pytest.approx((1.0, 0.0))
