"""`ask`, `search`, `chat` and `run` on the bundled show."""

import json

import pytest

from tests.bot.cli.conftest import Command

FRIDGE = "Why is the fridge a bad place for bread?"
CUP = "Who won the football world cup in 1974?"
CITATION_KEYS = ["episode", "segment", "start", "end", "speaker", "quote", "url"]


@pytest.mark.parametrize(
    ("question", "episode", "said"),
    [
        ("What causes the tides?", "tides", "caused by the Moon"),
        (FRIDGE, "bread", "The fridge is the worst place for bread."),
        ("Where are the largest tides in the world?", "tides", "Bay of Fundy"),
        ("Who saved eighteen people with a rowing boat?", "lighthouses", "Ida Lewis saved eighteen people"),
        ("What turns the crust of a loaf brown?", "bread", "Maillard reaction"),
    ],
)
def test_a_newcomers_question_is_answered_from_the_right_episode(
    ask_show: Command, question: str, episode: str, said: str
) -> None:
    document = ask_show("ask", question, "--json").document
    assert document["status"] == "answered"
    assert said in " ".join(sentence["text"] for sentence in document["sentences"])
    assert episode in {
        each["episode"] for sentence in document["sentences"] for each in sentence["citations"]
    }


def test_every_quote_is_in_the_segment_that_it_names(ask_show: Command) -> None:
    document = ask_show("ask", FRIDGE, "--json").document
    citations = [each for sentence in document["sentences"] for each in sentence["citations"]]
    assert citations
    for citation in citations:
        assert list(citation)[:7] == CITATION_KEYS
        command = ("transcript", citation["episode"], "--at", citation["segment"], "--context", 0, "--json")
        (segment,) = ask_show(*command).document["segments"]
        assert segment["segment"] == citation["segment"]
        assert citation["quote"] in segment["text"]
        assert segment["start"] <= citation["start"] <= citation["end"] <= segment["end"]


def test_an_answer_reads_with_its_proofs_under_it(ask_show: Command) -> None:
    shown = ask_show("ask", FRIDGE, "--episode", "bread")
    assert shown.status == 0
    assert "[1]" in shown.lines[0]
    assert shown.lines[2].startswith("[1] Josip Varga · ")
    assert "https://salt-and-light.example/bread.mp3#t=" in shown.lines[2]
    assert shown.lines[3].strip().startswith("“")
    assert shown.lines[4].strip().startswith("What the baker knows (bread), segment ")
    assert shown.err == ""


def test_what_no_episode_holds_is_refused_and_that_is_no_failure(ask_show: Command) -> None:
    shown = ask_show("ask", CUP)
    assert shown.status == 0
    assert shown.lines[0].startswith("The transcripts don't hold an answer to that. I looked at ")
    document = ask_show("ask", CUP, "--json").document
    assert document["status"] == "refused"
    assert document["sentences"] == []
    assert len(document["nearest"]) == 3


def test_a_search_gives_the_nearest_segments_best_first(ask_show: Command) -> None:
    hits = ask_show("search", "stale bread", "-k", 3, "--json").document
    assert [list(hit) for hit in hits] == [
        ["episode", "segment", "start", "end", "speaker", "text", "score"]
    ] * 3
    assert hits[0]["episode"] == "bread"
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert "What the baker knows (bread)" in ask_show("search", "stale bread").out


def test_a_search_in_one_episode_finds_nothing_of_another(ask_show: Command) -> None:
    hits = ask_show("search", "stale bread", "--episode", "tides", "--json").document
    assert {hit["episode"] for hit in hits} == {"tides"}


def test_lines_of_questions_get_lines_of_answers(ask_show: Command) -> None:
    history = [{"question": FRIDGE, "answer": "The fridge is the worst place for bread."}]
    asked = [
        FRIDGE,
        json.dumps({"question": "How often do spring tides come?", "episode": "tides"}),
        json.dumps({"question": "And how can it be undone?", "episode": "bread", "history": history}),
    ]
    shown = ask_show("ask", "-", "--json", typed="\n\n".join(asked))
    assert shown.status == 0
    answers = [json.loads(line) for line in shown.lines]
    assert [answer["question"] for answer in answers] == [
        FRIDGE,
        "How often do spring tides come?",
        "And how can it be undone?",
    ]
    assert {answer["status"] for answer in answers} == {"answered"}


def test_a_line_that_fails_gives_its_error_and_the_next_is_answered(ask_show: Command) -> None:
    asked = ["{oops", json.dumps({"question": FRIDGE, "episode": "bred"}), FRIDGE]
    shown = ask_show("ask", "-", "--json", typed="\n".join(asked))
    broken, unknown, answered = (json.loads(line) for line in shown.lines)
    assert "no JSON" in broken["error"]
    assert unknown["question"] == FRIDGE
    assert "bred" in unknown["error"]
    assert answered["status"] == "answered"
    assert shown.status == 1


def test_questions_that_nobody_types_are_answered_one_a_line(ask_show: Command) -> None:
    shown = ask_show("run", typed=f"{FRIDGE}\n\n{CUP}\n")
    assert shown.status == 0
    assert shown.lines[0] == f"? {FRIDGE}"
    assert f"? {CUP}" in shown.lines
    assert "The fridge is the worst place for bread. [" in shown.out
    assert "The transcripts don't hold an answer to that." in shown.out


def test_a_conversation_understands_its_small_commands(ask_show: Command) -> None:
    typed = ["/help", "/episodes", "/episode bread", "/episode bred", "/sing", FRIDGE, "/new", "/quit", CUP]
    shown = ask_show("chat", typed="\n".join(typed))
    assert "/episode ID" in shown.out
    assert "lighthouses" in shown.out
    assert "Asking only What the baker knows." in shown.out
    assert "bred" in shown.err
    assert "There is no /sing here." in shown.out
    assert f"? {FRIDGE}" in shown.out
    assert CUP not in shown.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask",),
        ("ask", FRIDGE, "--sideways"),
        ("search", FRIDGE, "-k", "0"),
        ("transcript", "bread", "--at", "0"),
        ("index", "add", "x.srt", "--published", "yesterday"),
        ("index", "add", "x.srt", "--video-url", "javascript:alert(1)"),
        ("sing",),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(ask_show: Command, arguments: tuple[str, ...]) -> None:
    shown = ask_show(*arguments)
    assert (shown.status, shown.out) == (2, "")
    assert len(shown.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", FRIDGE, "--episode", "bred"),
        ("ask", FRIDGE, "--show", "pepper-and-dark", "--json"),
        ("search", FRIDGE, "--episode", "bred", "--json"),
        ("transcript", "bred", "--json"),
        ("transcript", "bread", "--at", "5000"),
        ("index", "remove", "bred"),
        ("index", "reindex", "bred"),
        ("index", "add", "missing.srt"),
        ("chat", "--episode", "bred"),
    ],
)
def test_work_that_fails_is_one_sentence_and_status_1(ask_show: Command, arguments: tuple[str, ...]) -> None:
    shown = ask_show(*arguments)
    assert (shown.status, shown.out) == (1, "")
    assert len(shown.err.splitlines()) == 1
