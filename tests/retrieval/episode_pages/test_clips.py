"""Clips: which words of a segment are worth playing, and in which order they come."""

from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest
from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.episode_pages.clip_choice import FAIR_SCORE, GOOD_SCORE, choose_clips
from retrieval.episode_pages.clips import UNPUNCTUATED_COST, ScoredClip, find_clips
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.title_sentences import first_words, short_sentences
from retrieval.models import Cue, Episode, Segment, Show, Soundbite
from retrieval.models.episode_pages import Clip

EPISODE = Episode(1, "ropes", Show(1, "harbour", "Harbour"), "Ropes", 1, 4)
HEMP = (
    "When hemp ropes get wet, a rope of thirty metres shrinks by two, which surprises every apprentice.",
    "Old riggers left every halyard slack before the rain, because a wet hemp halyard can break a mast.",
    "Modern polyester ropes hardly move at all, and sailors have quietly forgotten the whole craft.",
)


def embed(texts: Sequence[str]) -> NDArray[float32]:
    """All texts the same way: the meaning of words is no matter here."""
    return numpy.ones((len(texts), 1), dtype=float32)


def talk(*segments: tuple[tuple[str, str | None], ...]) -> PageInput:
    """Return segments of (words, speaker), ten seconds each."""
    made: list[Segment] = []
    second = 0.0
    for number, said in enumerate(segments, 1):
        cues = []
        for words, speaker in said:
            cues.append(Cue(words, second, second + 10, speaker))
            second += 10
        made.append(Segment(number, tuple(cues)))
    return PageInput(EPISODE, tuple(made), numpy.ones((len(made), 1), dtype=float32))


def test_a_clip_begins_and_ends_with_cues_and_whole_sentences() -> None:
    (scored,) = find_clips(talk(tuple((words, "Ines") for words in HEMP)), embed)

    assert scored.clip.quote.quote == " ".join(HEMP)
    assert (scored.clip.start, scored.clip.end) == (0.0, 30.0)


def clipped(*sentences: str) -> list[str]:
    """Return the words of the clips of one person's talk."""
    clips = find_clips(talk(tuple((words, "Ines") for words in sentences)), embed)
    return [scored.clip.quote.quote for scored in clips]


@pytest.mark.parametrize(
    ("unfit", "fit"),
    [
        (
            "Rope makers of all harbours, thank you for listening to another hour about hemp and tar.",
            "Rope makers of all harbours still argue for hours about the right mix of hemp and tar.",
        ),
        (
            "He hates women and sailors and everything that floats on water.",
            "He paints boats and sailors and everything that floats on water.",
        ),
        ('It was "the rope, he said.', 'It was "the rope", he said.'),
    ],
)
def test_greetings_hateful_words_and_half_quotations_are_in_no_clip(unfit: str, fit: str) -> None:
    assert clipped(HEMP[0], fit, HEMP[2]) == [" ".join((HEMP[0], fit, HEMP[2]))]
    assert not any(unfit in words for words in clipped(HEMP[0], unfit, HEMP[2]))


def test_a_speaker_who_introduces_herself_is_no_clip() -> None:
    own = "Ines, a rigger from the old harbour, mends hemp ropes and splices wet halyards before every rain."
    (scored,) = find_clips(talk(((own, "Ines"), *((words, "Ines") for words in HEMP))), embed)
    assert not scored.clip.quote.quote.startswith("Ines")


def test_a_clip_holds_the_words_of_one_speaker_alone() -> None:
    (scored,) = find_clips(talk(((HEMP[0], "Ines"), (HEMP[1], "Ines"), (HEMP[2], "Bruno"))), embed)
    assert scored.clip.quote.quote == " ".join(HEMP[:2])
    assert scored.clip.quote.speaker == "Ines"

    assert find_clips(talk(((HEMP[0], "Ines"), (HEMP[1], "Bruno"), (HEMP[2], "Ines"))), embed) == ()


def test_clips_begin_within_cues_where_no_sentence_begins_with_one() -> None:
    words = f"so wet. {' '.join(HEMP)} And then".split()
    cues = tuple((" ".join(words[at : at + 12]), "Ines") for at in range(0, len(words), 12))
    (scored,) = find_clips(talk(cues), embed)

    assert scored.clip.quote.quote == " ".join(HEMP)
    assert scored.clip.start == 0.0  # that of the cue in which its first sentence begins


def test_a_clip_begins_with_no_scrap_of_a_sentence_and_has_no_notes() -> None:
    for unfit in ("Many knobs.", "Hemp is [inaudible] when wet, and nobody in this harbour sells any other."):
        (scored,) = find_clips(talk(((unfit, "Ines"), *((words, "Ines") for words in HEMP))), embed)
        assert scored.clip.quote.quote == " ".join(HEMP)


def test_what_people_viewed_comes_first_and_the_rest_from_all_topics() -> None:
    page_input = talk(*(tuple((f"{words} {n}.", "Ines") for words in HEMP) for n in range(24)))

    def scored(position: int, score: float, topic: int) -> ScoredClip:
        citation = cite(EPISODE, page_input.segments[position], page_input.segments[position].text)
        return ScoredClip(Clip("", None, None, citation, (citation,)), score, topic)

    clips = [scored(position, 5.0 - position / 10, position // 8) for position in range(0, 24, 2)]

    usual = [clip.quote.segment for clip in choose_clips(clips, {})]
    liked = [clip.quote.segment for clip in choose_clips(clips, {23: 9})]
    assert usual == [1, 3, 9, 11, 17]
    assert liked == [23, 1, 3, 9, 11]


def test_more_than_three_clips_are_shown_only_if_they_are_good_and_no_poor_ones() -> None:
    page_input = talk(*(((f"Rope {n} is tarred by hand.", "Ines"),) for n in range(24)))

    def shown(*scores: float) -> int:
        cited = [cite(EPISODE, segment, segment.text) for segment in page_input.segments[::4]]
        clips = [Clip(one.quote, None, None, one, (one,)) for one in cited]
        scored = zip(clips, scores, range(len(scores)), strict=False)
        return len(choose_clips([ScoredClip(*each) for each in scored], {}))

    good, fair, poor = GOOD_SCORE + 1, FAIR_SCORE, FAIR_SCORE - 0.1
    assert [shown(*[good] * 6), shown(*[good] * 4, fair), shown(*[fair] * 6), shown(fair)] == [5, 4, 3, 1]
    assert [shown(good, *[poor] * 5), shown(*[poor] * 6)] == [1, 0]


def test_clips_of_talk_without_punctuation_are_worth_less(monkeypatch: pytest.MonkeyPatch) -> None:
    said = tuple((words, "Ines") for words in HEMP)
    (usual,) = find_clips(talk(said), embed)
    monkeypatch.setattr(PageInput, "is_unpunctuated", True)
    (flat,) = find_clips(talk(said), embed)
    assert flat.score == pytest.approx(usual.score - UNPUNCTUATED_COST)


def test_what_its_makers_picked_is_worth_more_and_called_as_they_call_it() -> None:
    ropes = talk(((HEMP[0], "Ines"), (HEMP[1], "Ines")), ((HEMP[2], "Ines"), (HEMP[0], "Ines")))
    plain = {found.clip.quote.segment: found for found in find_clips(ropes, embed)}
    picked = replace(ropes, soundbites=(Soundbite(21.0, 18.0, "The craft that went away"),))
    found = {found.clip.quote.segment: found for found in find_clips(picked, embed)}

    assert found[1] == plain[1]
    assert found[2].score > plain[2].score + 1
    assert (found[2].clip.title, found[2].clip.start, found[2].clip.end) == (
        "The craft that went away",
        20,
        40,
    )


@pytest.mark.parametrize(
    ("unfit", "fit"),
    [
        (
            "Joining me are two riggers who went deep down the rabbit hole of hemp ropes and wet halyards.",
            "Behind me are two riggers who went deep down the rabbit hole of hemp ropes and wet halyards.",
        ),
        (
            "I'm Maren Oakes, your voice of the harbour, and hemp ropes and halyards are what I know.",
            "Maren Oakes is the old voice of the harbour, and hemp ropes and halyards are what she knows.",
        ),
        (
            "Maren. Hemp ropes shrink when they are wet, which surprises every new apprentice.",
            "Hemp ropes shrink when they are wet, which surprises every new apprentice.",
        ),
        (
            "We're picking up speed because we got a couple more to go through about hemp ropes.",
            "We're losing speed because the crew had a couple of storms to go through with hemp ropes.",
        ),
    ],
)
def test_introductions_and_announcements_are_in_no_clip(unfit: str, fit: str) -> None:
    assert clipped(fit, HEMP[1]) == [f"{fit} {HEMP[1]}"]
    assert not any(unfit in words for words in clipped(unfit, HEMP[1]))


def test_clips_with_strong_language_come_last() -> None:
    rude = tuple(
        (words.replace("ropes", "fucking ropes").replace("mast", "shitty mast"), "Ines") for words in HEMP
    )
    plain, strong = find_clips(talk(tuple((words, "Ines") for words in HEMP), rude), embed)
    assert plain.score > strong.score + 1


def test_no_two_clips_have_one_title() -> None:
    page_input = talk(*(((f"Rope {n} is tarred by hand.", "Ines"),) for n in range(24)))

    def scored(position: int, title: str) -> ScoredClip:
        citation = cite(EPISODE, page_input.segments[position], page_input.segments[position].text)
        return ScoredClip(Clip(title, None, None, citation, (citation,)), 19.0 - position, position // 4)

    few = choose_clips([scored(0, "Ropes"), scored(4, "ropes"), scored(8, "Tar")], {})
    assert [clip.title for clip in few] == ["Ropes", "Tar", "Rope 4 is tarred by hand."]
    many = [scored(2 * at, title) for at, title in enumerate(["Ropes", "ropes", "A", "B", "C", "D"])]
    assert [clip.title for clip in choose_clips(many, {})] == ["Ropes", "A", "B", "C", "D"]


def test_a_short_sentence_of_its_own_can_be_a_title() -> None:
    quote = "I love the crew. I think riggers are very good at splicing hemp. And so on."
    assert short_sentences(quote) == ["Riggers are very good at splicing hemp"]


@pytest.mark.parametrize(
    "quote",
    [
        "They are very good at splicing hemp.",
        "I did not know that.",
        "Riggers are good at it, splicing hemp.",
        "Who is good at splicing hemp?",
        "This fucking splicing ruins hemp ropes.",
    ],
)
def test_a_sentence_that_leans_on_others_or_swears_is_no_title(quote: str) -> None:
    assert short_sentences(quote) == []


@pytest.mark.parametrize(
    ("quote", "title"),
    [
        ("I pick one fitness thing. And that is a kettlebell for the office.", "I pick one fitness thing"),
        (
            "During my apprenticeship, it was later, I used to splice at three.",
            "During my apprenticeship, it was later…",
        ),
        (
            "The limpet. It grazes on the rock while the tide is high.",
            "The limpet. It grazes on the rock while…",
        ),
        ("Rope 4 is tarred by hand.", "Rope 4 is tarred by hand."),
    ],
)
def test_first_words_end_at_a_sentence_or_a_comma(quote: str, title: str) -> None:
    assert first_words(quote) == title
