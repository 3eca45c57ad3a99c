import pytest

from retrieval.language.word_families import (
    are_opposites,
    base_form,
    is_negative_form,
    related_bases,
    same_family,
)


@pytest.mark.parametrize(
    ("forms", "other"),
    [
        (("took", "taking", "taken"), "lay"),
        (("slower", "slowest", "slow"), "fast"),
        (("lays", "laid"), "lie"),
    ],
)
def test_all_forms_of_a_word_have_one_base(forms: tuple[str, ...], other: str) -> None:
    assert len({base_form(form) for form in forms}) == 1
    assert base_form(other) not in {base_form(form) for form in forms}


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [("reliable", "reliability", True), ("decide", "decided", True), ("internal", "interest", False)],
)
def test_words_of_one_family_share_most_of_their_stems(one: str, other: str, related: bool) -> None:
    assert same_family(base_form(one), base_form(other)) is related


@pytest.mark.parametrize(
    ("one", "other", "opposed"),
    [
        ("faster", "slower", True),
        ("before", "after", True),
        ("certain", "uncertain", True),
        ("careless", "careful", True),
        ("like", "unlikely", False),
        ("big", "large", False),
    ],
)
def test_opposites_are_known_in_every_form(one: str, other: str, opposed: bool) -> None:
    assert are_opposites(base_form(one), base_form(other)) is opposed
    assert are_opposites(base_form(other), base_form(one)) is opposed


def test_synonyms_and_negative_forms() -> None:
    others = [base_form(word) for word in ("movie", "book", "films", "filmmaking")]
    assert related_bases(base_form("film"), others) == others[:1] + others[2:3]
    assert is_negative_form("unclear")
    assert is_negative_form("useless")
    assert not is_negative_form("under")
    assert not is_negative_form("interested")
