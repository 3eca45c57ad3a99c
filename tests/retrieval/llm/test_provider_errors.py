"""What failed at a model is one sentence, which names the setting and never an address."""

import pytest

from retrieval.llm.pacing import PacedError
from retrieval.llm.provider_errors import OPENAI_URL, model_error


class StatusError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__("https://lab.example:8000/v1 said no")
        self.status_code = status


class ConnectError(Exception):
    pass


ERRORS = [
    *(StatusError(status) for status in (400, 401, 404, 429, 500)),
    *(ConnectError("lab.example"), TimeoutError("lab.example"), ValueError("lab.example"), PacedError("x")),
]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://lab.example:8000/v1", "the server in OPENAI_BASE_URL"),
        ("http://10.1.2.3/v1", "the server in OPENAI_BASE_URL"),
        (OPENAI_URL, "OpenAI"),
        (None, "its provider"),
    ],
)
def test_the_server_is_named_by_its_setting(error: Exception, url: str | None, name: str) -> None:
    sentence = str(model_error(error, "openai:m", url))
    assert name in sentence
    assert "openai:m" in sentence
    assert not any(part in sentence for part in ("lab", "8000", "10.1", "api.openai", "http:"))


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("http://lab.example/v1", "check that address and that the server runs."),
        (OPENAI_URL, "check the connection to the internet."),
        (None, "check the connection to the internet."),
    ],
)
def test_who_cannot_reach_a_model_is_told_what_to_check(url: str | None, advice: str) -> None:
    assert str(model_error(ConnectError(), "m", url)).endswith(advice)
