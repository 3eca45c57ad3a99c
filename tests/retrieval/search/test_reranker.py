from pathlib import Path

import pytest

from retrieval.index.local_models import PodciteMiniLM
from retrieval.index.token_store import TokenStore
from retrieval.models import Cue, Episode, Hit, Segment, Show
from retrieval.search.relevance import FEATURES, WEIGHTS
from retrieval.search.reranker import MAX_COMPUTED, LateInteractionReranker, load_reranker
from tests.retrieval.indexing import HashEmbeddings

SHOW = Show(1, "hive", "Hive Notes")
EPISODE = Episode(1, "hive-7", SHOW, "Keeping bees", 1, 40)
QUESTION = "How do bees keep the hive warm in winter?"
ANSWER = "In the cold months bees huddle together and shiver, and that heats the hive."
TALK = (
    "We drove out to the coast and had fish for lunch. The harbour was full of boats.",
    "My neighbour wants to buy a hive from a farmer in the next village.",
    "The taxes on honey changed twice last year, and nobody knows why they did.",
    ANSWER,
    "My first car was green. It broke down on every second Sunday.",
    "Then the school sent a letter, and we all had to learn the flute.",
)


@pytest.fixture(scope="module")
def model() -> PodciteMiniLM:
    return PodciteMiniLM()


def hits(texts: tuple[str, ...] = TALK) -> list[Hit]:
    return [
        Hit(EPISODE, Segment(number, (Cue(text, 0.0, 9.0),)), 1.0 - number / 100, 0.3)
        for number, text in enumerate(texts, 5)
    ]


def test_the_passage_that_answers_comes_before_those_that_share_words(model: PodciteMiniLM) -> None:
    ranked = LateInteractionReranker(model).rerank(QUESTION, hits())
    assert ranked[0].segment.text == ANSWER
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)
    assert all(hit.relevance is not None and 0 < hit.relevance < 1 for hit in ranked)
    assert {hit.key for hit in ranked} == {hit.key for hit in hits()}


def test_stored_token_vectors_rank_as_computed_ones_do(model: PodciteMiniLM, tmp_path: Path) -> None:
    texts = [*("Nothing was said here.",) * 4, *TALK]
    store = TokenStore(tmp_path, model.name)
    store.write(EPISODE.generation, model.embed_with_tokens(texts)[1])
    computed = LateInteractionReranker(model).rerank(QUESTION, hits())
    stored = LateInteractionReranker(model, store).rerank(QUESTION, hits())
    assert [hit.key for hit in stored] == [hit.key for hit in computed]
    for hit, other in zip(stored, computed, strict=True):
        assert hit.match == pytest.approx(other.match, abs=0.01)


def test_token_vectors_of_another_text_are_not_compared(model: PodciteMiniLM, tmp_path: Path) -> None:
    computed = LateInteractionReranker(model).rerank(QUESTION, hits())
    others = [*("Nothing was said here.",) * 4, *(f"{text} That is all." for text in TALK)]
    store = TokenStore(tmp_path, model.name)
    store.write(EPISODE.generation, model.embed_with_tokens(others)[1])
    stored = LateInteractionReranker(model, store).rerank(QUESTION, hits())
    assert [hit.relevance for hit in stored] == [hit.relevance for hit in computed]


def test_hits_that_are_not_compared_stay_behind_in_their_order(model: PodciteMiniLM) -> None:
    many = hits(tuple(f"{text} Part {part}." for part in range(5) for text in TALK))
    ranked = LateInteractionReranker(model).rerank(QUESTION, many)
    assert len(ranked) == len(many)
    assert [hit.key for hit in ranked[MAX_COMPUTED:]] == [hit.key for hit in many[MAX_COMPUTED:]]


def test_the_best_sentence_is_the_one_that_answers(model: PodciteMiniLM) -> None:
    (hit,) = LateInteractionReranker(model).rerank(
        QUESTION, hits((f"The hive is old. {ANSWER} Anyway, lunch.",))
    )
    assert max(range(3), key=hit.sentence_matches.__getitem__) == 1


def test_no_hits_are_ranked_as_none(model: PodciteMiniLM) -> None:
    assert LateInteractionReranker(model).rerank(QUESTION, []) == []


def test_an_advertisement_falls_behind(model: PodciteMiniLM) -> None:
    reranker = LateInteractionReranker(model)
    before = {hit.key: hit.relevance for hit in reranker.rerank(QUESTION, hits())}
    selling = (*TALK[:3], f"{ANSWER} Use code BEES for ten percent off.", *TALK[4:])
    after = {hit.key: hit.relevance for hit in reranker.rerank(QUESTION, hits(selling))}
    (advertisement,) = (hit.key for hit in hits() if hit.segment.text == ANSWER)
    assert (after[advertisement] or 0) < (before[advertisement] or 0) / 2


def test_models_without_token_vectors_have_no_reranker() -> None:
    assert load_reranker(HashEmbeddings()) is None


def test_every_feature_has_a_weight() -> None:
    assert len(FEATURES) == len(WEIGHTS)
