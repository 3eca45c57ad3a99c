"""What a question asks for has to be stated by what is quoted."""

import pytest

from retrieval.answering.answer_types import expected_type


@pytest.mark.parametrize(
    ("question", "stated", "unstated"),
    [
        ("How much does a hive cost?", "A hive is about $200.", "A hive is heavy."),
        ("What did he pay for the hives?", "A few hundred euros, I think.", "He was happy with them."),
        ("What percentage of hives survive?", "80 percent of the hives survive.", "Most hives survive."),
        ("How many hives are there?", "We have twelve by now.", "There are too many."),
        ("how many times did he fall?", "He fell twice.", "He fell off the roof."),
        ("How old is the keeper?", "She is fifty-three.", "She isn't young."),
        ("When did they move the hives?", "That was in March.", "They moved them to the orchard."),
        ("when was the farm sold", "Ten years ago we sold it.", "We sold the farm to a friend."),
        ("When is the next book due?", "It comes out next year.", "The next book is about wasps."),
        ("What year was it?", "It was 1987.", "It was a good year."),
        ("When was the honey sold?", "It's out today.", "Today, my guest sells honey."),
    ],
)
def test_words_state_what_a_question_asks_for_or_not(question: str, stated: str, unstated: str) -> None:
    expected = expected_type(question)
    assert expected
    assert expected.is_stated(stated)
    assert not expected.is_stated(unstated)


@pytest.mark.parametrize(
    "question",
    [
        "How does he pay attention to hives?",
        "Which charity is it, and what do they pay for?",
        "When should a hive be opened?",
        "Why did they move?",
    ],
)
def test_any_words_may_answer_other_questions(question: str) -> None:
    assert expected_type(question) is None


@pytest.mark.parametrize(
    ("question", "named", "unnamed"),
    [
        ("Who sold the hives?", "They were sold by Anna Berg.", "They were sold cheaply."),
        ("And whose idea was it?", "My wife had it one night.", "We had it one night."),
        ("Which guest keeps wasps?", "It is Tom who keeps wasps.", "Wasps are kept in a shed."),
    ],
)
def test_a_person_is_preferred_but_not_required(question: str, named: str, unnamed: str) -> None:
    expected = expected_type(question)
    assert expected
    assert not expected.is_required
    assert not expected.is_definition
    assert expected.is_stated(named)
    assert not expected.is_stated(unnamed)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is a smoker?", "A smoker is basically a tin can with bellows."),
        ("what's WaxWing", "I built WaxWing, which is our app for the weather."),
        ("Who is Anna Berg?", "Anna Berg is the keeper of the town's hives."),
    ],
)
def test_what_it_is_is_preferred_but_not_required(question: str, text: str) -> None:
    expected = expected_type(question)
    assert expected
    assert not expected.is_required
    assert expected.is_stated(text)
    assert not expected.is_stated("A smoker is a great thing, WaxWing is very good, and I saw Anna Berg.")


@pytest.mark.parametrize(
    ("question", "text", "states"),
    [
        ("who made Kernza?", "Then Martin went back to the fields. The result is Kernza, a grain.", True),
        ("Who founded Kernza?", "And Amjad is the co-founder of Kernza.", True),
        ("and who is behind kernza", "We met Ida, who started Kernza in 2003.", True),
        ("who made Kernza?", "He built the oven for Kernza.", False),  # nobody is named
        ("who made Kernza?", "I talked with Martin, and he likes Kernza.", False),  # nothing is made
        ("who made Kernza?", "And Martin built an oven.", False),  # something else is made
        ("who founded Loaf?", "Amjad is the co-founder of Loaf, a bakery.", True),
        ("who made Monty?", "So we built Monty, and Monty is a grain.", False),  # it isn't its own maker
    ],
)
def test_who_made_something_is_stated_by_a_name_next_to_it(question: str, text: str, states: bool) -> None:
    expected = expected_type(question)
    assert expected
    assert expected.is_required
    assert expected.is_stated(text) == states


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Kernza was developed at the Land Institute.", True),  # the maker needn't be a person
        ("I drew Kernza by hand, word for word, the whole field.", False),
        ("So do everything at build time, as Kernza does.", False),
    ],
)
def test_nothing_answers_who_made_something_that_says_nothing_of_its_making(text: str, answers: bool) -> None:
    expected = expected_type("who made Kernza?")
    assert expected
    assert expected.answers(text) == answers


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("We have 34 million users globally.", False),
        ("His 11-year-old girl built an app there.", False),
        ("There are thousands of happy customers.", False),
        ("There are forty of us now.", True),
        ("We are 70 people and have 34 million users.", True),
    ],
)
def test_users_and_ages_do_not_count_those_who_work_somewhere(said: str, states: bool) -> None:
    expected = expected_type("how many people work at Replit")
    assert expected
    assert expected.is_required
    assert expected.is_stated(said) is states
    of_users = expected_type("how many people use Replit")
    assert of_users
    assert of_users.is_stated("We have 34 million users globally.")


@pytest.mark.parametrize(
    "question", ["who made the most goals?", "who makes the decision?", "who wrote the book?"]
)
def test_what_has_no_name_is_not_asked_for_by_its_maker(question: str) -> None:
    expected = expected_type(question)
    assert expected
    assert not expected.is_definition
