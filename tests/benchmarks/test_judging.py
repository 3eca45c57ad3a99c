from dataclasses import replace

from benchmarks.judging import Asked, judge, rows
from retrieval.models import Answer, Citation, Cue, Episode, Segment, Sentence, Show, Timings

EPISODE = Episode(1, "hive-7", Show(1, "hive", "Hive Notes"), "Bees", 1, 3)
SEGMENTS = tuple(
    Segment(n, (Cue(text, 10.0 * n, 10.0 * n + 9),))
    for n, text in enumerate(("We keep twelve hives by the", "barn, out of the wind.", "Queens lay eggs."), 1)
)
GOLD = Asked(
    "episode", "answerable", "Where are they?", "hive-7", "hive-7", ("hives by the barn",), ("12 hives",)
)
FALSE = Asked("episode", "false-premise", "Why did the hives burn?", "hive-7")


def answer(*cited: int, text: str = "We keep twelve hives", quote: str | None = None) -> Answer:
    said = tuple(
        Sentence(text, (Citation(EPISODE, n, quote or SEGMENTS[n - 1].text, 10.0 * n),)) for n in cited
    )
    return Answer("?", said, (), "extractive", seconds=Timings(total=0.1))


def test_evidence_is_cited_where_it_is_in_one_segment_or_two_that_follow() -> None:
    transcripts = {"hive-7": SEGMENTS}
    assert judge(GOLD, answer(1, 2), transcripts).evidence_cited == (True,)
    assert judge(GOLD, answer(1), transcripts).evidence_cited == (False,)
    assert judge(GOLD, answer(), transcripts).evidence_cited == (False,)
    whole = replace(GOLD, evidence=("Twelve hives, by",))
    assert judge(whole, answer(1, 3), transcripts).citations_right == (True, False)


def test_a_changed_quote_and_a_time_elsewhere_are_seen() -> None:
    found = judge(GOLD, answer(1, quote="We keep many hives"), {"hive-7": SEGMENTS})
    assert (found.verbatim, found.resolving) == ((False,), (True,))
    assert judge(GOLD, answer(1), {"hive-7": SEGMENTS[1:]}).resolving == (False,)
    assert judge(GOLD, answer(1), {}).resolving == (False,)


def test_a_sentence_is_supported_by_its_own_citations_and_its_numbers_by_all_means() -> None:
    transcripts = {"hive-7": SEGMENTS}
    assert judge(GOLD, answer(1), transcripts).supported == (True,)
    assert judge(GOLD, answer(3), transcripts).supported == (False,)
    assert judge(GOLD, answer(1, text="We keep 13 hives"), transcripts).supported == (False,)


def test_refusals_are_counted_against_what_should_be_refused() -> None:
    transcripts = {"hive-7": SEGMENTS}
    judged = [
        judge(GOLD, answer(1, 2), transcripts),
        judge(GOLD, answer(), transcripts),
        judge(FALSE, answer(), transcripts),
        judge(FALSE, answer(1), transcripts),
    ]
    (row,) = rows(judged)
    assert (row["answered"], row["refusal precision"], row["refusal recall"], row["refusal F1"]) == (0.5,) * 4
    assert [row[f"false-premise refusal {name}"] for name in ("precision", "recall", "F1")] == [0.5] * 3
    assert [row[f"{kind} refusal F1"] for kind in ("near-topic", "far")] == [None, None]
    assert (row["citation recall"], row["key facts"]) == (0.5, 0.5)


def test_what_failed_is_neither_answered_nor_refused() -> None:
    (row,) = rows([judge(GOLD, answer(1), {"hive-7": SEGMENTS})], [GOLD, FALSE])
    assert (row["questions"], row["unanswerable"], row["failed"], row["answered"]) == (1, 0, 2, 1.0)
    (row,) = rows([], [GOLD])
    assert (row["failed"], row["answered"], row["seconds p95"]) == (1, None, None)
