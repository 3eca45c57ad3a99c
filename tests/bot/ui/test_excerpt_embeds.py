"""A cited segment is shown between its neighbours, and always fits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.excerpt_embeds import excerpt
from retrieval.models import Cue, Segment
from tests.bot.fake_library import segments
from tests.bot.samples import EPISODE, TURNS
from tests.bot.ui.limits import assert_within_limits
from tests.bot.ui.markdown import live
from tests.bot.ui.test_discord_text import words


def test_the_cited_segment_is_set_off_between_its_neighbours() -> None:
    embed = excerpt(EPISODE, segments(EPISODE)[10:13], cited=12, labels=(1,), page=0, pages=2)
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
    embed = excerpt(EPISODE, [TURNS], cited=12, labels=(1,), page=0, pages=1)
    assert (embed.description or "").splitlines()[1:] == [
        "> **Ines Prado**: The bridle sets the angle.",
        "> **probably Oskar Lind**: Always?",
        "> **Ines Prado**: Nearly always.",
    ]


def test_only_quoted_words_are_bold_where_speakers_have_lines_of_their_own() -> None:
    embed = excerpt(EPISODE, [TURNS], cited=12, labels=(1,), page=0, pages=1, quotes=[(0, 10)])
    assert (embed.description or "").splitlines()[1:3] == [
        "> *Ines Prado*: **The bridle** sets the angle.",
        "> *probably Oskar Lind*: Always?",
    ]


def test_segments_without_times_and_names_have_their_number() -> None:
    embed = excerpt(
        replace(EPISODE, media=()),
        [Segment(1, (Cue("Silk is light."),))],
        cited=1,
        labels=(1,),
        page=0,
        pages=1,
    )
    assert embed.description == "**[1] · Segment 1**\n> Silk is light."


cues = st.builds(
    Cue,
    text=st.one_of(words, st.sampled_from(["a", "*", "go on. "]).map(lambda said: said * 3000)),
    start=st.none() | st.floats(0, 10**6),
    speaker=st.none() | words,
    inferred=st.booleans(),
)


@pytest.mark.slow
@given(st.lists(st.lists(cues, min_size=1, max_size=6).map(tuple), min_size=1, max_size=3), st.integers(0, 2))
def test_whatever_the_segments_say_fits_and_stays_text(spoken: list[tuple[Cue, ...]], cited: int) -> None:
    shown = [Segment(n, said) for n, said in enumerate(spoken, start=1)]
    number = min(cited + 1, len(shown))
    embed = excerpt(EPISODE, shown, cited=number, labels=range(1, 23), page=0, pages=1)
    assert_within_limits(embed)
    assert f"Segment {number}" in (embed.description or "")
    assert {node.kind for node in live(embed.description or "")} <= {"bold", "quote", "link"}
    assert all(
        node.text.replace(":", "").isdecimal()
        for node in live(embed.description or "")
        if node.kind == "link"
    )


def test_the_quoted_words_are_bold_from_cue_to_cue() -> None:
    segment = Segment(12, (Cue("A kite *flies*."), Cue("The bridle sets the angle."), Cue("Always.")))
    start, end = segment.text.index("flies"), segment.text.index(" the angle")
    embed = excerpt(
        EPISODE, [segment], cited=12, labels=(1,), page=0, pages=1, quotes=[(start, end), (start, start + 5)]
    )
    assert (embed.description or "").splitlines()[1] == (
        r"> A kite \***flies\*. The bridle sets** the angle. Always."
    )
