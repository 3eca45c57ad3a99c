"""What the embedding model is trained on: questions with the segments that answer them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.embedding.dataset import LabelledEpisode, load, read_folder, resegment, save

QUOTE = "Honey keeps for three thousand years."
QUESTION: dict[str, Any] = {
    "episode": "go-time-1",
    "question": "Did they say how long honey keeps?",
    "question_global": "How long does honey keep, according to Go Time 1?",
    "answer": "Three thousand years.",
    "evidence": [{"quote": QUOTE, "segment": 1}],
    "partial": [2],
}


def subtitles(*texts: str) -> str:
    blocks = []
    for number, text in enumerate(texts):
        times = f"00:{number:02}:00,000 --> 00:{number:02}:50,000"
        filler = "There is more to say about the hive and its queen in summer. " * 9
        blocks.append(f"{number + 1}\n{times}\n{text} {filler.strip()}\n")
    return "\n".join(blocks)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "listeners"
    (folder / "transcripts").mkdir(parents=True)
    for name in ("go-time-1", "lex-1"):
        content = subtitles(QUOTE, "Drones do not sting.", "Smoke calms the bees.")
        (folder / "transcripts" / f"{name}.srt").write_text(content)
    rows = [QUESTION, QUESTION | {"evidence": []}]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    follow_up = {
        "episode": "go-time-1",
        "question": "and smoke?",
        "standalone": "What does smoke do to bees?",
        "evidence": [{"quote": "Smoke calms the bees.", "segment": 3}],
    }
    (folder / "followups.jsonl").write_text(json.dumps(follow_up))
    return folder


def test_questions_are_read_with_the_segments_that_answer_them(folder: Path) -> None:
    episode, other = read_folder(folder)

    assert (episode.name, other.name, other.questions) == ("go-time-1", "lex-1", ())
    asked, follow_up = episode.questions
    assert asked.within == "Did they how long honey keeps"
    assert (asked.overall, asked.answer) == (QUESTION["question_global"], QUESTION["answer"])
    assert (asked.quotes, asked.positives, asked.partial) == ((((0,),),), (0,), (1,))
    assert (follow_up.is_follow_up, follow_up.overall) == (True, "What does smoke do to bees?")


def test_only_openly_licensed_episodes_are_to_train_on(folder: Path) -> None:
    assert [episode.is_open for episode in read_folder(folder)] == [True, False]
    folder.rename(folder.with_name("listeners-open"))
    assert all(episode.is_open for episode in read_folder(folder.with_name("listeners-open")))


def test_what_is_saved_is_loaded_again(folder: Path, tmp_path: Path) -> None:
    episodes = read_folder(folder)
    save(episodes, tmp_path / "prepared.json.gz")
    assert load(tmp_path / "prepared.json.gz") == episodes


@pytest.mark.parametrize("seed", range(5))
def test_cut_elsewhere_the_same_words_are_answered_by_what_holds_them(folder: Path, seed: int) -> None:
    episode = read_folder(folder)[0]
    cut = resegment(episode, seed)

    assert " ".join(cut.segments) == " ".join(episode.segments)
    assert cut.segments != episode.segments
    assert cut == resegment(episode, seed)
    for question in cut.questions:
        answering = " ".join(cut.segments[position] for position in question.positives)
        assert all(quote in normalized(answering) for quote in question.texts)
        assert not {*question.positives} & {*question.partial}


def normalized(text: str) -> str:
    return text.lower().replace(".", "").replace(",", "")


def test_a_quote_that_two_segments_share_needs_both() -> None:
    from tools.embedding.dataset import _locate

    assert list(_locate("c d", ["a b c", "d e", "c d"])) == [(2,)]
    assert list(_locate("c d", ["a b c", "d e"])) == [(0, 1)]
    assert list(_locate("x", ["a"])) == []


def test_an_episode_without_a_found_quote_has_no_question_when_cut_elsewhere() -> None:
    episode = LabelledEpisode("go-time-2", True, ("one two three",), ())
    assert resegment(episode, 1).questions == ()
