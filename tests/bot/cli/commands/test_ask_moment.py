"""Questions for what is said at a time of an episode."""

import pytest

from tests.bot.cli.conftest import RunPodcite


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what was said at 0:27 in the bread episode?", "I'm feeding the old lady."),
        ("What does the baker talk about around 2:00 in the bread episode?", "Ah, my enemy."),
    ],
)
def test_what_is_said_at_a_time_is_quoted(podcite_on_sample: RunPodcite, question: str, said: str) -> None:
    answer = podcite_on_sample("ask", question, "--json").document
    (sentence,) = answer["sentences"]
    assert sentence["text"].startswith(said)


@pytest.mark.parametrize(
    "question",
    ["what was said at 59:00 in bread?", "what was said at 0:27 about sharks?", "who got up at 4:10?"],
)
def test_no_time_of_an_episode_is_no_moment(podcite_on_sample: RunPodcite, question: str) -> None:
    sentences = podcite_on_sample("ask", question, "--json").document["sentences"]
    assert not any(each["text"].startswith("I'm feeding the old lady.") for each in sentences)
