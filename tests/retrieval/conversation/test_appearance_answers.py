"""Whether somebody was a guest is answered from the catalog: where, and as what, or that it isn't known."""

from dataclasses import replace

import pytest

from retrieval.conversation.catalog_answers import answer_from_catalog
from retrieval.models import Cue, Episode, Segment, Show
from retrieval.understanding.classify import understand
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.openings import Opening, read_opening
from tests.retrieval.understanding.shelf import TODAY, names

LEX = Show(9, "lex", "Ines Lindqvist")
EPISODES = (
    Episode(1, "ines-1", LEX, "Tides", 1, 1),
    Episode(3, "ines-3", LEX, "Mara Quist on ebb and flow", 3, 1),
    Episode(2, "ines-2", LEX, "Salt", 2, 1, guests=("Otto Lou Brandt",)),
)
SAID = {
    1: "The following is a conversation with Pelle Osk, who counts tides.",
    2: "The following is a conversation with my old friend.",
    3: "The sea is never still.",
}


def library() -> LibraryNames:
    openings = {g: read_opening((Segment(1, (Cue(text),)),)) for g, text in SAID.items()}
    return LibraryNames(EPISODES, openings, lambda words: {w: {} for w in words}, lambda *_: (), TODAY)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "was pelle osk a guest?",
            "According to its introduction, Pelle Osk is a guest in “Tides” (Ines Lindqvist).",
        ),
        ("did ines interview Pelle Osk", "According to its introduction, Pelle Osk is a guest in"),
        ("Has Otto Brandt ever been on the show?", "Otto Lou Brandt is a guest in “Salt” (Ines Lindqvist)."),
        ("did ines interview otto brant", "Otto Lou Brandt is a guest in “Salt” (Ines Lindqvist)."),
        ("was Ines Lindqvist a guest?", "Ines Lindqvist hosts Ines Lindqvist."),
        ("did ines interview dario amodei?", "I know of no episode here in which Dario Amodei takes part."),
        ("was Mara Quist a guest?", "The title of “Mara Quist on ebb and flow” (Ines Lindqvist) names Mara"),
        ("Was Zubin Krall interviewed?", "I know of no episode here in which Zubin Krall takes part."),
    ],
)
def test_it_is_said_where_somebody_takes_part(asked: str, said: str) -> None:
    request = understand(asked, library())
    assert (request.kind, request.detail) == ("library", "appearance")
    assert said in answer_from_catalog(request, library())[0]


@pytest.mark.parametrize(
    "asked",
    [
        "did ines interview people about the tides?",
        "was he a guest?",
        "did anybody interview the president?",
        "was the tide on the rise?",
    ],
)
def test_what_names_nobody_asks_for_no_appearance(asked: str) -> None:
    assert understand(asked, library()).detail != "appearance"


def test_two_words_of_one_name_are_one_person() -> None:
    request = understand("who is otto brandt?", library())
    assert (
        answer_from_catalog(request, library())[0] == "Otto Lou Brandt is a guest in “Salt” (Ines Lindqvist)."
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("who is pelle?", "According to its introduction, Pelle Osk is a guest in “Tides” (Ines Lindqvist)."),
        ("who is brandt", "Otto Lou Brandt is a guest in “Salt” (Ines Lindqvist)."),
    ],
)
def test_who_somebody_is_is_said_by_what_they_do_in_which_episode(asked: str, said: str) -> None:
    assert answer_from_catalog(understand(asked, library()), library())[0] == said


def test_a_given_name_is_that_of_the_only_one_called_so() -> None:
    openings = {g: Opening(speakers=("Ines Lindqvist", who)) for g, who in ((1, "Tess"), (2, "Tess Lind"))}
    several = replace(library(), openings=openings)
    text, _ = answer_from_catalog(understand("who is tess?", several), several)
    assert "Tess Lind" in text
    assert "Tess " not in text.replace("Tess Lind", "")


def test_who_somebody_of_whom_no_role_is_known_is_is_no_question_for_the_catalog() -> None:
    assert understand("who is mara quist?", library()).detail != "appearance"
    assert understand("who is the tide warden?", library()).kind == "talk"


def test_titles_behind_names_do_not_make_two_people_of_one() -> None:
    known = names()
    openings = dict(known.openings)
    for generation, spelt in ((1, "Tess B. Lind, Psy.D"), (2, "Tess Lind, PsyD")):
        openings[generation] = Opening(speakers=(spelt, "Mira Quist"))
    several = replace(known, openings=openings)
    request = understand("who is tess lind?", several)
    assert answer_from_catalog(request, several)[0] == "Tess Lind hosts Harbour Talk."
