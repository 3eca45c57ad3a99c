"""Which quotes are shown under the questions about an episode's subjects."""

import json
from dataclasses import replace

import pytest

from retrieval.episode_pages import subject_answers, subject_quotes
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.subject_answers import WEIGHTS_FILE, answer_features, answer_subjects
from retrieval.episode_pages.subject_questions import Subject
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.models import Cue, Segment
from tests.retrieval.episode_pages.orthogonal_segments import EPISODE, page_input

EMBED = load_embedding_model(DEFAULT_MODEL).embed
HEMP = Subject("Hemp nets", "What do they say about Hemp nets?")
TELLS = (
    "Hemp nets are cheaper than nylon nets, but hemp nets rot in salt water within two seasons unless a crew "
    "tars them every spring."
)
TELLS_TOO = (
    "Hemp nets have to be dried after every night at sea, because wet hemp nets grow mould in the hold and "
    "tear under the first heavy catch."
)
PASSING = (
    "The opera house in Berlin plays Verdi every winter evening, and a merchant who once sold hemp nets has "
    "an expensive box there, which his wife furnished in red velvet."
)

LONG = "My grandfather built boats of oak, and my father sold them to every fisherman of the western islands."


@pytest.fixture(autouse=True)
def _one_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject_answers, "find_subjects", lambda _talk, _embed: [HEMP])


def talk(*said: str, speaker: str | None = None) -> PageInput:
    segments = tuple(Segment(at, (Cue(text, 0.0, 9.0, speaker),)) for at, text in enumerate(said, 1))
    return replace(page_input(*said), segments=segments, embedding_model=DEFAULT_MODEL)


def quoted(page: PageInput) -> list[str]:
    return [quote.quote for found in answer_subjects(page, EMBED) for quote in found.question.citations]


def test_two_quotes_that_tell_something_of_the_subject_are_shown_under_its_question() -> None:
    (found,) = answer_subjects(talk(PASSING, TELLS, LONG, TELLS_TOO), EMBED)
    assert found.question.question == HEMP.question
    assert found.positions == (1, 3)
    assert [quote.quote for quote in found.question.citations] == [TELLS, TELLS_TOO]


@pytest.mark.parametrize(
    "said",
    [
        [PASSING],
        [TELLS],
        [TELLS, PASSING],
        [TELLS, TELLS],
        [f"{TELLS} {TELLS_TOO}"],
        [TELLS, TELLS_TOO.replace("Hemp nets", "Nets of hemp").replace("hemp nets", "nets")],
    ],
    ids=["mentioned", "told once", "told and mentioned", "told twice", "in one segment", "by other words"],
)
def test_what_is_told_in_one_place_only_is_not_asked_about(said: list[str]) -> None:
    assert quoted(talk(*said)) == []


def test_what_few_segments_of_a_long_episode_name_is_not_asked_about() -> None:
    others = [LONG] * 50
    assert len(quoted(talk(TELLS, TELLS_TOO, *[PASSING] * 3, *others))) == 2
    assert quoted(talk(TELLS, TELLS_TOO, *[PASSING] * 2, *others)) == []


def test_of_talk_without_punctuation_nothing_is_asked() -> None:
    flat = [text.lower().replace(",", "").replace(".", "") + " and so on" for text in (TELLS, TELLS_TOO)]
    assert quoted(talk(*[f"{text} {LONG.lower()}".replace(",", "").replace(".", "") for text in flat])) == []
    assert len(quoted(talk(TELLS, TELLS_TOO))) == 2


def test_one_quote_is_enough_where_it_says_what_the_subject_is() -> None:
    defines = f"A hemp net is a net of a plant that grows in the north. {TELLS_TOO}"
    assert quoted(talk(LONG, defines)) == [defines]
    assert quoted(talk(LONG, TELLS_TOO)) == []


@pytest.mark.parametrize(
    "said",
    [
        "Why should hemp nets not rot in salt water, if no crew tars them in spring and nylon is so cheap?",
        "I didn't know what hemp nets were or how they rot in salt water until we tarred some in spring.",
        "Hemp nets are what remains of a rope in salt water when you [inaudible] them in a long night.",
        "You worked with hemp nets that rot in salt water, in all the harbours of the north, every spring.",
        "I think about hemp nets that rot in salt water, and they are cheaper than nylon in every harbour.",
        "A crew that wants to sail in spring has to tar what rots in salt water each winter: Hemp nets.",
        "As you said, hemp nets rot in salt water, and they are cheaper than nylon nets in every harbour.",
        "Hemp nets are cheaper than nylon nets, but they rot in salt water within two seasons, and then…",
    ],
)
def test_what_asks_breaks_off_or_is_said_to_somebody_is_not_quoted(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject_answers, "MIN_PROBABILITY", 0.0)
    assert quoted(talk(said, TELLS_TOO)) == []
    monkeypatch.setattr(subject_quotes, "_is_unfit", lambda *_: False)
    monkeypatch.setattr(subject_quotes, "quotable_start", lambda _segment, sentence: sentence.start_char)
    monkeypatch.setattr(subject_answers, "LATEST_NAMING", 1.0)
    assert said in quoted(talk(said, TELLS_TOO))


def test_the_only_guest_answers_what_the_guest_is_asked() -> None:
    asked = replace(EPISODE, guests=("Ida Holm",))
    for speaker, found in (("Ida Holm", 2), (None, 2), ("Mira Quist", 0)):
        assert len(quoted(replace(talk(TELLS, TELLS_TOO, speaker=speaker), episode=asked))) == found


def test_a_host_does_not_answer_where_there_are_guests() -> None:
    asked = [("Mira Quist", "Do you fish with nets? Do you sail?"), ("Ida Holm", f"I do. {LONG}")] * 3
    for speaker, found in (("Ida Holm", 2), ("Mira Quist", 0)):
        said = [*asked, (speaker, TELLS), (speaker, TELLS_TOO)]
        segments = tuple(Segment(at, (Cue(text, 0.0, 9.0, name),)) for at, (name, text) in enumerate(said, 1))
        assert len(quoted(replace(talk(*(text for _, text in said)), segments=segments))) == found


def test_no_two_questions_share_a_quote_or_a_word_of_their_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    nylon, crew = Subject("nylon nets", "And nylon nets?"), Subject("crew", "And the crew?")
    for others in ([HEMP], [HEMP, nylon], [HEMP, crew]):
        monkeypatch.setattr(subject_answers, "find_subjects", lambda _talk, _embed, found=others: found)
        assert len(quoted(talk(TELLS, TELLS_TOO))) == 2


@pytest.mark.parametrize(
    ("subject", "text", "is_defined"),
    [
        ("libraries", "A library is a room full of books.", True),
        ("library", "Libraries are basically the rooms that keep books.", True),
        ("CUDA", "CUDA is essentially a programming language for graphics cards.", True),
        ("CUDA", "CUDA is going to be an important part of this discussion.", False),
        ("engines", "Engines are a lot of fun, and every harbour has one.", False),
        ("nets", "I think that nets are a nuisance.", False),
        ("Java", "JavaScript is a language that browsers run.", False),
    ],
)
def test_a_definition_begins_by_saying_what_a_thing_is(subject: str, text: str, *, is_defined: bool) -> None:
    assert subject_answers.defines(subject, text) is is_defined


def test_every_feature_has_a_weight() -> None:
    fitted = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    features = answer_features("nets", TELLS, with_article=False, near_subject=0.5, near_question=0.5)
    assert {*features, "quality", "beginning", "fit", "bias"} == set(fitted)


@pytest.mark.parametrize("text", ["", "…", "nets", "words " * 4000])
def test_any_text_is_judged(text: str) -> None:
    features = answer_features("nets", text, with_article=True, near_subject=0.0, near_question=0.0)
    assert all(value == value and abs(value) < 1e6 for value in features.values())
