import pytest

from retrieval.answering.follow_ups import (
    SearchQuery,
    add_topic,
    is_faithful_rewrite,
    is_follow_up,
    name_subject,
    names_new_subject,
    search_queries,
)
from retrieval.models import Turn

OVEN = Turn("How hot does the stone oven at Holm's get?", "It reaches 260 degrees, says Ida Holm.")


@pytest.mark.parametrize(
    "question",
    [
        "and in winter?",
        "Why?",
        "what about rye?",
        "how long does it stay that hot?",
        "did they ever measure that?",
        "which one burns the most wood?",
        "What happens to those in summer?",
        "who built it and what did it cost?",
        "What is a good example?",
    ],
)
def test_a_question_that_refers_back_gets_the_topic(question: str) -> None:
    assert is_follow_up(question)
    assert add_topic(question, [OVEN]).endswith(question)
    assert {"stone", "oven", "Holm's", "260", "Ida"} & set(add_topic(question, [OVEN]).split())


@pytest.mark.parametrize(
    "question",
    [
        "How does the bakery plan its deliveries on market days?",
        "Is it true that rye bread keeps longer than wheat bread?",
        "How long does it take to train a new baker?",
        "What does he think of sourdough starters from the shop?",
        "Why did the bakers' union call its members out on strike?",
        "Are there bakeries in Denmark without a stone oven?",
        "What is Kernza?",
        "What's a lightning talk?",
        "what did holm say about aliens",
    ],
)
def test_a_full_question_stands_alone(question: str) -> None:
    assert add_topic(question, [OVEN]) == question


def test_the_first_question_stands_alone_however_it_is_put() -> None:
    assert add_topic("and then?", []) == "and then?"


@pytest.mark.parametrize(
    ("question", "weights"),
    [
        ("What is Kernza?", [1.0]),
        ("and in winter?", [0.5, 1.0]),
        ("did they ever measure that with a calibrated thermometer?", [1.0, 0.5]),
    ],
)
def test_the_less_a_follow_up_says_the_more_its_topic_counts(question: str, weights: list[float]) -> None:
    found = search_queries(question, [OVEN])
    assert [query.weight for query in found] == weights
    assert found[0].text == question
    assert search_queries(question, []) == (SearchQuery(question),)


def test_a_chain_of_follow_ups_leads_back_to_its_topic() -> None:
    second = Turn("and how long does it stay hot?", "For six hours.")
    assert {"stone", "oven"} <= set(add_topic("why is that?", [OVEN, second]).split())


def test_what_came_before_the_last_full_question_is_left_behind() -> None:
    flour = Turn("Where does the bakery buy its rye flour?", "From a mill near Ribe.")
    carried = add_topic("and how much of it?", [OVEN, flour])
    assert "rye" in carried
    assert "oven" not in carried


def test_words_that_the_question_already_has_are_not_doubled() -> None:
    assert add_topic("and the oven at night?", [OVEN]).lower().split().count("oven") == 1


@pytest.mark.parametrize(
    ("rewritten", "faithful"),
    [
        ("How long does the stone oven stay at 260 degrees?", True),
        ("How long does Ida Holm's stone oven stay that hot?", True),
        ("how long does it stay that hot?", True),
        ("How long does the Baxter oven stay hot?", False),
        ("How long does the oven stay at 300 degrees?", False),
        ("The oven reaches its heat before dawn.", False),
        ("What is the weather?", False),
    ],
)
def test_a_rewritten_question_may_bring_nothing_of_its_own(rewritten: str, *, faithful: bool) -> None:
    assert is_faithful_rewrite(rewritten, "how long does it stay that hot?", [OVEN]) is faithful


@pytest.mark.parametrize(
    ("before", "question", "kept"),
    [
        ("What is Software 2.0?", "And what about Optimus?", set()),
        ("what is kernza", "and what about triticale?", set()),
        ("What did they say about Kernza?", "but how about Triticale", set()),
        ("How hot does the oven at Holm's get?", "and what about Baxter's?", {"hot", "oven"}),
        ("What is Kernza?", "what about chess?", set()),
        ("Why did Ida Holm quit the union?", "and Josip?", {"quit", "union"}),
    ],
)
def test_a_new_subject_takes_the_place_of_the_old_one(before: str, question: str, kept: set[str]) -> None:
    history = [Turn(before, "Kernza is Software 2.0, said Ida Holm, at 260 degrees.")]
    assert names_new_subject(question, history)
    carried = set(add_topic(question, history).removesuffix(question).split())
    assert kept <= carried
    assert not carried & {"Software", "2.0", "Kernza", "kernza", "Ida", "Holm", "Holm's", "260"}


@pytest.mark.parametrize(
    "question", ["what about that?", "and in winter?", "and what did Ida do then?", "what about Ida Holm?"]
)
def test_a_follow_up_that_names_nothing_new_keeps_the_subject(question: str) -> None:
    assert not names_new_subject(question, [OVEN])
    assert "oven" in add_topic(question, [OVEN])


def test_a_part_of_the_subject_is_no_new_subject() -> None:
    assert not names_new_subject("what about the price?", [Turn("What is Kernza?", "A grain.")])


@pytest.mark.parametrize("question", ["and bread?", "and sour bread", "but salt?", "what about bread?"])
@pytest.mark.parametrize("before", ["What is said about the oven?", "What did Ida say about ovens?"])
def test_a_common_word_alone_is_a_new_subject_after_a_question_of_a_subject(
    before: str, question: str
) -> None:
    history = [Turn(before, "It reaches 260 degrees, says Ida Holm.")]
    assert names_new_subject(question, history)
    assert add_topic(question, history) == question


@pytest.mark.parametrize("question", ["and why?", "and then?", "and in winter?", "and the door?", "and you?"])
def test_a_part_or_a_circumstance_after_and_is_no_new_subject(question: str) -> None:
    history = [Turn("What is said about the oven?", "It reaches 260 degrees, says Ida Holm.")]
    assert not names_new_subject(question, history)


@pytest.mark.parametrize(
    ("before", "question", "named"),
    [
        ("What is Kernza?", "Who made it?", "Who made Kernza?"),
        ("what is the stone oven?", "and who built that", "and who built the stone oven"),
        ("Who is Ida Holm?", "who wrote it?", "who wrote Ida Holm?"),
        ("How hot does the oven get?", "Who built it?", "Who built it?"),
        ("What is Kernza?", "Who built the oven?", "Who built the oven?"),
        ("What is Kernza?", "What did it cost?", "What did it cost?"),
    ],
)
def test_who_made_it_is_asked_of_the_subject(before: str, question: str, named: str) -> None:
    history = [Turn(before, "It is a grain."), Turn("and when?", "In 2003.")]
    assert name_subject(question, history) == named
    if named != question:
        assert [query.text for query in search_queries(question, history)] == [named]
    assert name_subject(question, []) == question
