"""The language model in the terminal: what it costs, whether it works, and answers without it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.cli.commands.test_index import KNOTS
from tests.bot.cli.conftest import RunPodcite
from tests.retrieval.openai_server import OpenAIServer, openai_server

LOOP = "Which knot makes a loop that doesn't slip?"
KEY = "sk-verysecret"


@pytest.fixture
def home(podcite: RunPodcite, tmp_path: Path) -> Path:
    (tmp_path / "knots.srt").write_text(KNOTS, encoding="utf-8")
    assert podcite("--home", tmp_path / "home", "index", "add", tmp_path / "knots.srt").status == 0
    return tmp_path / "home"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    with openai_server() as running:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        yield running


def streamed(text: str) -> tuple[int, bytes]:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    usage = {"prompt_tokens": 2000, "completion_tokens": 100, "total_tokens": 2100}
    parts: list[dict[str, object]] = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": usage},
    ]
    events = [f"data: {json.dumps({**head, **part})}\n\n" for part in parts]
    return 200, "".join([*events, "data: [DONE]\n\n"]).encode()


@pytest.mark.slow
def test_with_a_key_the_default_model_answers_and_its_cost_is_counted(
    podcite: RunPodcite, home: Path, server: OpenAIServer
) -> None:
    reply = {"sentences": [{"text": "The bowline makes a loop that doesn't slip.", "segments": [1]}]}
    server.replies = [streamed(json.dumps(reply))]
    document = podcite("--home", home, "ask", LOOP, "--json").document
    assert document["model"] == "openai:gpt-6-luna"
    assert document["usage"] == {
        "requests": 1,
        "unmeasured_requests": 0,
        "input_tokens": 2000,
        "output_tokens": 100,
        "cost": 0.00025,
    }
    assert "temperature" not in server.requests[0]
    (row,) = podcite("--home", home, "usage", "--json").document
    assert (row["guild"], row["questions"], row["cost"]) == (None, 1, 0.00025)
    (line,) = podcite("--home", home, "usage").lines
    assert line.endswith("openai:gpt-6-luna, 1 question, 2,000 tokens read and 100 written, $0.0003")


@pytest.mark.slow
def test_a_wrong_key_is_said_at_the_start_and_questions_are_answered_all_the_same(
    podcite: RunPodcite, home: Path, server: OpenAIServer
) -> None:
    server.replies = [(401, {"error": {"message": f"{KEY} is wrong", "code": "invalid_api_key"}})]
    shown = podcite("--home", home, "run", typed=f"{LOOP}\n")
    refused = "The key for openai:gpt-6-luna was rejected by the server in OPENAI_BASE_URL;"
    assert shown.err.startswith(f"Model openai:gpt-6-luna: {refused}")
    assert "The key isn't valid: copy it again into OPENAI_API_KEY." in shown.err
    assert "bowline" in shown.out
    assert "so these are the passages that fit best. Error id: " in " ".join(shown.out.split())
    log = (home / "podcite.log").read_text(encoding="utf-8")
    assert shown.out.split("Error id: ")[1].split()[0] in log
    assert KEY not in shown.out + shown.err + log


@pytest.mark.slow
def test_the_first_lines_of_run_say_that_the_model_works_and_what_a_question_costs(
    podcite: RunPodcite, home: Path, server: OpenAIServer
) -> None:
    server.replies = [streamed("ready")]
    shown = podcite("--home", home, "run", typed="/quit\n")
    assert shown.lines[0] == (
        "Model openai:gpt-6-luna: It answers: the key is valid, and the model may be used."
    )
    assert shown.lines[1].startswith("Cost of a question: about $0.0008")


@pytest.mark.slow
def test_doctor_asks_the_model_only_if_it_is_told_to(
    podcite: RunPodcite, home: Path, server: OpenAIServer
) -> None:
    server.replies = [streamed("ready")]
    podcite("--home", home, "doctor", "--quick")
    assert server.requests == []
    checks = podcite("--home", home, "doctor", "--quick", "--model", "--json").document
    named = {check["check"]: check for check in checks}
    assert named["model openai:gpt-6-luna"]["ok"]
    assert "$" in named["cost of a question"]["finding"]
    assert len(server.requests) == 1


def test_without_a_model_there_is_nothing_to_check_and_nothing_to_pay(
    podcite: RunPodcite, home: Path
) -> None:
    checks = podcite("--home", home, "doctor", "--quick", "--model", "--json").document
    assert {"check": "model", "ok": True, "finding": "none is set: answers are quotes from the transcripts",
            "advice": ""} in checks  # fmt: skip
    assert podcite("--home", home, "usage").lines == ["No language model has been used yet."]
    assert "usage" not in podcite("--home", home, "ask", LOOP, "--json").document
