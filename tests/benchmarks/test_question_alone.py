import pytest

from benchmarks.judging import Asked
from benchmarks.question_alone import cross_validate, figures, score

SUBJECTS = ("bees", "bread", "rust", "tea", "ships", "wolves", "glass", "snow", "maps", "salt")
EPISODES = tuple(f"episode-{number}" for number in range(len(SUBJECTS)))


def _asked(answerable: str, unanswerable: str) -> list[Asked]:
    return [
        Asked("episode", kind, text.format(subject), episode, episode)
        for episode, subject in zip(EPISODES, SUBJECTS, strict=True)
        for kind, text in (("answerable", answerable), ("far", unanswerable))
    ]


def test_questions_that_sound_invented_are_told_without_an_episode() -> None:
    asked = _asked("what did they say about {}", "Do they get into {}?")
    assert figures(cross_validate(asked), asked) == {"ROC area": 1.0, "F1": pytest.approx(20 / 21, abs=0.06)}


def test_questions_that_sound_alike_are_not_told() -> None:
    asked = _asked("what did they say about {}", "what did they say about {}")
    assert figures(cross_validate(asked), asked)["ROC area"] == 0.5


def test_no_question_is_scored_by_those_of_its_own_episode() -> None:
    asked = _asked("what did they say about {}", "Do they get into {}?")
    alone = [question for question in asked if question.episode != "episode-3"]
    expected = score(alone, [question.question for question in asked if question.episode == "episode-3"])
    scores = cross_validate([*alone, *(q for q in asked if q.episode == "episode-3")])
    assert (scores[-2:] > 0.5).tolist() == (expected > 0.5).tolist() == [True, False]
