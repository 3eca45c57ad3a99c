import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.grounding import measure, measure_verified, read
from benchmarks.recording import MODEL
from retrieval.answering.quotes import QuotedEvidence
from tests.retrieval.openai_server import OpenAIServer, openai_server

PASSAGES = {"3": "I keep about twelve hives behind the barn.", "4": "They don't like wind."}


@pytest.fixture
def chat_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    with openai_server() as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


def row(sentence: str, label: str, kind: str = "") -> dict[str, object]:
    return {
        "id": sentence,
        "question": "Where does she keep bees?",
        "passages": PASSAGES,
        "cited": [3],
        "sentence": sentence,
        "label": label,
        "kind": kind,
    }


def dataset(folder: Path) -> Path:
    rows = [
        row("She keeps twelve hives behind the barn.", "supported"),
        row("She keeps fourteen hives behind the barn.", "false", "number"),
        row("He keeps twelve hives behind the barn.", "false", "speaker"),
        row("She keeps bees.", "unsupported"),
    ]
    file = folder / "dev.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in rows), "utf-8")
    return file


def reply(verdict: str) -> tuple[int, dict[str, Any]]:
    content = json.dumps({"unproven": "", "verdict": verdict})
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return 200, {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def test_what_is_kept_and_what_passes_is_counted(tmp_path: Path) -> None:
    figures = measure(read(dataset(tmp_path)))
    assert (figures["true_kept"], figures["false_passed"]) == (1.0, 0.5)
    assert figures["by_kind"] == {"number": 0.0, "speaker": 1.0}
    assert figures["counts"] == {"true": 1, "false": 2, "number": 1, "speaker": 1}


def test_a_verifier_decides_on_all_but_numbers_units_counts_and_names(tmp_path: Path) -> None:
    asked: list[str] = []

    def verify(sentence: str, question: str, evidence: QuotedEvidence) -> bool:
        asked.append(sentence)
        assert question == "Where does she keep bees?"
        assert (evidence.quote, evidence.segment.text) == (PASSAGES["3"], " ".join(PASSAGES.values()))
        return sentence.startswith("She")

    file = dataset(tmp_path)
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row("She never keeps twelve hives behind the barn.", "supported")) + "\n")
    figures = measure(read(file), verify)
    assert (figures["true_kept"], figures["false_passed"]) == (1.0, 0.0)
    assert not any("fourteen" in sentence for sentence in asked)
    assert len(asked) == 3


def test_without_a_verdict_the_rules_decide(tmp_path: Path) -> None:
    examples = read(dataset(tmp_path))
    assert measure(examples, lambda *_: None) == measure(examples)


@pytest.mark.slow
def test_a_chat_model_verifies_over_the_api_of_openai(tmp_path: Path, chat_server: OpenAIServer) -> None:
    chat_server.replies = [reply("supported"), reply("not_said")]
    figures = measure_verified(read(dataset(tmp_path)), "openai:m")
    assert (figures["true_kept"], figures["false_passed"], figures["without_verdict"]) == (1.0, 0.0, 0)
    assert figures["false_dropped_by"] == {"number": 1, "verification": 1}
    asked = chat_server.requests[0]["messages"][1]["content"]
    assert "I keep about twelve hives behind the barn." in asked
    assert asked.endswith("Sentence to check: She keeps twelve hives behind the barn.")


@pytest.mark.slow
def test_a_model_that_fails_leaves_the_rules(tmp_path: Path, chat_server: OpenAIServer) -> None:
    chat_server.replies = [(401, {"error": {"message": "no"}})] * 2
    figures = measure_verified(read(dataset(tmp_path)), "openai:m")
    assert (figures["true_kept"], figures["false_passed"], figures["without_verdict"]) == (1.0, 0.5, 2)


@pytest.mark.slow
def test_prompts_are_recorded_and_their_replies_are_measured(tmp_path: Path) -> None:
    examples, folder = read(dataset(tmp_path)), tmp_path / "verdicts"
    figures = measure_verified(examples, MODEL, folder, writes=True)
    assert (figures["missing"], figures["counts"]["true"], figures["without_verdict"]) == (2, 0, 0)
    for prompt in folder.glob("*.prompt"):
        verdict = "contradicted" if "check: He keeps" in prompt.read_text("utf-8") else "supported"
        text = json.dumps({"unproven": "", "verdict": verdict})
        prompt.with_suffix(".reply").write_text(text, "utf-8")
    figures = measure_verified(examples, MODEL, folder)
    assert (figures["true_kept"], figures["false_passed"], figures["missing"]) == (1.0, 0.0, 0)
