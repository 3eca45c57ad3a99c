"""Questions as they are spoken, and as they are shown."""

import pytest

from retrieval.episode_pages.question_cleaning import clean_question, extract_question, standalone_score


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ("So, um, what is a tide table made of?", "What is a tide table made of?"),
        ("And, you know, how do you, like, dry the nets?", "How do you dry the nets?"),
        ("What is what is the oldest lighthouse?", "What is the oldest lighthouse?"),
        ("I wanted to ask, why do gulls follow the plough?", "Why do gulls follow the plough?"),
        ("- Okay, right, do keepers sleep?", "Do keepers sleep?"),
        ("What do you think, do you think keepers dream of whales?", "Do you think keepers dream of whales?"),
        (
            "What is the point of sonar, of sonar at night?",
            "What is the point of sonar at night?",
        ),
        (
            "What is a keeper's day look like?",
            "What does a keeper's day look like?",
        ),
        ("How often do the whales return would you say?", "How often do the whales return?"),
        ("Maybe you could begin and just explain what is ambergris?", "What is ambergris?"),
        ("What's the last boat you guys bought?", "What's the last boat you bought?"),
        ("What kind of nets do you mend?", "What kind of nets do you mend?"),
        ("How do you (I suppose) mend a net?", "How do you mend a net?"),
        ("Would nets be cheaper, Amanda?", "Would nets be cheaper?"),
        ("?", ""),
    ],
)
def test_filler_and_run_ups_and_false_starts_go(spoken: str, shown: str) -> None:
    assert clean_question(spoken) == shown


@pytest.mark.parametrize(
    ("question", "stands"),
    [
        ("Why do herring gulls follow the plough?", True),
        ("What is ambergris?", True),
        ("What is ambergris and why does it float?", True),
        ("Why does it float on water for years?", False),
        ("How did they build that?", False),
        ("What do you mean by ambergris exactly?", False),
        ("How are you this morning, Ottoline?", False),
        ("Lighthouse?", False),
        ("What are the attributes?", False),
        ("How are keepers paid in those lighthouses?", False),
        ("Do you have many keepers in the tower with it now?", False),
        ("Do you think it'll be an improvement over whale oil?", False),
        ("What about the rest of the lighthouses?", False),
        ("Are you asking who mends the lighthouse lamps?", False),
        ("Can you describe the lighthouse, what the lighthouse was?", False),
        ("How do keepers light a thousand lamps at a single?", False),
        ("When you work in a lighthouse, you polish lamps?", False),
        ("When you work in a lighthouse, does the lamp burn all night?", True),
        ("The lighthouse keeper sleeps in the tower by day?", False),
    ],
)
def test_a_question_that_leans_on_others_does_not_stand_alone(question: str, stands: bool) -> None:
    assert (standalone_score(question) > 0) is stands


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("so why do you think the harbour froze that winter i think it was the wind", None),
        ("how do you mend a broken mast well you need a splice first", "How do you mend a broken mast?"),
        ("what is a neap tide exactly how do you tell it from others", "What is a neap tide?"),
        ("we went out at four and it was dark and cold", ""),
        ("how do you continue prioritizing safety versus uh", ""),
        ("what is truth say i'm alvin like math is true", ""),
        ("how do you keep depositors from doubting their bank what needs would be", ""),
        (
            "can you reconstruct the magic of what it means to be human well i hope so",
            "Can you reconstruct the magic of what it means to be human?",
        ),
    ],
)
def test_a_question_without_a_mark_ends_where_its_answer_begins(sentence: str, question: str | None) -> None:
    expected = "Why do you think the harbour froze that winter?" if question is None else question
    assert extract_question(sentence, flat=True) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Why don't you talk about your experience with whale watching?",
        "How fat how fast did this lighthouse sell out?",
        "Do you have a lighthouse joke that you want to share by any chance?",
        "Do you have any advice whether forcing the lighthouse into what's?",
        "How you doing today, Marisol?",
        "How's your week in the lighthouse?",
    ],
)
def test_requests_and_broken_questions_are_not_shown(question: str) -> None:
    assert standalone_score(question) == 0
