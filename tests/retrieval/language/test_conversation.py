"""What can't be quoted on its own: bare assent, half quotations, talk against groups of people."""

import pytest

from retrieval.language.conversation import COURTESIES, HATEFUL_PHRASES, is_balanced, is_bare_assent


@pytest.mark.parametrize(
    ("sentence", "bare"),
    [
        ("Exactly.", True),
        ("Yeah, right", False),
        ("That's exactly right!", True),
        ("Mm-hmm…", True),
        ("Yes.", False),
        ("Exactly two tides.", False),
    ],
)
def test_bare_assent_says_nothing_by_itself(sentence: str, bare: bool) -> None:
    assert is_bare_assent(sentence) is bare


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ('She said "no" and (“maybe”) left.', True),
        ('You wear shorts today", and they said "No.', False),
        ("We don't care about the old versions.\"", False),
        ('He said "Never again.', False),
        ('A mast of 5" and a sail.', True),
        ('In "Windows 95" the start button was new.', True),
        ('He said "I shipped it in 2012" and left.', True),
        ("In “Windows 95” the start button was new.", True),
        ('She said "a 6" pipe is fine" and left.', True),
        ('She wrote "Life" ("a book").', True),
        ('He said "Windows 95', False),
    ],
)
def test_a_quotation_that_is_cut_is_noticed(text: str, balanced: bool) -> None:
    assert is_balanced(text) is balanced


@pytest.mark.parametrize(
    ("text", "hateful"),
    [
        ("The prompt is in quotes I hate Jews but in a way that is allowed.", True),
        ("I really don't like a certain group of people.", True),
        ("The history of the Jewish quarter goes back to 1290.", False),
        ("I hate waiting for women and children first.", True),
        ("She hates cold water.", False),
        ("I'm against all of these immigrants.", True),
        ("He said that the Jews secretly control the banks.", True),
        ("Immigrants are nothing but vermin.", True),
        ("I fought against violence toward women.", False),
        ("He worked against violence against women.", False),
        ("Everybody was against the idea that women should vote.", False),
        ("Birth control gave women control over their lives", False),
        ("They were immigrants and nobody controlled them", False),
    ],
)
def test_talk_against_groups_of_people_is_noticed(text: str, hateful: bool) -> None:
    assert (HATEFUL_PHRASES.search(text) is not None) is hateful


@pytest.mark.parametrize(
    ("text", "courtesy"),
    [
        ("Juanita, Mike, Seth, welcome all of you to Talk Python.", True),
        ("I am a PhD researcher right now at Santa Cruz.", True),
        ("We're going to talk about deep agents.", True),
        ("I have a landing page for that.", True),
        ("The following is a conversation with Sam Altman.", True),
        ("I am a strong believer in tides.", False),
        ("Please visit my landing page.", True),
        ("We have a landing page that loads in under a second.", False),
        ("A landing page should load in under a second on a phone.", False),
        ("So congratulations on the new harbour.", True),
        ("Congratulations! That is a fine boat.", True),
        ("Congratulations", True),
        ("Congratulations only make people stop working.", False),
    ],
)
def test_introductions_are_courtesies(text: str, courtesy: bool) -> None:
    assert (COURTESIES.search(text) is not None) is courtesy
