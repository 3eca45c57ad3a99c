"""Words that point to episodes are resolved among those that the asker may see."""

from dataclasses import replace

import pytest

from retrieval.models.requests import Missing
from retrieval.understanding.classify import understand
from retrieval.understanding.focus import focus_of
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.openings import Opening
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import plain_form
from tests.retrieval.understanding.shelf import EPISODES, names


@pytest.mark.parametrize(
    ("message", "episodes"),
    [
        ("episode 11", ["harbour-talk-11"]),
        ("what about #11", ["harbour-talk-11"]),
        ("harbour talk 12", ["harbour-talk-12"]),
        ("ledger 12", ["ledger-12"]),
        ("the rantzau one", ["harbour-talk-11"]),
        ("what did pelle osk say", ["harbour-talk-12"]),
        ("what did rantzou say", ["harbour-talk-11"]),
        ("the latest", []),
        ("the latest episode", ["harbour-talk-12"]),
        ("the last two episodes", ["harbour-talk-11", "harbour-talk-12"]),
        ("the 2 newest episodes of harbour talk", ["harbour-talk-11", "harbour-talk-12"]),
        ("the last 2 years", []),
        ("newest oven hour episode", ["oven-7"]),
        ("last week's episode", ["harbour-talk-12"]),
        ("last year's episode", []),
        ("what did they say in the newest episode about bread", ["harbour-talk-12"]),
        ("11 what did he build the wall of, was it granite", ["harbour-talk-11"]),
        ("the episode from 2026-06-01", ["harbour-talk-11"]),
        ("the may 2026 episode", ["oven-7"]),
        ("the sourdough one", ["oven-7"]),
        ("the one with the guy who quit sailing for his knees", ["harbour-talk-12"]),
        ("rantzau vs pelle", ["harbour-talk-11", "harbour-talk-12"]),
        ("how is the weather", []),
    ],
)
def test_what_points_to_an_episode_is_resolved(message: str, episodes: list[str]) -> None:
    reference, _ = find_reference(plain_form(message), message, names())
    assert sorted(episode.id for episode in reference.episodes) == episodes


def test_a_number_that_two_shows_have_means_either() -> None:
    reference, _ = find_reference("episode 12", "episode 12", names())
    assert {episode.id for episode in reference.episodes} == {"harbour-talk-12", "ledger-12"}


def test_a_number_that_no_episode_has_is_missing() -> None:
    reference, _ = find_reference("episode 512 of harbour talk", "episode 512 of harbour talk", names())
    assert (reference.episodes, reference.missing) == ((), Missing("number", "512"))
    assert reference.show
    assert reference.show.title == "Harbour Talk"


def test_somebody_who_was_never_a_guest_is_missing() -> None:
    message = "when zubrowski was on, what did she say about salt"
    reference, _ = find_reference(message, message, names())
    assert reference.missing == Missing("person", "zubrowski")


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        ("what did quillfeather say re salt", "quillfeather"),
        ("what does bo rantzau think about salt", ""),
        ("what does bo ranzau think about salt", ""),
        ("what did he say about zubrowski", ""),
        ("what do they each recommend", ""),
        ("why does bread say much about a town", ""),
    ],
)
def test_nobody_is_quoted_for_somebody_whose_name_is_never_said(message: str, missing: str) -> None:
    reference, _ = find_reference(plain_form(message), message, names())
    assert (reference.missing.name if reference.missing else "") == missing


def test_a_host_means_the_show() -> None:
    reference, _ = find_reference("what does mira quist say", "what does Mira Quist say", names())
    assert reference.show
    assert reference.show.title == "Harbour Talk"


def _heard(*speakers: tuple[str, ...]) -> LibraryNames:
    """Return the library with these speakers in the transcripts of its first episodes."""
    openings = {key: Opening(speakers=given) for key, given in enumerate(speakers, 1)}
    return replace(names(), openings=openings)


def test_two_hosts_mean_their_show_although_a_guest_is_called_as_one_of_them() -> None:
    library = _heard(("Mira Quist", "Bo Lund"), ("Mira Quist", "Bo Lund"), ("Bo Ferrand",))
    message = "what do mira and bo disagree about"
    reference, _ = find_reference(message, message, library)
    assert (reference.episodes, reference.show) == ((), EPISODES[0].show)
    alone, _ = find_reference("what did bo say", "what did bo say", library)
    assert {episode.id for episode in alone.episodes} == {"harbour-talk-11", "oven-7"}


def test_a_host_whose_name_is_also_heard_misspelt_means_the_show() -> None:
    library = _heard(("Mira Quist",), ("Mira Quist",))
    elsewhere = Opening(speakers=("Mira Quist", "Ada Brisk"), introduced=("Mira Quizzed",))
    openings = {**library.openings, 3: elsewhere}
    library = replace(library, openings=openings)
    reference, _ = find_reference("what does mira say", "what does mira say", library)
    assert (reference.episodes, reference.show) == ((), EPISODES[0].show)


def test_a_word_for_a_role_is_nobody_who_is_called_so() -> None:
    message = "guest of harbour talk 12"
    request = understand(message, _heard(("Mira Quist", "Dan Guest")))
    assert (request.kind, request.detail, request.subject) == ("library", "people", "guests")
    assert [episode.id for episode in request.reference.episodes] == ["harbour-talk-12"]


def test_what_the_asker_may_not_see_is_not_found() -> None:
    visible = names(EPISODES[2:])
    for message in ("episode 11", "what did pelle osk say", "the breakwater one", "on harbour talk"):
        reference, _ = find_reference(message, message, visible)
        assert not reference.episodes
        assert not reference.show


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("in episode 11, how long did the granite wall take", "how long did the granite wall take"),
        ("what did bo rantzau say about granite walls", "what did say about granite walls"),
        ("episode 11 granite", "granite"),
        ("episode 11", ""),
        ("how long does rye keep", ""),
    ],
)
def test_a_question_is_searched_without_the_words_that_name_its_episode(question: str, focus: str) -> None:
    reference, _ = find_reference(plain_form(question), question, names())
    assert focus_of(question, reference, names()) == focus
