"""A line of `ask -` is a question or a JSON object, and nothing else."""

import json

import pytest

from bot.cli.batch import BatchQuestion, parse_line
from retrieval.errors import BadRequestError
from retrieval.models import Turn
from tests.bot.cli.conftest import RunPodcite

FRIDGE = "Why is the fridge a bad place for bread?"


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("What is a bridle?", BatchQuestion("What is a bridle?")),
        ('"quoted" is a question too', BatchQuestion('"quoted" is a question too')),
        ('{"question": "Why?"}', BatchQuestion("Why?")),
        ('{"question": "Why?", "episode": null, "history": null}', BatchQuestion("Why?")),
        ('{"question": "Why?", "episode": "kites"}', BatchQuestion("Why?", "kites")),
        (
            '{"question": "Why?", "history": [{"question": "What?", "answer": "That."}]}',
            BatchQuestion("Why?", None, (Turn("What?", "That."),)),
        ),
    ],
)
def test_a_line_is_parsed(line: str, question: BatchQuestion) -> None:
    assert parse_line(line) == question


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "isn't JSON"),
        ("{}", "can't be understood"),
        ('{"question": 7}', "can't be understood"),
        ('{"question": "Why?", "guild": 1}', "can't be understood"),
        ('{"question": "Why?", "episode": 7}', "episode"),
        ('{"question": "Why?", "history": "What?"}', "history"),
        ('{"question": "Why?", "history": [{"question": "What?"}]}', "history"),
        ('{"question":' + "[" * 100_000, "isn't JSON"),
    ],
)
def test_a_malformed_line_is_refused_with_the_reason(line: str, reason: str) -> None:
    with pytest.raises(BadRequestError, match=reason):
        parse_line(line)


@pytest.mark.slow
def test_lines_of_questions_get_lines_of_answers(podcite_on_sample: RunPodcite) -> None:
    history = [{"question": FRIDGE, "answer": "The fridge is the worst place for bread."}]
    asked = [
        FRIDGE,
        json.dumps({"question": "How often do spring tides come?", "episode": "tides"}),
        json.dumps({"question": "And how can it be undone?", "episode": "bread", "history": history}),
    ]
    shown = podcite_on_sample("ask", "-", "--json", typed="\n\n".join(asked))
    assert shown.status == 0
    answers = [json.loads(line) for line in shown.lines]
    assert [answer["question"] for answer in answers] == [
        FRIDGE,
        "How often do spring tides come?",
        "And how can it be undone?",
    ]
    assert {answer["status"] for answer in answers} == {"answered"}


@pytest.mark.slow
def test_a_line_that_fails_gives_its_error_and_the_next_is_answered(podcite_on_sample: RunPodcite) -> None:
    asked = ["{oops", json.dumps({"question": FRIDGE, "episode": "rolls"}), FRIDGE]
    shown = podcite_on_sample("ask", "-", "--json", typed="\n".join(asked))
    broken, unknown, answered = (json.loads(line) for line in shown.lines)
    assert "isn't JSON" in broken["error"]
    assert unknown["question"] == FRIDGE
    assert "rolls" in unknown["error"]
    assert answered["status"] == "answered"
    assert shown.status == 1
