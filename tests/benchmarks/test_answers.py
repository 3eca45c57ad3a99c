import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.answers import Run, run
from benchmarks.asking import draw, read, sample
from benchmarks.judging import Asked, rows
from retrieval.errors import ModelError
from retrieval.library import Library
from retrieval.models import Answer, Timings

HIVES = "Ann: We keep twelve hives by the barn, out of the wind.\nBen: The queens lay eggs until October.\n"
ASKED = [
    Asked("all" if number % 2 else "episode", kind, f"Question {number}?", None)
    for kind, count in (("answerable", 20), ("near-topic", 6), ("out-of-domain", 2))
    for number in range(count)
]


@pytest.mark.parametrize("count", [6, 14, 27])
def test_a_sample_has_the_wanted_size_and_every_kind_of_every_scope(count: int) -> None:
    drawn = sample(ASKED, count)
    assert (len(drawn), drawn) == (count, sample(ASKED, count))
    assert drawn == [asked for asked in ASKED if asked in drawn]
    assert len({(asked.scope, asked.kind) for asked in drawn}) == 6


def test_a_sample_takes_a_like_share_of_each_kind() -> None:
    kinds = Counter(asked.kind for asked in sample(ASKED, 14))
    assert kinds == {"answerable": 8, "near-topic": 4, "out-of-domain": 2}


@pytest.mark.parametrize("count", [None, 28, 100])
def test_no_smaller_number_asks_everything(count: int | None) -> None:
    assert sample(ASKED, count) == ASKED


def test_a_failed_model_call_costs_its_own_question_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "hives.txt").write_text(HIVES)
    real = {"episode": "hives", "evidence": [{"quote": "twelve hives"}], "key_facts": ["12 hives"]}
    texts = {"question": "How many hives are there?", "question_global": "How many hives by the barn?"}
    (tmp_path / "questions.jsonl").write_text(json.dumps(real | texts))
    (tmp_path / "unanswerable.jsonl").write_text(
        json.dumps({"episode": None, "question": "Who won the cup?", "kind": "out-of-domain"})
    )
    (tmp_path / "followups.jsonl").write_text("")

    async def ask(_: Library, question: str, *__: object, **___: object) -> Answer:
        if "barn" in question:
            raise ModelError("The chat model is busy.")
        return Answer(question, (), (), "extractive", seconds=Timings(total=0.1))

    monkeypatch.setattr(Library, "ask", ask)
    judged, failed = asyncio.run(run(Run(tmp_path, tmp_path / "home", "extractive")))

    assert [(failure.asked.scope, failure.reason) for failure in failed] == [
        ("all", "The chat model is busy.")
    ]
    figures = {row["scope"]: row for row in rows(judged, [failure.asked for failure in failed])}
    assert [(figures[scope]["questions"], figures[scope]["failed"]) for scope in ("episode", "all")] == [
        (1, 0),
        (0, 1),
    ]
    assert figures["all"]["far refusal recall"] == 1.0


def test_questions_are_drawn_by_kind_and_a_smaller_draw_is_part_of_a_larger() -> None:
    few, many = draw(ASKED, (2, 3, 1, 0)), draw(ASKED, (4, 3, 2, 0))
    assert Counter((asked.scope, asked.kind == "answerable") for asked in few) == {
        ("episode", True): 2,
        ("all", True): 3,
        ("episode", False): 1,
    }
    assert set(few) <= set(many)


def test_the_shape_of_listeners_is_read(tmp_path: Path) -> None:
    question = {"question": "How many?", "question_global": "How many hives?", "partial": [3]}
    question |= {"episode": "hives", "evidence": [{"quote": "twelve hives"}]}
    premise = {
        "episode": "hives",
        "question": "Why so few?",
        "type": "false-premise",
        "why": "Not so: 2-[3].",
    }
    follow_up = {"history": [{"question": "Bees?", "answer": "Yes."}], "question": "And?", **question}
    for name, line in (("questions", question), ("unanswerable", premise), ("followups", follow_up)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(line))
    asked = read(tmp_path, ["hives"])
    assert [(a.scope, a.kind, a.partial, a.contrary, len(a.history)) for a in asked] == [
        ("episode", "answerable", (3,), (), 0),
        ("all", "answerable", (3,), (), 0),
        ("episode", "false-premise", (), (2, 3), 0),
        ("all", "false-premise", (), (2, 3), 0),
        ("follow-up", "answerable", (3,), (), 1),
    ]
