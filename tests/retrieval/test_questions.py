"""Questions as they are spoken, and as they are shown."""

import pytest

from retrieval.questions import cleaned, repeats


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ("So, um, what is a tide table made of?", "What is a tide table made of?"),
        ("And, you know, how do you, like, dry the nets?", "How do you dry the nets?"),
        ("What is what is the oldest lighthouse?", "What is the oldest lighthouse?"),
        ("I wanted to ask, why do gulls follow the plough?", "Why do gulls follow the plough?"),
        ("- Okay, right, do keepers sleep?", "Do keepers sleep?"),
        ("?", ""),
    ],
)
def test_filler_and_run_ups_go(spoken: str, shown: str) -> None:
    assert cleaned(spoken) == shown


def test_the_same_question_in_other_words_is_asked_once() -> None:
    asked = ["How do you dry the nets after a storm?"]
    assert repeats("How are nets dried after storms?", asked)
    assert not repeats("How do you mend a broken mast?", asked)
