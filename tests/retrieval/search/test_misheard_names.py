from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.index.embeddings import load_embedding_model
from retrieval.index.indexer import Indexer
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Cue, Details, Scope, Segment
from retrieval.search.misheard_names import SpokenWords, possible_names
from retrieval.search.retriever import HybridRetriever
from retrieval.transcripts.bounded_reader import read_segments
from tests.retrieval.indexing import open_parts

FILLER = [
    f"Ada: And then we talked for a while about {subject}, the harbour and the price of paint, "
    "as every year when the boats come out of the water and nobody knows where the ladders are.\n"
    for subject in ("the weather", "the winter", "the trains", "some music", "a garden", "the museum")
] * 4
MISHEARD = {
    "keychron": "Ben: The key cron ones are great because they have Mac keys.\n",
    "vercel": "Ben: And hosting it on versaille was easy, they got that right.\n",
    "jotai": "Ben: They made one more and called it Joe tie, which keeps state.\n",
    "algolia": "Ben: Everybody says just use all golia to search your pages.\n",
    "valkey": "Ben: There was a hard fork, and Valky is a good name for it.\n",
}


def spoken(*texts: str) -> SpokenWords:
    return SpokenWords([Segment(at, (Cue(text),)) for at, text in enumerate(texts, 1)])


@pytest.mark.parametrize(
    ("name", "text", "spelling"),
    [
        ("keychron", "the key cron ones are great", ("key", "cron")),
        ("vercel", "hosting on versaille was easy", ("versaille",)),
        ("jotai", "it is called joe tie", ("joe", "tie")),
        ("wyze", "i am a fan of wise cams", ("wise",)),
        ("leviton", "the levitan dimmer", ("levitan",)),
        ("blackhole", "a tool called black hole", ("black", "hole")),
    ],
)
def test_a_name_is_found_in_the_spelling_of_the_transcript(
    name: str, text: str, spelling: tuple[str, ...]
) -> None:
    assert spoken(text).resembling(name)[0] == spelling


@pytest.mark.parametrize(
    ("name", "text"),
    [("wifi", "my wife said"), ("flakes", "those folks came"), ("donut", "i try to note it")],
)
def test_common_words_stand_for_no_name(name: str, text: str) -> None:
    assert spoken(text).resembling(name) == []


def test_a_word_that_the_transcript_has_everywhere_stands_for_no_name() -> None:
    assert spoken("flaky tests").resembling("flakey") == [("flaky",)]
    assert spoken(*["flaky tests"] * 60).resembling("flakey") == []


def test_a_surname_may_be_less_alike_after_the_same_first_name() -> None:
    words = spoken("today we have brian larue on the show")
    assert words.resembling("leroux") == []
    assert words.resembling("leroux", ["brian"]) == [("larue",)]


def test_only_words_that_no_dictionary_has_are_names() -> None:
    assert possible_names("Why does Scott dont like Keychron’s keyboards, and Vercel’s pricing?") == [
        "keychron",
        "vercel",
    ]
    assert possible_names("thoughts on unlearning, fueling and moderating arent welcome") == []


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    home = tmp_path_factory.mktemp("home")
    catalog, model = Catalog(f"sqlite:///{home / 'catalog.db'}"), load_embedding_model()
    vectors, terms = VectorStore(home / "vectors", model.name), TermIndex(home / "terms")
    indexer = Indexer(catalog, vectors, terms, model, home, read=read_segments)
    for episode, lines in (("gear", list(MISHEARD.values())), ("boats", [])):
        text = "".join(
            line
            for at, filler in enumerate(FILLER)
            for line in (filler * 3, *lines[at // 4 :: 6][:1] * (at % 4 == 1))
        )
        indexer.add(text.encode(), Details(title=episode, episode=episode), name=f"{episode}.txt")
    return HybridRetriever(catalog=catalog, vectors=vectors, terms=terms, embeddings=model)


@pytest.mark.parametrize("name", MISHEARD)
@pytest.mark.parametrize("scope", [Scope(episode="gear"), Scope()])
async def test_a_misheard_name_is_found_from_its_right_spelling(
    retriever: HybridRetriever, name: str, scope: Scope
) -> None:
    hits = await retriever.find(name.capitalize(), scope, 3)
    said = MISHEARD[name].removeprefix("Ben: ")[:24]
    assert any(said in hit.segment.text for hit in hits)


def test_such_a_name_counts_as_said(retriever: HybridRetriever) -> None:
    (episode,) = retriever.catalog.episodes(Scope(episode="gear"))
    counts = retriever.count_segments_saying(["keychron", "harbour", "zeppelin"], [episode])
    assert counts["keychron"] == 1
    assert counts["harbour"] > 1
    assert counts["zeppelin"] == 0


def test_a_name_that_was_written_rightly_is_searched_for_as_it_is(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    lines = [*FILLER[:8], "Ben: The Keychron is on my desk.\n", *FILLER[:8], "Ben: The key cron is not.\n"]
    parts.indexer.add("".join(lines).encode(), Details(episode="gear"), name="gear.txt")
    episode = parts.episode("gear")
    retriever = HybridRetriever(
        catalog=parts.catalog, vectors=parts.vectors, terms=parts.terms, embeddings=parts.model
    )
    assert retriever.count_segments_saying(["keychron"], [episode]) == {"keychron": 1}
