"""`summary`, `clips`, `questions` and `related` on the bundled show."""

import pytest

from tests.bot.cli.conftest import RunPodcite


@pytest.mark.slow
def test_a_summary_shows_each_topic_with_the_sentences_and_quotes_of_its_json(
    podcite_on_sample: RunPodcite,
) -> None:
    document = podcite_on_sample("summary", "bread", "--json").document
    assert list(document) == ["episode", "topics", "model", "tokens"]
    shown = podcite_on_sample("summary", "bread")
    assert shown.lines[0] == "What the baker knows (bread)"
    for number, topic in enumerate(document["topics"], 1):
        assert f"\n{number}. {topic['title']} · " in shown.out
        for part in (topic, *topic["subtopics"]):
            assert f"> {part['quote']['speaker']} · " in shown.out
            assert f"“{part['quote']['quote']}”" in shown.out
            assert all(f"{sentence['text']} [" in shown.out for sentence in part["sentences"])


@pytest.mark.slow
def test_a_summary_can_be_cut_to_one_topic(podcite_on_sample: RunPodcite) -> None:
    topics = podcite_on_sample("summary", "bread", "--json").document["topics"]
    (chosen,) = podcite_on_sample("summary", "bread", "--topic", 2, "--json").document["topics"]
    assert chosen == topics[1]
    shown = podcite_on_sample("summary", "bread", "--topic", 2).out
    assert f"2. {topics[1]['title']} · " in shown
    assert topics[0]["quote"]["quote"] not in shown


@pytest.mark.slow
@pytest.mark.parametrize(("command", "key"), [("clips", "title"), ("questions", "question")])
def test_clips_and_questions_are_numbered_in_the_order_of_their_json(
    podcite_on_sample: RunPodcite, command: str, key: str
) -> None:
    documents = podcite_on_sample(command, "bread", "--json").document
    assert documents
    lines = podcite_on_sample(command, "bread").lines
    headings = [line for line in lines if line[:1].isdigit()]
    assert len(headings) == len(documents)
    for number, (heading, document) in enumerate(zip(headings, documents, strict=True), 1):
        assert heading.startswith(f"{number}. {document[key]}")
        assert all(f"   “{citation['quote']}”" in lines for citation in document["citations"])


def test_without_related_episodes_a_sentence_says_so(podcite_on_sample: RunPodcite) -> None:
    assert podcite_on_sample("related", "bread", "--json").document == []
    assert podcite_on_sample("related", "bread").lines == [
        "No other episode in this library is about the same subjects."
    ]
