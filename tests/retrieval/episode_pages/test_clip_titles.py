"""Clips are titled by what they are about, in phrases or a sentence of theirs."""

import json
from dataclasses import replace

import pytest

from retrieval.episode_pages.clip_titles import (
    WEIGHTS_FILE,
    TitlePart,
    choose_title,
    load_title_weights,
    title_features,
    title_quotes,
)
from retrieval.episode_pages.page_input import PageInput
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.models import Cue, Episode, Segment, Show

EPISODE = Episode(1, "hemp", Show(1, "harbour", "Harbour"), "Ropes", 1, 3)
TALK = (
    "The rigging loft smells of Stockholm tar, and the apprentices learn eye splices before anything else. "
    "Tar keeps the water out of a hemp rope for a whole season.",
    "Polyester replaced hemp rope on the yachts. A polyester line doesn't rot, but it melts when it rubs on "
    "a winch for long.",
    "Nobody trusted the breaking load that was printed on the tin. The harbour tested each hemp rope again.",
)


def talk(embedding_model: str = DEFAULT_MODEL) -> PageInput:
    segments = tuple(Segment(number, (Cue(text),)) for number, text in enumerate(TALK, 1))
    vectors = load_embedding_model(DEFAULT_MODEL).embed(list(TALK))
    return PageInput(EPISODE, segments, vectors, embedding_model=embedding_model)


def test_titles_name_what_their_clips_say() -> None:
    embed = load_embedding_model(DEFAULT_MODEL).embed
    for page_input in (talk(), talk("openai:other")):
        titles = title_quotes(page_input, list(enumerate(TALK)), embed)
        assert len(titles) == len(set(titles)) == 3
        for title, text in zip(titles, TALK, strict=True):
            assert all(part.casefold() in text.casefold() for part in title.split(" and ")), title
            assert len(title.split()) > 1, "a word alone says too little"


def test_a_clip_of_people_and_numbers_is_called_by_its_first_words() -> None:
    embed = load_embedding_model(DEFAULT_MODEL).embed
    page_input = replace(talk(), segments=(Segment(1, (Cue("7, 8, and then she was there, and he too."),)),))
    assert title_quotes(page_input, [(0, page_input.segments[0].text)], embed) == [
        "7, 8, and then she was there…",
    ]
    assert title_quotes(page_input, [], embed) == []


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({"Nets and winter": 1.2, "Herring nets": 0.9, "Nets": 0.8}, "Herring nets"),
        ({"Nets and winter": 1.2, "Herring nets": 0.8}, "Nets and winter"),
        ({"Nets and winter": 0.5, "Herring nets": 0.4}, "Nets and winter"),
        ({"Nets and winter": 1.2, "Nets tear": 1.1, "Ropes tear and rot": 1.15}, "Ropes tear and rot"),
        ({"Nets and winter": 1.2, "Fuzzing": 1.1}, "Fuzzing"),
        ({"Nets and winter": 0.9, "Nets": 0.9}, "Nets and winter"),
        ({"Nets and Eddystone": 1.2, "herring nets": 0.95, "Service Weaver": 0.9}, "Service Weaver"),
        ({"Herring nets": 1.2, "Nets and winter": 1.0}, "Herring nets"),
    ],
)
def test_two_phrases_are_joined_only_where_one_says_much_less(options: dict[str, float], title: str) -> None:
    assert choose_title(options, {"Ropes tear and rot"}) == title


def test_every_feature_has_a_weight() -> None:
    fitted = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    names = list(title_features("opening", [TitlePart(0.0, 0, 0)]))
    assert [list(fitted[fit]["features"]) for fit in ("by_features", "by_meaning")] == [names, names]
    assert fitted["embedding_model"] == DEFAULT_MODEL


def test_nearer_phrases_that_are_said_more_often_and_of_several_words_make_better_titles() -> None:
    weights = load_title_weights("openai:other")
    grade = weights.grade("phrases", [TitlePart(0.5, 2, 4)], [])
    assert grade > weights.grade("phrases", [TitlePart(0.1, 2, 4)], [])
    assert grade > weights.grade("phrases", [TitlePart(0.5, 2, 0)], [])
    assert grade > weights.grade("phrases", [TitlePart(0.5, 1, 4)], [])
