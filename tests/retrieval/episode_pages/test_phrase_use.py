"""What a talk tells about a phrase: whether it is a noun, and whether it needs an article."""

import pytest

from retrieval.episode_pages.phrase_use import PhraseUse, names_something
from retrieval.models import Cue, Segment

TALK = [
    Segment(number, (Cue(text),))
    for number, text in enumerate(
        (
            "We all play toddler soccer. Everyone is asleep, and I fell asleep too.",
            "It is like toddler soccer when the firing conversation begins. I had my promotion.",
            "Maintaining boats: we were maintaining the mast, of maintaining it I know nothing.",
            "They automate it. Be authentic. It is less biased. The cost of autonomous driving.",
            "Versioning matters. The state of versioning is poor. They automate more.",
            "We publish it. They publish books, and you can publish books. A millisecond is enough.",
            "Five necessarily true things: it is true in relationships. True in relationships, it holds.",
            "People are feeling defensive. The family is here. The law of relationships is old.",
            "Write code, I said: we write code, and you write code in the evening.",
        ),
        1,
    )
]


@pytest.mark.parametrize(
    ("phrase", "needs_article"),
    [("toddler soccer", False), ("firing conversation", True), ("halyard", True)],
)
def test_a_phrase_has_an_article_where_the_talk_gives_it_one(phrase: str, needs_article: bool) -> None:
    assert PhraseUse.of(phrase, TALK).needs_article is needs_article


@pytest.mark.parametrize(("word", "is_noun"), [("asleep", False), ("promotion", True), ("halyard", True)])
def test_a_word_is_a_noun_where_the_talk_uses_it_as_one(word: str, is_noun: bool) -> None:
    assert PhraseUse.of(word, TALK).is_noun is is_noun


@pytest.mark.parametrize(
    ("phrase", "is_noun"),
    [
        ("maintaining", False),
        ("versioning", True),
        ("automate", False),
        ("authentic", False),
        ("autonomous driving", True),
        ("less biased", False),
        ("Raspberry", True),
        ("publish", False),
        ("millisecond", False),
        ("Five necessarily", False),
        ("necessarily", False),
        ("True in relationships", False),
        ("law of relationships", True),
        ("feeling defensive", False),
        ("family", True),
        ("Write code", False),
    ],
)
def test_only_what_is_a_noun_names_something(phrase: str, is_noun: bool) -> None:
    assert names_something(phrase, TALK) is is_noun
