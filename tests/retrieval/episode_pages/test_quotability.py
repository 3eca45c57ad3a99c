"""Passages that say something by themselves are put before those that lean on others, fill or introduce."""

import json
from pathlib import Path

import numpy
import pytest

from retrieval.episode_pages.quotability import WEIGHTS_FILE, load_quotability, wording_features
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model

TOLD = (
    "Hemp rope rots from the inside, so a rigger who only looks at the outside of a line will miss the "
    "damage until it breaks under load."
)
LEANING = "So yeah, that's kind of the thing, and I really just like it when they do it like this, you know."
INTRODUCING = (
    "She works as a rigger in the harbour, and today she has come to the studio to speak with me about her "
    "life and about the book that she wrote last year."
)


def test_every_feature_has_a_weight() -> None:
    fitted = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    for fit in (fitted["by_wording"], fitted["by_meaning"]):
        assert list(fit["wording"]) == list(wording_features("Any words."))
    assert fitted["embedding_model"] == DEFAULT_MODEL
    assert len(fitted["by_meaning"]["meaning"]) == 384


def test_words_that_lean_on_others_are_worse_by_their_wording_alone() -> None:
    for kind in ("quote", "clip"):
        by_wording = load_quotability(kind, embedding_model="openai:other")
        assert by_wording.meaning is None
        assert by_wording.score(TOLD) > by_wording.score(LEANING)


def test_an_introduction_is_worse_by_what_it_means() -> None:
    texts = [TOLD, INTRODUCING]
    vectors = load_embedding_model(DEFAULT_MODEL).embed(texts)
    told, introducing = load_quotability("quote", DEFAULT_MODEL).scores(texts, vectors)
    assert told > introducing + 1


@pytest.mark.parametrize("text", ["", " ", "…", "-", "?!", "words " * 4000])
def test_any_text_is_judged(text: str) -> None:
    quotability = load_quotability("clip", DEFAULT_MODEL)
    (score,) = quotability.scores([text], numpy.zeros((1, 384), numpy.float32))
    assert numpy.isfinite(score)
    assert quotability.scores([], numpy.zeros((0, 384), numpy.float32)) == []


def test_the_package_holds_the_weights() -> None:
    assert WEIGHTS_FILE.parent == Path(__file__).parents[3] / "retrieval" / "episode_pages"
    assert WEIGHTS_FILE.suffix == ".json", "the only kind of file that packages take from everywhere"
