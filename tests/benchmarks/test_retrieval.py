from benchmarks.measures import Figures
from benchmarks.meetings import Meeting, Question
from benchmarks.retrieval import Results, by_domain, differences, rows


def meeting(id_: str, domain: str) -> Meeting:
    return Meeting(id_, domain, (("Ann", "Hello"),), (Question("What?", id_, domain, ((0, 0),)),))


MEETINGS = [meeting("a", "Academic"), meeting("b", "Product")]
GOOD, BAD = Figures(1.0, 1.0, 1.0, 1.0), Figures(0.0, 0.0, 0.0, 0.0)
RESULTS: Results = {
    (scope, system): [GOOD, GOOD if system == "podcite" else BAD]
    for scope in ("episode", "all")
    for system in ("podcite", "bm25")
}


def test_rows_have_the_promised_names_and_no_others() -> None:
    found = rows(RESULTS)
    assert {tuple(row) for row in found} == {("scope", "system", "ndcg10", "mrr", "hit5", "words")}
    assert [row["ndcg10"] for row in found] == [1.0, 0.5] * 2


def test_each_domain_is_judged_by_its_own_questions() -> None:
    found = {
        (row["domain"], row["scope"], row["system"]): row["words"] for row in by_domain(MEETINGS, RESULTS)
    }
    assert found["Academic", "all", "bm25"] == 1.0
    assert found["Product", "all", "bm25"] == 0.0
    assert len(found) == 8


def test_differences_are_those_of_podcite_to_the_others() -> None:
    found = {
        (row["domain"], row["scope"], row["system"]): row["hit5"] for row in differences(MEETINGS, RESULTS)
    }
    assert found["Academic", "all", "bm25"] == (0.0, 0.0)
    assert found["Product", "all", "bm25"] == (1.0, 1.0)
    assert found["all", "episode", "bm25"] == (0.0, 1.0)
    assert {system for _, _, system in found} == {"bm25"}
