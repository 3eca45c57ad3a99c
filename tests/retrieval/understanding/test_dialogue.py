"""Guests are found by what speakers say to each other: who is thanked for coming, and never a co-host."""

import pytest

from retrieval.models import Cue, Segment
from retrieval.understanding.dialogue import introductions

HOST = "Mira Quist"


def guests(*said: tuple[str, str]) -> list[str]:
    return told(*said)[0]


def told(*said: tuple[str, str]) -> tuple[list[str], list[str]]:
    segments = [Segment(number, (Cue(text, speaker=who),)) for number, (who, text) in enumerate(said, 1)]
    found = introductions(segments)
    return found.guests, found.hosts


def test_several_guests_are_introduced_one_after_the_other() -> None:
    found = told(
        (
            HOST,
            "Welcome to Oven Hour. I'm joined by some bakers. First of all, we have Ada, from Oslo.",
        ),
        ("Ada Brisk", "Hi."),
        (HOST, "So happy to have you on. Next up, we have Bo, who bakes rye. How are you?"),
        ("Bo Rantz", "Fine."),
        (HOST, "Then we have Pelle Osk, a miller."),
        ("Pelle Osk", "Morning."),
        (HOST, "And last, but certainly not least, we have Tess Lind."),
        ("Tess Lind", "Thank you so much for having me."),
    )
    assert found == (["Ada Brisk", "Bo Rantz", "Pelle Osk", "Tess Lind"], [HOST])


@pytest.mark.parametrize(
    "welcome",
    [
        "Ada, welcome to the show.",
        "Hello, Ada. Thanks for coming on.",
        "Thank you for joining us, Ada.",
        "Our guest today, all the way from Oslo, is Ada Brisk.",
        "Today we are sitting down with Ada.",
        "Bo, Ada, welcome all of you.",
    ],
)
def test_who_is_welcomed_is_the_guest_and_who_welcomes_the_host(welcome: str) -> None:
    assert told((HOST, welcome), ("Ada Brisk", "Hi there.")) == (["Ada Brisk"], [HOST])


def test_two_people_of_one_given_name_are_told_apart() -> None:
    found = told(("Ada Quist", "Ada, welcome. Great to have you here."), ("Ada Brisk", "A fine name."))
    assert found == (["Ada Brisk"], ["Ada Quist"])


@pytest.mark.parametrize(
    "said",
    [
        "With me, as always, is Bo Rantz. Bo, welcome back.",
        "My co-host is joining me, it's Bo. How are you, Bo?",
        "I'm joined by our regulars, and one of them is Bo Rantz.",
        "Three of us are regular panelists. We've also got Bo Rantz.",
    ],
)
def test_who_is_called_a_cohost_is_no_guest(said: str) -> None:
    assert guests((HOST, said), ("Bo Rantz", "Hi.")) == []


def test_a_cohost_who_is_welcomed_beside_a_guest_is_none() -> None:
    found = guests(
        (HOST, "We are joined by Ada Brisk, who bakes."),
        ("Ada Brisk", "Thanks for having me back."),
        (HOST, "Thanks for coming. Bo's also here. Bo, welcome back."),
        ("Bo Rantz", "So glad to be back."),
    )
    assert found == ["Ada Brisk"]


def test_those_with_whom_a_host_hosts_are_none() -> None:
    found = told(
        (HOST, "I'm here with Bo Rantz."),
        ("Bo Rantz", "Hey."),
        (HOST, "I'm happy to co-host with you."),
    )
    assert found == ([], [HOST, "Bo Rantz"])


def test_thanks_that_a_guest_gives_back_make_the_host_no_guest() -> None:
    found = told(
        (HOST, "We're joined by Ada Brisk. Ada, thanks for joining us."),
        ("Ada Brisk", "Thank you for joining us here, Mira."),
        (HOST, "Thank you for having us."),
    )
    assert found == (["Ada Brisk"], [HOST])


def test_listeners_who_are_thanked_make_nobody_a_guest() -> None:
    found = guests((HOST, "Hello!"), ("Bo Rantz", "Hello!"), (HOST, "Thanks for joining us, everybody."))
    assert found == []


def test_who_calls_themselves_the_host_is_one() -> None:
    assert told((HOST, "I am Mira, your host, and I bake."), ("Bo Rantz", "Ha.")) == ([], [HOST])


def test_without_named_speakers_nothing_is_found() -> None:
    assert guests(("Speaker 1", "Ada, welcome to the show."), ("Speaker 2", "Thanks for having me.")) == []


def test_who_is_asked_how_they_are_after_another_guest_is_one_too() -> None:
    said = (
        (HOST, "So welcome... Starting with Ada Brisk. How are you doing, Ada?"),
        ("Ada Brisk", "Good."),
        (HOST, "Nice. Bo... Mr. Bo Rantz, how are you?"),
        ("Bo Rantz", "Fine."),
    )
    assert told(*said) == (["Ada Brisk", "Bo Rantz"], [HOST])
    alone = ((HOST, "Bo Rantz, how are you?"), ("Bo Rantz", "Fine."))
    assert told(*alone) == ([], [])
    cohost = (*said[:2], (HOST, "And my co-host, Bo Rantz, how are you?"), said[3])
    assert told(*cohost) == (["Ada Brisk"], [HOST])
