"""A line of `ask -` is a question or a JSON object, and nothing in between."""

import pytest

from bot.cli.batch import Asked, understand
from retrieval.errors import BadRequestError
from retrieval.models import Exchange


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("What is a bridle?", Asked("What is a bridle?")),
        ('"quoted" is a question too', Asked('"quoted" is a question too')),
        ('{"question": "Why?"}', Asked("Why?")),
        ('{"question": "Why?", "episode": null, "history": null}', Asked("Why?")),
        ('{"question": "Why?", "episode": "kites"}', Asked("Why?", "kites")),
        (
            '{"question": "Why?", "history": [{"question": "What?", "answer": "That."}]}',
            Asked("Why?", None, (Exchange("What?", "That."),)),
        ),
    ],
)
def test_a_line_is_understood(line: str, asked: Asked) -> None:
    assert understand(line) == asked


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "no JSON"),
        ("{}", "can't be understood"),
        ('{"question": 7}', "can't be understood"),
        ('{"question": "Why?", "guild": 1}', "can't be understood"),
        ('{"question": "Why?", "episode": 7}', "episode"),
        ('{"question": "Why?", "history": "What?"}', "history"),
        ('{"question": "Why?", "history": [{"question": "What?"}]}', "history"),
        ('{"question":' + "[" * 100_000, "no JSON"),
    ],
)
def test_a_line_that_is_no_question_is_refused_and_told_why(line: str, reason: str) -> None:
    with pytest.raises(BadRequestError, match=reason):
        understand(line)
