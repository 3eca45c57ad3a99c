"""Hosts and guests are found in titles, speakers and introductions: nobody rather than a wrong one."""

from dataclasses import replace

import pytest

from retrieval.models import Cue, Episode, EpisodePeople, Segment, Show
from retrieval.understanding.openings import read_opening
from retrieval.understanding.people import ShowSpeakers, guests_in_title, people_of, show_speakers
from retrieval.understanding.show_aliases import kin_of

SHOW = Show(1, "oven-hour", "Oven Hour")


def people(title: str, *cues: Cue, show: Show = SHOW, guests: tuple[str, ...] = ()) -> EpisodePeople:
    episode = Episode(1, "oven-7", show, title, 1, 1, guests=guests)
    return people_of(episode, read_opening((Segment(1, cues),)), ShowSpeakers())


@pytest.mark.parametrize(
    ("title", "guests"),
    [
        ("Andrej Karpathy: Robots, Aliens, and AGI | Oven Hour #333", ("Andrej Karpathy",)),
        ("#333 – Andrej Karpathy: Robots", ("Andrej Karpathy",)),
        ("Baking at sea with Jane Doe", ("Jane Doe",)),
        ("A bakery with Paul Fried and Bryan Carmel", ("Paul Fried", "Bryan Carmel")),
        ("Hard conversations | Alisa Cohn (executive coach)", ("Alisa Cohn",)),
        ("Bread and salt", ()),
        ("541: Rye in winter", ()),
    ],
)
def test_titles_name_guests(title: str, guests: tuple[str, ...]) -> None:
    assert guests_in_title(title) == guests


@pytest.mark.parametrize("title", ["Machine Learning: an intro", "Getting started with Docker Compose"])
def test_a_title_without_a_person_names_no_guest(title: str) -> None:
    assert people(title, Cue("We talk about machine learning and Docker Compose.")).guests == ()


def test_who_is_only_in_the_title_is_marked_and_who_talks_is_not() -> None:
    assert people("Rye with Jane Doe", Cue("Flour and water.")).inferred == ("Jane Doe",)
    confirmed = people("Rye with Jane Doe", Cue("Jane Doe, welcome to Oven Hour."))
    assert (confirmed.guests, confirmed.inferred) == (("Jane Doe",), ())


def test_somebody_whom_a_title_is_about_but_who_does_not_speak_is_no_guest() -> None:
    found = people(
        "Christmas with Charles Dickens",
        Cue("Hello and welcome.", speaker="Ada Brisk"),
        Cue("Hi.", speaker="Bo Rantz"),
    )
    assert found.guests == ()


@pytest.mark.parametrize(
    ("said", "guest"),
    [
        ("the following is a conversation with andrej karpathy previously the director", "Andrej Karpathy"),
        ("Our guest today is Jamie Tanna, who bakes.", "Jamie Tanna"),
        ("Kelvin, welcome to the show. I met Kelvin Omer in June.", "Kelvin Omer"),
        ("Tanya Janca is back on the show to walk us through it.", "Tanya Janca"),
    ],
)
def test_introductions_name_guests_and_are_marked_as_such(said: str, guest: str) -> None:
    found = people("Rye", Cue(said))
    assert found.guests == found.inferred == (guest,)


def test_a_show_that_is_called_by_a_part_of_the_guests_name_keeps_its_guest() -> None:
    said = Cue("the following is a conversation with Ada Brisk, who bakes rye")
    shelf = Show(2, "ada", "12 Ada")
    assert people("Ada Brisk rye and salt", said, show=shelf).guests == ("Ada Brisk",)
    assert people("Rye and salt", said, show=shelf).guests == ()
    assert people("Ada Brisk on rye", said, show=Show(2, "ada-brisk", "The Ada Brisk Show")).guests == ()


def test_those_who_welcome_are_hosts_and_cohosts_are_no_guests() -> None:
    found = people(
        "Rye",
        Cue(
            "Welcome to Oven Hour. My co-host is Bo Rantz. Our guest is Ada Brisk, the baker of the island.",
            speaker="Mira Quist",
        ),
        Cue("Hello.", speaker="Bo Rantz"),
        Cue("Thanks.", speaker="Ada Brisk"),
    )
    assert found == EpisodePeople(("Bo Rantz", "Mira Quist"), ("Ada Brisk",), ("Ada Brisk",), ())


def test_what_feeds_and_files_state_comes_first() -> None:
    found = people("Rye with Jane Doe", Cue("Our guest is Jane Doe."), guests=("Pelle Osk",))
    assert (found.guests, found.inferred) == (("Pelle Osk",), ())


def test_the_one_speaker_who_is_no_regular_is_the_guest() -> None:
    cues = (Cue("Hm.", speaker="Ada Brisk"), Cue("Rye.", speaker="Mira Quist"))
    episode = Episode(1, "oven-7", SHOW, "Rye", 1, 1)
    opening = read_opening((Segment(1, cues),))
    known = ShowSpeakers({"Mira Quist": 3, "Ada Brisk": 1}, 3)
    assert people_of(episode, opening, known).guests == ("Ada Brisk",)
    assert people_of(episode, opening, ShowSpeakers({"Mira Quist": 1, "Ada Brisk": 1}, 1)).guests == ()


def test_the_other_speaker_who_is_called_by_a_first_name_alone_may_be_a_host_as_well() -> None:
    cues = (Cue("Hm.", speaker="Ada"), Cue("Rye.", speaker="Mira"))
    opening = read_opening((Segment(1, cues),))
    found = people_of(
        Episode(1, "oven-7", SHOW, "Rye", 1, 1), opening, ShowSpeakers({"Mira Quist": 3, "Ada": 1}, 3)
    )
    assert (found.guests, found.speakers) == ((), ("Ada",))


def test_who_is_with_the_host_is_the_guest() -> None:
    assert people("Ebb and flow", Cue("Welcome. With me today is Jane Doe, who counts tides.")).guests == (
        "Jane Doe",
    )


def test_of_two_unknown_speakers_the_one_who_welcomes_is_no_host() -> None:
    cues = (Cue("Welcome to Oven Hour.", speaker="Ann Ree"), Cue("Hello.", speaker="Bob Lund"))
    assert people("Rye", *cues) == EpisodePeople(speakers=("Ann Ree", "Bob Lund"))
    three = people("Rye", *cues, Cue("Hm.", speaker="Pelle Osk"))
    assert three == EpisodePeople(("Ann Ree",), speakers=("Bob Lund", "Pelle Osk"))


def test_a_host_of_the_show_who_speaks_is_a_host_also_where_the_episode_states_none() -> None:
    cues = (Cue("Welcome to Oven Hour.", speaker="Ann Ree"), Cue("Hello.", speaker="Bob Lund"))
    opening = read_opening((Segment(1, cues),))
    show = ShowSpeakers(episodes=4, stated_hosts=("Ann Ree", "Bob Lund"))
    found = people_of(Episode(1, "oven-7", SHOW, "Rye", 1, 1), opening, show)
    assert found == EpisodePeople(("Ann Ree", "Bob Lund"))


def test_who_speaks_in_most_episodes_of_another_show_or_of_this_as_their_own_is_no_guest() -> None:
    def of_second_speaker(said: str, regular_in: dict[str, int]) -> tuple[str, ...]:
        opening = read_opening(
            (Segment(1, (Cue("Hm.", speaker="Ada Brisk"), Cue(said, speaker="Bo Rantz"))),)
        )
        show = ShowSpeakers({"Ada Brisk": 3, "Bo Rantz": 1}, 3, regular_in=regular_in)
        return people_of(Episode(1, "oven-7", SHOW, "Rye", 1, 1), opening, show).guests

    assert of_second_speaker("Rye is a grass.", {"Ada Brisk": 1}) == ("Bo Rantz",)
    assert of_second_speaker("Rye is a grass.", {"Ada Brisk": 1, "Bo Rantz": 1}) == ()
    assert of_second_speaker("We've talked about rye in other episodes.", {"Ada Brisk": 1}) == ()


def test_somebody_is_counted_once_however_their_title_is_spelt() -> None:
    episodes = [Episode(n, f"oven-{n}", SHOW, "Rye", n, 1) for n in (1, 2)]
    spelt = {1: "Ada B. Brisk, Psy.D", 2: "Ada Brisk, PsyD"}
    openings = {n: read_opening((Segment(1, (Cue("Rye.", speaker=name),)),)) for n, name in spelt.items()}
    assert show_speakers(episodes, openings)[SHOW.key, 0].hosts == ("Ada Brisk",)


@pytest.mark.parametrize(
    ("show", "said", "hosts"),
    [
        ("Ines Lindqvist", "The following is a conversation with Jane Doe.", ("Ines Lindqvist",)),
        (
            "Ines",
            "The following is a conversation with Jane Doe. This is the Ines Lindqvist Podcast.",
            ("Ines Lindqvist",),
        ),
        ("Ines Lindqvist", "Today we talk about bread.", ()),
        ("Faith Community", "The following is a conversation with Jane Doe.", ()),
        ("Oven Hour", "The following is a conversation with Jane Doe on the Ines Lindqvist Show.", ()),
        (
            "Data",
            "The following is a conversation with Jane Doe. This is the Ines Lindqvist Podcast.",
            ("Ines Lindqvist",),
        ),
        (
            "Data",
            "the following is a conversation with Jane Doe her third time on this The Ines Lindqvist podcast",
            ("Ines Lindqvist",),
        ),
        ("Data", "Here is a conversation with Jane Doe. I know her from the Bo Rantz Podcast.", ()),
        ("Data", "This is the Ines Lindqvist Podcast that I heard about on the radio.", ()),
        ("Data", "This is a conversation with Ines Lindqvist. This is the Ines Lindqvist Show.", ()),
    ],
)
def test_who_gives_the_show_its_name_and_opens_a_conversation_is_the_host(
    show: str, said: str, hosts: tuple[str, ...]
) -> None:
    episode = Episode(1, "x-7", Show(1, "x", show), "Rye", 1, 1)
    opening = read_opening((Segment(1, (Cue(said),)),))
    assert people_of(episode, opening, ShowSpeakers()).hosts == hosts


def test_a_guest_whose_turns_have_no_name_is_known_from_the_introduction() -> None:
    hosts = (
        Cue("Today we have Jane Doe on to talk about rye.", speaker="Wim Bos"),
        Cue("Hi.", speaker="Sam Tol"),
    )
    turns = [
        Cue(text, speaker=who) for text, who in (("Rye.", None), ("Oh?", "Wim Bos")) for _ in range(1)
    ] * 3
    assert people("Rye", *hosts, *turns).guests == ("Jane Doe",)
    assert people("Rye", *hosts).guests == ()


def episode_of(show: int, number: int, title: str = "Rye") -> Episode:
    return Episode(number, f"e-{number}", Show(show, f"s{show}", f"Show {show}"), title, number, 1)


def spoken(*speakers: str, first: str = "Hm.") -> tuple[Segment, ...]:
    texts = (first, *["Rye."] * (len(speakers) - 1))
    return (Segment(1, tuple(Cue(text, speaker=who) for who, text in zip(speakers, texts, strict=True))),)


def hosts_of(*talks: tuple[Episode, tuple[Segment, ...]]) -> list[tuple[str, ...]]:
    episodes = [episode for episode, _ in talks]
    openings = {episode.generation: read_opening(segments) for episode, segments in talks}
    shows = show_speakers(episodes, openings)
    return [people_of(e, openings[e.generation], shows[kin_of(e)]).hosts for e in episodes]


def test_those_who_speak_in_most_episodes_are_hosts_also_by_their_given_names() -> None:
    found = hosts_of(
        (episode_of(1, 1, "Salt with Pelle Osk"), spoken("Ann Ree", "Bob Lund", "Pelle Osk", "Ida Holm")),
        (episode_of(1, 2), spoken("Ann", "Bob")),
        (episode_of(1, 3), spoken("Speaker 1", "Speaker 2")),
    )
    assert found == [("Ann Ree", "Bob Lund")] * 3


def test_episodes_for_which_nobody_named_a_show_share_no_hosts() -> None:
    unsorted = Show(1, "unsorted", "Unsorted")
    found = hosts_of(
        (replace(episode_of(1, 1), show=unsorted, hosts=("Ann Ree",)), spoken("Ann Ree", "Pelle Osk")),
        (replace(episode_of(1, 2), show=unsorted), spoken("Ann Ree", "Ida Holm", first="Welcome back.")),
        (replace(episode_of(1, 3), show=unsorted), spoken("Speaker 1", "Speaker 2")),
        (replace(episode_of(1, 4), show=unsorted), spoken("Bob Lund", "Ida Mai")),
    )
    assert found[0] == ("Ann Ree",)
    assert found[2:] == [(), ()]


def test_a_given_name_that_two_people_of_a_show_have_is_nobodys() -> None:
    talks = (spoken("Ann Ree", "Ann Lund", "Bob Lund"), spoken("Ann", "Bob"), spoken("Ann", "Bob"))
    found = hosts_of(*((episode_of(1, n), said) for n, said in enumerate(talks, 1)))
    assert not any("Ann Ree" in hosts or "Ann Lund" in hosts for hosts in found[1:])


@pytest.mark.parametrize("apart", [False, True])
def test_hosts_stay_hosts_when_an_episode_moves_to_another_show(apart: bool) -> None:
    found = hosts_of(
        (episode_of(1, 1), spoken("Ann Ree", "Bob Lund")),
        (episode_of(2 if apart else 1, 2), spoken("Ann Ree", "Bob Lund")),
    )
    assert found == [("Ann Ree", "Bob Lund")] * 2


def test_who_is_heard_elsewhere_is_the_host_where_they_welcome_and_not_where_they_are_welcomed() -> None:
    elsewhere = [(episode_of(1, n), spoken("Ann Ree", "Bob Lund")) for n in (1, 2, 3)]
    at_home = (episode_of(2, 4), spoken("Ann Ree", "Pelle Osk", first="Welcome to the show."))
    away = (episode_of(3, 5), spoken("Ida Holm", "Ann Ree", first="Hello and welcome."))
    silent = (episode_of(4, 6), spoken("Tess Lind", "Ann Ree"))
    found = hosts_of(*elsewhere, at_home, away, silent)
    assert found[3:] == [("Ann Ree",), (), ()]
