import pytest

from retrieval.language.negation import negated_words


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Bees don't like wind", {"like", "wind"}),
        ("Bees like wind", set()),
        ("Bees like sun, but not wind", {"wind"}),
        ("Bees like not only sun", set()),
        ("The drone knows nothing about honey", {"knows", "nothing", "about", "honey"}),
        ("You should never burn petrol", {"burn", "petrol"}),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_clause(text: str, negated: set[str]) -> None:
    starts = negated_words(text)
    assert {word for start in starts for word in [text[start:].split()[0]]} == negated
