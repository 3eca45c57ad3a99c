import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import LibraryError
from retrieval.index import term_index as module
from retrieval.index.term_index import TermIndex
from retrieval.models import Cue, Segment

TEXTS = (
    "The baker weighs flour and water before dawn.",
    "She bakes rye loaves; rye keeps longer than wheat.",
    "Naïve customers ask for loaves at noon.",
    "Nobody here talks of bread at all, only of C++ and node.js.",
)


def segments(*texts: str) -> list[Segment]:
    return [Segment(number, (Cue(text),)) for number, text in enumerate(texts, 1)]


@pytest.fixture
def terms(tmp_path: Path) -> TermIndex:
    opened = TermIndex(tmp_path / "terms")
    opened.add(1, 10, segments(*TEXTS))
    return opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rye", [2]),
        ("Who was baking?", [2]),
        ("LOAVES", [3, 2]),
        ("naive", [3]),
        ("rye or loaves or noon", [3, 2]),
        ("node.js", [4]),
        ("the", [1]),
        ("the rye", [2]),
        ("zebra", []),
        ("", []),
        ("?!…", []),
    ],
)
def test_any_word_of_the_query_counts_and_the_best_comes_first(
    terms: TermIndex, query: str, found: list[int]
) -> None:
    hits = terms.search(query, 10)
    assert sorted(number for _, number, _ in hits) == sorted(found)
    scores = [score for *_, score in hits]
    assert scores == sorted(scores, reverse=True)


def test_the_segment_with_more_of_the_query_is_first(terms: TermIndex) -> None:
    assert [number for _, number, _ in terms.search("rye loaves", 10)] == [2, 3]


def test_no_more_than_k_are_given(terms: TermIndex) -> None:
    assert len(terms.search("loaves rye flour bread", 2)) == 2
    assert terms.search("loaves", 0) == []


def test_a_search_keeps_to_the_shows_or_the_generation_it_is_told(terms: TermIndex) -> None:
    terms.add(2, 20, segments("Loaves again."))
    terms.add(2, 21, segments("More loaves."))

    def found(**where: object) -> set[int]:
        return {generation for generation, *_ in terms.search("loaves", 10, **where)}  # type: ignore[arg-type]

    assert found() == {10, 20, 21}
    assert found(shows={1}) == {10}
    assert found(shows=[2, 3]) == {20, 21}
    assert found(shows=[]) == set()
    assert found(generation=21) == {21}
    assert found(shows={1}, generation=21) == set()


def test_the_best_of_some_shows_are_found_also_where_others_have_many_better_ones(terms: TermIndex) -> None:
    terms.add(3, 30, segments(*["Loaves, loaves!"] * 9))
    terms.add(4, 40, segments("Loaves in the oven.", "Loaves on the table of the house."))
    assert [hit[0] for hit in terms.search("loaves", 2, shows={3, 4})] == [30, 30]
    assert [hit[:2] for hit in terms.search("loaves", 3, shows={4, 5})] == [(40, 1), (40, 2)]
    assert terms.search("loaves", 3, shows={4, 5}) == terms.search("loaves", 3, shows={4})


def test_narrowing_does_not_change_a_score(terms: TermIndex) -> None:
    assert terms.search("loaves", 5, shows={1}) == terms.search("loaves", 5, generation=10)
    assert terms.search("loaves", 5, shows={1}) == terms.search("loaves", 5)


def test_a_removed_generation_is_found_no_more(terms: TermIndex) -> None:
    terms.add(1, 11, segments("Loaves, the second edition."))
    terms.remove(10)

    assert terms.generations() == {11}
    assert {generation for generation, *_ in terms.search("loaves rye", 10)} == {11}
    terms.remove(99)


def test_an_empty_index_has_nothing(tmp_path: Path) -> None:
    empty = TermIndex(tmp_path / "new" / "terms")
    assert empty.search("anything", 5) == []
    assert empty.generations() == set()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text() | st.sampled_from(['text:"a', "a AND", "(((", "*", "show:[1 TO", "+-", "\\", "a^2~3"]))
def test_any_text_is_data(terms: TermIndex, text: str) -> None:
    assert len(terms.search(text, 3)) <= 3


def test_an_index_that_was_just_opened_can_be_counted(tmp_path: Path) -> None:
    assert TermIndex(tmp_path).count(1) == 0
    assert TermIndex(tmp_path).count_words(["bread"], [1]) == {"bread": 0}


def test_what_another_process_commits_is_seen(terms: TermIndex, tmp_path: Path) -> None:
    assert terms.search("zeppelin", 5) == []
    script = (
        "import sys; from pathlib import Path; from retrieval.index.term_index import TermIndex;"
        "from retrieval.models import Cue, Segment;"
        "TermIndex(Path(sys.argv[1])).add(5, 50, [Segment(1, (Cue('A zeppelin lands.'),))])"
    )
    root = Path(module.__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, tmp_path / "terms"], check=True, timeout=60, cwd=root)

    assert [hit[:2] for hit in terms.search("zeppelin", 5)] == [(50, 1)]


def test_threads_may_write_and_search_at_once(terms: TermIndex) -> None:
    def work(generation: int) -> int:
        terms.add(3, generation, segments("A loaf of rye."))
        return len(terms.search("rye", 50, generation=generation))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(100, 108))) == [1] * 8


def test_a_writer_elsewhere_is_waited_for_and_then_said(
    terms: TermIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tantivy

    monkeypatch.setattr(module, "TERM_LOCK_SECONDS", 0.0)
    holder = tantivy.Index.open(str(tmp_path / "terms")).writer(15_000_000, 1)
    with pytest.raises(LibraryError, match="Another process is writing"):
        terms.add(1, 12, segments("Too early."))
    holder.wait_merging_threads()
    del holder

    terms.add(1, 12, segments("In time."))
    assert terms.generations() == {10, 12}


@pytest.mark.parametrize("content", ["", "{", '{"schema": []}'])
def test_a_damaged_index_is_said(terms: TermIndex, tmp_path: Path, content: str) -> None:
    (tmp_path / "terms" / "meta.json").write_text(content)

    with pytest.raises(LibraryError, match="The word index is damaged: `podcite doctor --fix` rebuilds it"):
        TermIndex(tmp_path / "terms").search("rye", 3)
