"""What a button carries is read back as it was written, and what it shows always fits."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui.excerpt_embeds import Excerpts
from bot.ui.formatting import number
from retrieval.models import Cue, Segment
from tests.bot.fake_library import segments
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, REFUSED, TAIL, TURNS
from tests.bot.ui.limits import assert_within_limits
from tests.bot.ui.markdown import live
from tests.bot.ui.test_discord_text import words

places = st.tuples(st.integers(1, 10**7), st.integers(1, 5000))


def reread(excerpts: Excerpts) -> Excerpts:
    return Excerpts.read(*excerpts.write().split(":"))


@given(st.lists(places, min_size=1, max_size=60).map(tuple), st.data())
def test_excerpts_survive_being_written(references: tuple[tuple[int, int], ...], data: st.DataObject) -> None:
    written = Excerpts(references).write()
    kept = Excerpts.read(*written.split(":"))
    assert len(f"cited:{written}") <= 100
    assert references[: len(kept.references)] == kept.references
    page = data.draw(st.integers(0, len(kept.pages) - 1))
    turned = replace(kept, page=page)
    assert turned.write() != kept.write() or page == 0


def test_an_answer_of_twenty_citations_of_one_episode_loses_none() -> None:
    excerpts = Excerpts(tuple((1234, n) for n in range(400, 420)))
    assert reread(excerpts) == excerpts


@pytest.mark.parametrize("text", ["0:", "0:+", "5:1+2", "0:2", "0:1+2+3", "0:1+2..3", f"0:1+{'z' * 40}"])
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason
        Excerpts.read(*text.split(":"))


def test_pages_are_the_distinct_segments_and_know_their_numbers() -> None:
    excerpts = Excerpts(((3, 12), (3, 40), (3, 12)), page=0)
    assert excerpts.pages == ((3, 12), (3, 40))
    assert excerpts.labels == (1, 3)
    assert excerpts.turned(1).labels == (2,)


def test_an_answer_opens_at_its_first_citation_and_a_refusal_at_its_nearest() -> None:
    assert Excerpts.of(ANSWERED, list(number(ANSWERED.sentences))).references == ((3, 12), (3, 13))
    assert Excerpts.of(REFUSED, []).references == ((3, 12), (3, 14))


def test_the_cited_segment_is_set_off_between_its_neighbours() -> None:
    embed = Excerpts(((3, 12), (3, 20))).show(EPISODE, segments(EPISODE)[10:13])
    assert embed.title == "Kites over the salt pans"
    assert (embed.description or "").split("\n\n") == [
        "**Segment 11 · Ines Prado** · [5:30](https://video.example/watch?v=kites#t=330)\n"
        "What segment 11 of kites says.",
        "**[1] · Segment 12 · Ines Prado** · [6:00](https://video.example/watch?v=kites#t=360)\n"
        "> What segment 12 of kites says.",
        "**Segment 13 · Ines Prado** · [6:30](https://video.example/watch?v=kites#t=390)\n"
        "What segment 13 of kites says.",
    ]
    assert embed.footer.text == "1 of 2 · High Lines · kites"


def test_turns_of_several_speakers_are_told_apart() -> None:
    embed = Excerpts(((3, 12),)).show(EPISODE, [TURNS])
    assert (embed.description or "").splitlines()[1:] == [
        "> **Ines Prado**: The bridle sets the angle.",
        "> **probably Oskar Lind**: Always?",
        "> **Ines Prado**: Nearly always.",
    ]


def test_segments_without_times_and_names_have_their_number() -> None:
    embed = Excerpts(((3, 1),)).show(replace(EPISODE, media=()), [Segment(1, (Cue("Silk is light."),))])
    assert embed.description == "**[1] · Segment 1**\n> Silk is light."


cues = st.builds(
    Cue,
    text=st.one_of(words, st.sampled_from(["a", "*", "go on. "]).map(lambda said: said * 3000)),
    start=st.none() | st.floats(0, 10**6),
    speaker=st.none() | words,
    inferred=st.booleans(),
)


@given(st.lists(st.lists(cues, min_size=1, max_size=6).map(tuple), min_size=1, max_size=3), st.integers(0, 2))
@settings(max_examples=40, deadline=None)
def test_whatever_the_segments_say_fits_and_stays_text(spoken: list[tuple[Cue, ...]], cited: int) -> None:
    shown = [Segment(n, said) for n, said in enumerate(spoken, start=1)]
    number = min(cited + 1, len(shown))
    embed = Excerpts(tuple((3, number) for _ in range(22))).show(EPISODE, shown)
    assert_within_limits(embed)
    assert f"Segment {number}" in (embed.description or "")
    assert {node.kind for node in live(embed.description or "")} <= {"bold", "quote", "link"}
    assert all(
        node.text.replace(":", "").isdecimal()
        for node in live(embed.description or "")
        if node.kind == "link"
    )


def test_a_citation_of_another_episode_keeps_its_own_generation() -> None:
    other = replace(TAIL, episode=replace(EPISODE, key=8, generation=44))
    excerpts = Excerpts(tuple((each.episode.generation, each.segment) for each in (BRIDLE, other, BRIDLE)))
    assert reread(excerpts) == excerpts
