"""`ask` and `search` on the bundled show."""

import pytest

from tests.bot.cli.conftest import RunPodcite

pytestmark = pytest.mark.slow

FRIDGE = "Why is the fridge a bad place for bread?"
CUP = "Which goalkeeper saved the penalty of 1974?"
CITATION_KEYS = ["episode", "segment", "start", "end", "speaker", "quote", "url"]


@pytest.mark.slow
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
    podcite_on_sample: RunPodcite, question: str, episode: str, said: str
) -> None:
    document = podcite_on_sample("ask", question, "--json").document
    assert document["status"] == "answered"
    assert said in " ".join(sentence["text"] for sentence in document["sentences"])
    assert episode in {
        each["episode"] for sentence in document["sentences"] for each in sentence["citations"]
    }


@pytest.mark.slow
def test_every_quote_is_in_the_segment_that_it_names(podcite_on_sample: RunPodcite) -> None:
    document = podcite_on_sample("ask", FRIDGE, "--json").document
    citations = [each for sentence in document["sentences"] for each in sentence["citations"]]
    assert citations
    for citation in citations:
        assert list(citation)[:7] == CITATION_KEYS
        command = ("transcript", citation["episode"], "--at", citation["segment"], "--context", 0, "--json")
        (segment,) = podcite_on_sample(*command).document["segments"]
        assert segment["segment"] == citation["segment"]
        assert citation["quote"] in segment["text"]
        assert segment["start"] <= citation["start"] <= citation["end"] <= segment["end"]


def test_an_answer_reads_with_its_proofs_under_it(podcite_on_sample: RunPodcite) -> None:
    shown = podcite_on_sample("ask", FRIDGE, "--episode", "bread")
    assert shown.status == 0
    assert shown.lines[0] == "What was said about this:"
    assert shown.lines[2].startswith("[1] Josip Varga · ")
    assert "https://salt-and-light.example/bread.mp3#t=" in shown.lines[2]
    assert shown.lines[3].strip().startswith("“")
    assert shown.lines[4].strip().startswith("What the baker knows (bread), segment ")
    assert shown.err == ""


@pytest.mark.slow
def test_what_no_episode_holds_is_refused_and_that_is_no_failure(podcite_on_sample: RunPodcite) -> None:
    shown = podcite_on_sample("ask", "Who discovered radium, Marie Curie or somebody else?")
    assert shown.status == 0
    assert shown.lines[0].startswith("The transcripts don't hold an answer to that. I looked at ")
    document = podcite_on_sample(
        "ask", "Who discovered radium, Marie Curie or somebody else?", "--json"
    ).document
    assert document["status"] == "refused"
    assert document["sentences"] == []
    assert len(document["nearest"]) == 3


@pytest.mark.slow
def test_a_search_gives_the_nearest_segments_best_first(podcite_on_sample: RunPodcite) -> None:
    hits = podcite_on_sample("search", "stale bread", "-k", 3, "--json").document
    assert [list(hit) for hit in hits] == [
        ["episode", "segment", "start", "end", "speaker", "text", "score"]
    ] * 3
    assert hits[0]["episode"] == "bread"
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert "What the baker knows (bread)" in podcite_on_sample("search", "stale bread").out


def test_a_search_that_nothing_resembles_says_so(podcite_on_sample: RunPodcite) -> None:
    note = "Nothing in these episodes resembles your search. The closest passages:\n"
    assert podcite_on_sample("search", "zzzz qqq").err == note
    assert podcite_on_sample("search", "stale bread").err == ""


def test_a_search_in_one_episode_finds_nothing_of_another(podcite_on_sample: RunPodcite) -> None:
    hits = podcite_on_sample("search", "stale bread", "--episode", "tides", "--json").document
    assert {hit["episode"] for hit in hits} == {"tides"}
