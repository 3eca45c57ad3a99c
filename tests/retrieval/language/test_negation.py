import pytest

from retrieval.language.negation import contradicts, polarity


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Bees don't like wind", {"like", "wind"}),
        ("Bees like wind", set()),
        ("Bees like sun, but not wind", {"wind"}),
        ("Bees like not only sun", set()),
        ("The drone knows nothing about honey", {"know", "honey"}),
        ("You should never burn petrol", {"burn", "petrol"}),
    ],
)
def test_a_negation_reaches_to_the_end_of_its_clause(text: str, negated: set[str]) -> None:
    assert polarity(text)[1] == negated - {"like"}


@pytest.mark.parametrize(
    ("claim", "quote", "opposed"),
    [
        ("Bees like the cold wind.", "They don't like the cold wind at all.", True),
        ("Bees don't like the cold wind.", "They like the cold wind.", True),
        ("Bees don't like the cold wind.", "The bees do not like cold wind.", False),
        ("Bees like sun, not wind.", "Bees like sun. They don't like wind.", False),
        ("Nobody sells queens in Oslo.", "My neighbour sells queens in Oslo.", True),
        ("Smoke calms bees, and they stay inside.", "Smoke calms bees. They never sting then.", False),
        ("Bees like wind.", "", False),
        ("", "", False),
    ],
)
def test_a_sentence_contradicts_what_says_the_opposite(claim: str, quote: str, opposed: bool) -> None:
    assert contradicts(claim, quote) is opposed
