"""What an episode is asked about."""

from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest
from numpy.typing import NDArray

from retrieval.episode_pages.subject_questions import find_subjects, name_in_question
from tests.retrieval.episode_pages.orthogonal_segments import EPISODE, page_input


def test_the_subjects_of_an_episode_are_asked_about() -> None:
    words = ("herring", "lighthouse", "mainsail")
    said = [word for word in words for _ in range(5)]
    lines = [f"And every {word}, as of day {at}, was all that they had." for at, word in enumerate(said)]
    rows = numpy.repeat(numpy.eye(3, dtype=numpy.float32), 5, axis=0)
    sea = replace(page_input(*lines), vectors=rows)

    def embed(texts: Sequence[str]) -> NDArray[numpy.float32]:
        return numpy.asarray([[word in text for word in words] for text in texts], dtype=numpy.float32)

    found = find_subjects(sea, embed)
    subjects = ("herring", "the lighthouse", "the mainsail")
    assert {each.question for each in found} == {f"What do they say about {each}?" for each in subjects}
    guest = replace(sea, episode=replace(EPISODE, guests=("Ida Holm",)))
    asked_of = {each.question for each in find_subjects(guest, embed)}
    assert asked_of == {f"What does Ida Holm say about {each}?" for each in subjects}


def test_what_is_not_english_is_not_asked_about_in_english() -> None:
    bees = page_input(
        *[f"Der Imker fing Schwarm {at} mit einem Kasten aus Fichtenholz ein." for at in range(15)]
    )
    assert find_subjects(bees, lambda texts: numpy.ones((len(texts), 15), dtype=numpy.float32)) == []


@pytest.mark.parametrize(
    ("subject", "said", "asked"),
    [
        ("debugger", "A debugger stops the program. The debugger helps. I start a debugger.", "debuggers"),
        ("library", "We wrote a library, and then another library. The library broke.", "libraries"),
        (
            "petition",
            "The petition was long. They signed the petition. A petition is no law.",
            "the petition",
        ),
        ("loaf", "A loaf rises. The loaf is brown. I bake a loaf.", "loaves"),
        ("lens", "The lens turns. They cut the lens. A keeper wipes the lens.", "the lens"),
        ("integrity", "People talk about integrity. Integrity is what they lack.", "integrity"),
        ("Red Sox", "I love the Red Sox, and the Red Sox lost.", "the Red Sox"),
        ("Harbour top", "The Harbour top 10 is out. I read the harbour top 10.", "the Harbour top 10"),
        ("Python", "Python 3.11 came late. I like Python 3.11.", "Python 3.11"),
        ("Python", "Python 3 came late. I like Python. She writes Python.", "Python"),
        ("Web App", "A Web App loads. We wrote a Web App. The Web App broke.", "Web Apps"),
        ("Grafana", "We use Grafana. At Grafana we do it. The Grafana way works.", "Grafana"),
    ],
)
def test_a_subject_has_the_article_or_the_plural_of_the_talk(subject: str, said: str, asked: str) -> None:
    assert name_in_question(subject, page_input(said).segments) == asked
