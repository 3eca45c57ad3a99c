import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.grounding import measure, read
from retrieval.answering.proof.judgement import Spoken

PASSAGES = {"3": "I keep about twelve hives behind the barn.", "4": "They don't like wind."}


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


def test_what_is_kept_and_what_passes_is_counted(tmp_path: Path) -> None:
    figures = measure(read(dataset(tmp_path)))
    assert (figures["true_kept"], figures["false_passed"]) == (1.0, 0.5)
    assert figures["by_kind"] == {"number": 0.0, "speaker": 1.0}
    assert figures["counts"] == {"true": 1, "false": 2, "number": 1, "speaker": 1}


def test_a_verifier_is_asked_only_about_what_the_rules_let_through(tmp_path: Path) -> None:
    asked: list[str] = []

    def verify(sentence: str, evidence: Sequence[Spoken]) -> bool:
        asked.append(sentence)
        assert [spoken.text for spoken in evidence] == [PASSAGES["3"]]
        return sentence.startswith("She")

    figures = measure(read(dataset(tmp_path)), verify)
    assert (figures["true_kept"], figures["false_passed"]) == (1.0, 0.0)
    assert len(asked) == 2
