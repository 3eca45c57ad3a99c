"""Sentences that begin a thought are put before those that point back at what came before."""

import json

import numpy
import pytest

from retrieval.episode_pages.beginnings import WEIGHTS_FILE, beginning_features, load_beginnings
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model

WHOLE = (
    "When I moved to Bergen in 2003, every sailmaker in the harbour still used a palm and a needle.",
    "Hemp rope rots from the inside, so a rigger has to open a strand to see the damage.",
    "My grandmother taught me to read a chart when I was six years old.",
)
POINTING_BACK = (
    "That's exactly why they did it the other way round.",
    "It also has to be dry before it can be done again, like those ones.",
    "Yes, I agree, and it's the same with the other two.",
)


def test_every_weight_has_a_feature_and_every_dimension_a_weight() -> None:
    fitted = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    for fit in (fitted["by_wording"], fitted["by_meaning"]):
        assert set(fit["wording"]) <= set(beginning_features("Any words."))
    assert fitted["embedding_model"] == DEFAULT_MODEL
    assert len(fitted["by_meaning"]["meaning"]) == 384


@pytest.mark.parametrize("model", [None, DEFAULT_MODEL])
def test_what_points_back_begins_worse(model: str | None) -> None:
    sentences = [*WHOLE, *POINTING_BACK]
    vectors = load_embedding_model(DEFAULT_MODEL).embed(sentences) if model else None
    scores = load_beginnings(model).scores(sentences, vectors)
    assert min(scores[: len(WHOLE)]) > max(scores[len(WHOLE) :])


@pytest.mark.parametrize("text", ["", " ", "…", "?!", "words " * 4000])
def test_any_text_is_judged(text: str) -> None:
    beginnings = load_beginnings(DEFAULT_MODEL)
    (score,) = beginnings.scores([text], numpy.zeros((1, 384), numpy.float32))
    assert numpy.isfinite(score)
    assert beginnings.scores([], numpy.zeros((0, 384), numpy.float32)) == []
