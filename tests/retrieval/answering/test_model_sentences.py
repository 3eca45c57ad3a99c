"""Addresses in what a model writes, and whether somebody said them."""

import pytest

from retrieval.answering.model_sentences import says_address, web_addresses


@pytest.mark.parametrize(
    "address",
    [
        "example.zip",
        "evil.photography",
        "evil.new-york.museum/x?y=1",
        "EVIL.SHOP",
        "evil[.]lol",
        "evil(.)co.uk",
        "банк.рф",
        "xn--bnk-0na.xn--p1ai",
        "163.com",
        "Evil.Com",
        "https://evil.example/x",
        "hxxps://evil",
        "www.evil.foo",
    ],
)
def test_whatever_may_be_a_host_is_an_address(address: str) -> None:
    assert web_addresses(f"It keeps nine days ({address}), see {address}.") == [address, address]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Byron, Ph.D., spoke at 3 p.m. in the U.S. for 1.5 hours, i.e. long.",
        "It keeps nine days.Then it is dry.",
        "Rye, wheat etc... are flours; e.g. 2.5kg of them.",
        "It costs $3.50 or 4.20euros.",
    ],
)
def test_abbreviations_numbers_and_missing_spaces_are_no_addresses(text: str) -> None:
    assert web_addresses(text) == []


@pytest.mark.parametrize(
    ("said", "address", "is_said"),
    [
        ("Go to Zensical dot org slash docs", "zensical.org/docs", True),
        ("it was written in node js and nodejs", "Node.js", True),
        ("we used NextJS", "next.js", True),
        ("see zensical.org", "Zensical.org", True),
        ("that code at company", "at.co", False),
        ("the bank of Russia", "bank.ru", False),
        ("evil and zip files", "evil.zip", False),
    ],
)
def test_an_address_is_said_if_its_words_are(said: str, address: str, *, is_said: bool) -> None:
    assert says_address(said, address) is is_said
