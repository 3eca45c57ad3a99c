"""Hosts who say their names only at the end of an episode."""

import pytest

from retrieval.models import Cue, Episode, EpisodePeople, Segment
from retrieval.understanding.goodbyes import hosts_saying_goodbye
from retrieval.understanding.openings import read_opening
from retrieval.understanding.people import ShowSpeakers, people_of
from tests.retrieval.understanding.test_people import SHOW

EPISODE = Episode(1, "oven-7", SHOW, "On knots", 1, 1)
OPENING = (Segment(1, (Cue("Today we speak of knots and of what holds a boat."),)),)


def ending(*said: str | tuple[str, str]) -> tuple[Segment, ...]:
    cues = (Cue(each) if isinstance(each, str) else Cue(each[1], speaker=each[0]) for each in said)
    return tuple(Segment(number, (cue,)) for number, cue in enumerate(cues, 90))


@pytest.mark.parametrize(
    "said",
    [
        "That was all. I'm Nadia Brisk, thanks for listening.",
        "I’m Nadia Brisk. Thank you so much for listening!",
        "This has been Salt and Light, I've been your host Nadia Brisk.",
        "This is your host, Nadia Brisk. I'll see you next time.",
        "I'm Nadia Brisk, and I want to thank everyone for listening.",
        "I'm Nadia Brisk, your host. Bye!",
        "My name is Nadia Brisk, and until next time.",
        "Thanks for listening. I'm Nadia Brisk.",
    ],
)
def test_who_signs_off_hosts_the_episode_by_what_is_said_at_its_end(said: str) -> None:
    assert hosts_saying_goodbye(ending("So it holds.", said)) == ("Nadia Brisk",)
    people = people_of(EPISODE, read_opening(OPENING, ending(said)), ShowSpeakers())
    assert "Nadia Brisk" in people.hosts
    assert people.signed_off == ("Nadia Brisk",)


@pytest.mark.parametrize(
    "said",
    [
        "I'm Nadia Brisk, host of the Rope podcast. Thanks for listening.",
        "I'm Nadia Brisk from the Rope podcast, thanks for listening to this preview.",
        "I'm Nadia Brisk, and I tie knots for a living.",
        "My name is Virginia Beach, and thanks for nothing.",
        "It was Nadia Brisk who said thanks for listening.",
        "This has been Salt And Light, thanks for listening.",
        "I'm So Glad, thanks for listening.",
    ],
)
def test_advertisements_guests_and_names_of_shows_are_no_hosts(said: str) -> None:
    assert hosts_saying_goodbye(ending(said)) == ()


def test_only_the_one_who_speaks_can_say_that_they_host() -> None:
    said = "I'm Nadia Brisk, thanks for listening."
    assert hosts_saying_goodbye(ending(("Nadia", said))) == ("Nadia Brisk",)
    assert hosts_saying_goodbye(ending(("Bo Lund", "That was it."), ("Nadia Brisk", said))) == (
        "Nadia Brisk",
    )
    assert hosts_saying_goodbye(ending(("Bo Lund", said))) == ()


def test_a_guest_who_thanks_listeners_and_a_host_who_is_known_already_are_not_inferred() -> None:
    said = ending("I'm Nadia Brisk, thanks for listening.")
    welcomed = (Segment(1, (Cue("Welcome to the show. Our guest today is Nadia Brisk, who ties knots."),)),)
    guest = people_of(EPISODE, read_opening(welcomed, said), ShowSpeakers())
    assert ("Nadia Brisk" in guest.guests, guest.signed_off) == (True, ())
    told = (Segment(1, (Cue("Welcome back. I'm your host, Nadia Brisk, and we speak of knots."),)),)
    known = people_of(EPISODE, read_opening(told, said), ShowSpeakers())
    assert (known.hosts, known.signed_off) == (("Nadia Brisk",), ())


def test_nobody_signs_off_where_nothing_of_the_end_is_read() -> None:
    assert people_of(EPISODE, read_opening(OPENING), ShowSpeakers()) == EpisodePeople()
