"""The catalog answers in plain sentences, with facts for programs, and says what it doesn't know."""

from dataclasses import replace

import pytest

from retrieval.conversation.catalog_answers import answer_from_catalog
from retrieval.conversation.people_answers import with_all_speakers
from retrieval.models import Cue, Episode, Segment
from retrieval.understanding.classify import understand
from retrieval.understanding.openings import Opening, read_opening
from tests.retrieval.understanding.shelf import EPISODES, HARBOUR, names

TALKS = tuple(Episode(n, f"harbour-talk-{n}", HARBOUR, f"Talk {n}", n, 1) for n in (20, 21, 22))


def asked(message: str, *openings: Opening) -> str:
    """Return the answer where the first episodes of `TALKS` begin like this."""
    library = replace(names(TALKS), openings=dict(zip((20, 21, 22), openings, strict=False)))
    return answer_from_catalog(understand(message, library), library)[0]


def test_the_hosts_of_a_show_are_never_given_for_its_guests() -> None:
    two = Opening(("Mira Quist", "Bo Rantz"))
    assert asked("who is the guest of harbour talk 20", two, two, two) == (
        "No guest of “Talk 20” (Harbour Talk) is known; it is hosted by Mira Quist and Bo Rantz."
    )


def test_who_speaks_besides_a_host_is_told_apart_where_no_guest_is_known() -> None:
    alone = Opening(("Mira Quist",))
    several = Opening(("Mira Quist", "Ines Dahl", "Pelle Osk"))
    assert asked("who is the guest of harbour talk 20", several, alone, alone) == (
        "No guest of “Talk 20” (Harbour Talk) is known; it is hosted by Mira Quist. "
        "Also speaking there: Ines Dahl and Pelle Osk."
    )


def test_the_unknown_hosts_of_an_episode_without_a_show_are_those_of_the_episode() -> None:
    unsorted = [replace(talk, show=replace(talk.show, title="Unsorted")) for talk in TALKS]
    hosted = Opening(("Mira Quist", "Bo Rantz"))
    library = replace(names(unsorted), openings={20: hosted, 21: hosted, 22: Opening()})
    text, _ = answer_from_catalog(understand("who hosts harbour-talk-22", library), library)
    assert text == "The catalog doesn't know who hosts “Talk 22” (Unsorted)."


def test_of_unknown_speakers_none_is_called_the_guest() -> None:
    text = asked(
        "who is the guest of harbour talk 20", Opening(("Ann Ree", "Bob Lund"), greeting=("Ann Ree",))
    )
    assert text.startswith("The catalog doesn't say who hosts Harbour Talk and who is a guest.")
    assert "Ann Ree and Bob Lund" in text


@pytest.mark.parametrize(
    ("message", "begins"),
    [
        ("who are the guests of harbour talk", "Its guests here: Pelle Osk."),
        ("who is the guest?", "The catalog names these guests: Pelle Osk."),
    ],
)
def test_guests_whom_only_introductions_name_are_marked_as_such(message: str, begins: str) -> None:
    stated = replace(TALKS[1], guests=("Pelle Osk",))
    opening = read_opening((Segment(1, (Cue("Our guest today is Jamie Tanna, who bakes."),)),))
    library = replace(names((TALKS[0], stated)), openings={20: opening})
    text, facts = answer_from_catalog(understand(message, library), library)
    assert text == f"{begins} Guests who are only known from an introduction: Jamie Tanna."
    assert facts.names == ("Pelle Osk", "Jamie Tanna")


def test_a_host_whom_only_the_end_names_is_marked_as_such() -> None:
    ending = (Segment(60, (Cue("I'm Jamie Tanna, thanks for listening."),)),)
    library = replace(names(TALKS), openings={20: read_opening((), ending)})
    text, facts = answer_from_catalog(understand("who hosts harbour talk 20?", library), library)
    title = f"“{TALKS[0].title}” (Harbour Talk)"
    assert text == f"According to its closing words, {title} is hosted by Jamie Tanna."
    assert facts.names == ("Jamie Tanna",)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "what's the newest episode?",
            "The newest episode here is “Knots that hold” (Harbour Talk), from 8 June 2026.",
        ),
        ("how many episodes are in here", "This library has 4 episodes of 3 shows"),
        (
            "how many episodes are from june 2026",
            "counted.\n\n• Knots that hold · Harbour Talk · 8 June 2026",
        ),
        ("how many episodes came out in june 2026", "2 episodes of Harbour Talk from June 2026"),
        (
            "what's the oldest episode?",
            "The oldest episode here is “Rye and patience” (Oven Hour with Josip Varga), recorded on 2 May "
            "2026. Some episodes have no date in the catalog, so one of them may be older.",
        ),
        (
            "which was the first episode of harbour talk?",
            "The oldest episode of Harbour Talk here is “The br",
        ),
        ("what's the newest episode with bo rantzau?", "The newest episode here with Bo Rantzau is “The br"),
        ("which episode is the oldest?", "The oldest episode here is “Rye and patience”"),
        ("list the episodes", "• Rye and patience · Oven Hour with Josip Varga · recorded on 2 May 2026"),
        ("oven hour 7", "“Rye and patience” (Oven Hour with Josip Varga), with Ada Brisk, recorded on 2 May"),
        ("how long is harbour talk 12", "“Knots that hold” (Harbour Talk) is 30:00 long."),
        ("how long is ledger 12", "The catalog doesn't know how long “What bread costs” (Ledger) is"),
        ("when was the breakwater episode published", "was published on 1 June 2026."),
        ("when was the rye episode published", "The catalog has no date for “Rye and patience”"),
        (
            "when was ledger 12 published",
            "The catalog doesn't know when “What bread costs” (Ledger) was published.",
        ),
        ("who hosts harbour talk", "Harbour Talk is hosted by Mira Quist"),
        ("who hosts ledger", "The catalog doesn't know who hosts Ledger."),
        ("who is the guest of harbour talk 11", "Bo Rantzau"),
        ("who is the guest of the breakwater episode", "The guest in “The breakwater” (Harbour Talk) is Bo"),
        (
            "who is the host of the breakwater episode",
            "“The breakwater” (Harbour Talk) is hosted by Mira Quist.",
        ),
        ("who are the hosts?", "Harbour Talk is hosted by Mira Quist"),
        ("who is the guest?", "The catalog names these guests: Pelle Osk, Bo Rantzau and Ada Brisk."),
        ("link to the breakwater episode", "The catalog has no link for “The breakwater” (Harbour Talk)."),
        (
            "do you have episode 512 of harbour talk",
            "There is no episode 512 of Harbour Talk; the newest is 12.",
        ),
        ("when was episode 512 published", "There is no episode 512 in this library"),
        ("got anything by zubrowski", "No, I can't find zubrowski in this library."),
        ("when does the next episode come out", "I can't say what comes next."),
        (
            "what's your longest episode",
            "The longest episode is “The breakwater” (Harbour Talk), at 1:00:00.",
        ),
        ("what should i listen to, i have 35 minutes", "• Knots that hold"),
        ("recommend an episode of 5 minutes", "No episode is that short"),
        ("what shows do you have", "• Harbour Talk · 2 episodes"),
        ("what shows do you have in spanish", "The catalog doesn't say which language a show is in."),
        (
            "harbour talk 11",
            "“The breakwater” (Harbour Talk), with Bo Rantzau, from 1 June 2026, 1:00:00 long.",
        ),
        ("harbour talk", "Harbour Talk: 2 episodes here. The newest is Knots that hold"),
        ("how long are harbour talk episodes", "from 30:00 to 1:00:00 long, 45:00 on average"),
        ("which ones are under half an hour", "1 episode lasts at most 30 minutes:\n\n• Knots that hold"),
        ("episodes over 2 hours", "No episode here lasts at least 120 minutes."),
        ("recommend me something short", "These are the shortest here:\n\n• Knots that hold"),
        ("what came out in january 2020", "There is no episode from January 2020"),
        ("bo rantzau episodes from july 2025", "There is no episode from July 2025"),
        ("who hosts the breakwater episode", "“The breakwater” (Harbour Talk) is hosted by Mira Quist."),
        ("who hosts ledger 12", "The catalog doesn't know who hosts Ledger."),
    ],
)
def test_a_question_to_the_catalog_is_answered_in_a_sentence(message: str, said: str) -> None:
    text, _ = answer_from_catalog(understand(message, names()), names())
    assert said in text


def test_facts_hold_what_the_sentence_says() -> None:
    _, facts = answer_from_catalog(understand("how long is harbour talk 12", names()), names())
    assert (facts.kind, [episode.id for episode in facts.episodes], facts.seconds) == (
        "length",
        ["harbour-talk-12"],
        1800.0,
    )
    _, facts = answer_from_catalog(understand("do you have episode 99", names()), names())
    assert facts.available is False


def test_an_empty_library_says_so() -> None:
    text, _ = answer_from_catalog(understand("what's the newest episode?", names(())), names(()))
    assert text == "This library has no episodes yet."


def test_facts_are_of_visible_episodes_only() -> None:
    visible = names(EPISODES[2:])
    for message in (
        "list all the episodes",
        "what shows do you have",
        "what's the newest episode?",
        "who hosts harbour talk",
    ):
        text, facts = answer_from_catalog(understand(message, visible), visible)
        assert "Harbour" not in text
        assert "Quist" not in text
        assert all(episode in EPISODES[2:] for episode in facts.episodes)


def test_everybody_who_speaks_in_an_episode_is_named() -> None:
    request = understand("who is on harbour talk 12", names())
    talk = (
        Segment(1, (Cue("Welcome.", speaker="Mira Quist"),)),
        Segment(90, (Cue("One question.", speaker="Ines Dahl"), Cue("Yes?", speaker="Speaker 3"))),
    )
    everyone = with_all_speakers(request, names(), lambda generation: talk)
    text, facts = answer_from_catalog(request, everyone)
    assert "Mira Quist and Ines Dahl" in text
    assert facts.names == ("Pelle Osk", "Mira Quist", "Ines Dahl")


def test_an_episode_without_a_guest_names_its_host() -> None:
    alone = replace(EPISODES[0], guests=(), hosts=("Mira Quist",))
    library = replace(names((alone,)), openings={})
    text, _ = answer_from_catalog(understand("who is the guest of harbour talk 11", library), library)
    assert text == "No guest of “The breakwater” (Harbour Talk) is known; it is hosted by Mira Quist."


def test_a_host_who_is_also_called_by_a_first_name_is_named_once() -> None:
    called = [replace(EPISODES[0], hosts=("Mira Quist",)), replace(EPISODES[1], hosts=("Mira",))]
    library = replace(names(called), openings={})
    text, _ = answer_from_catalog(understand("who hosts harbour talk", library), library)
    assert text.startswith("According to its transcripts, Harbour Talk is hosted by Mira Quist. ")


def test_a_speaker_who_is_the_guest_under_a_shorter_name_is_named_once() -> None:
    request = understand("who is on harbour talk 12", names())
    talk = (Segment(1, (Cue("Welcome.", speaker="Mira"), Cue("Hello.", speaker="Pelle"))),)
    _, facts = answer_from_catalog(request, with_all_speakers(request, names(), lambda generation: talk))
    assert facts.names == ("Pelle Osk", "Mira")
