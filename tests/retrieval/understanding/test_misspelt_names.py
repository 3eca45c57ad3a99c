"""Names that are only misspelt are told from words that the library doesn't know."""

import pytest

from retrieval.understanding.misspelt_names import correct_names
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import plain_form
from tests.retrieval.understanding.shelf import names


@pytest.mark.parametrize(
    ("message", "corrected"),
    [
        ("what did Rantzao say", {"Rantzao": "Rantzau"}),
        ("the brakewater", {"brakewater": "breakwater"}),
        ("newest harbuor talk episode", {"harbuor": "Harbour"}),
        ("RANTZUA", {"RANTZUA": "Rantzau"}),
        ("what did rantzau say", {}),
        ("rantzaus guests", {}),  # another form of the name
        ("breakwaters", {}),
        ("what did zubrowski say", {}),  # near to no name
        ("sourdough", {}),  # said, and in no title
        ("harbors", {}),  # an English word
        ("Ledgr", {"Ledgr": "Ledger"}),
        ("Ledgrs", {}),  # two mistakes in so few letters
    ],
)
def test_a_word_near_to_a_name_that_nobody_says_is_misspelt(message: str, corrected: dict[str, str]) -> None:
    assert correct_names(message, names())[1] == corrected


def test_the_corrected_message_keeps_its_other_words() -> None:
    text, _ = correct_names("When did Rantzao (of the brakewater) speak?", names())
    assert text == "When did Rantzau (of the breakwater) speak?"


def test_a_name_that_is_only_similar_is_said() -> None:
    message = "what did rantzou say"
    reference, _ = find_reference(plain_form(message), message, names())
    assert reference.misspelt == (("rantzou", "Bo Rantzau"),)
