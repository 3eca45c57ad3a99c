"""An answer looks the same whatever was said in it, and always fits."""

from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ui.answer_embeds import answer_embeds, unfinished_answer
from bot.ui.discord_text import address, clean
from bot.ui.formatting import number
from retrieval.models import Answer, Citation, Sentence, Timings
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, REFUSED, TAIL, UNTIMED
from tests.bot.ui.limits import assert_within_limits, total
from tests.bot.ui.markdown import Node, live, shown
from tests.bot.ui.test_discord_text import HOSTILE, words

LINK = "https://video.example/watch?v=kites&t=350s"


def test_every_sentence_is_followed_by_the_links_of_what_it_cites() -> None:
    (embed,) = answer_embeds(ANSWERED)
    assert embed.title == "What does the bridle do?"
    assert embed.author.name == "High Lines · Kites over the salt pans"
    assert embed.description == (
        f"“The bridle sets the angle.” [[1]]({LINK}) A tail only drags. [2] [[1]]({LINK})"
    )
    assert embed.footer.text == "extractive · 0.5 s"


def test_quotes_stand_in_paragraphs_under_a_heading_that_claims_nothing() -> None:
    said = tuple(Sentence(each.quote, (each,)) for each in (BRIDLE, TAIL))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=said))
    quotes = f"“The bridle sets the angle.” [[1]]({LINK})\n\n“A tail is only drag.” [2]"
    assert embed.description == f"**What was said about this**\n\n{quotes}"


def test_every_citation_is_listed_with_who_when_where_and_what() -> None:
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(Sentence("So it is.", (BRIDLE, TAIL, UNTIMED)),)))
    assert [(field.name, field.value) for field in embed.fields] == [
        (
            "[1] Ines Prado · 5:50",
            f"“The bridle sets the angle.”\n[Play]({LINK}) · kites · segment 12",
        ),
        ("[2] probably Oskar Lind · ≈ 1:01:01", "“A tail is only drag.”\nkites · segment 13"),
        ("[3] kites", "“Silk is lighter than cotton.”\nkites · segment 14"),
    ]


def test_a_quote_that_the_answer_repeats_is_only_recalled() -> None:
    long = (
        "The bridle sets the angle, and the angle sets how hard the wind can pull before the line gives way."
    )
    said = Sentence(long, (replace(BRIDLE, quote=long),))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(said,)))
    recalled = (embed.fields[0].value or "").splitlines()[0]
    assert (
        recalled
        == "“The bridle sets the angle, and the angle sets how hard the wind can pull before the line…”"
    )


def test_answers_from_several_episodes_name_none_of_them_above() -> None:
    other = replace(BRIDLE, episode=replace(EPISODE, key=8, id="silk"))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(Sentence("Both say so.", (BRIDLE, other)),)))
    assert embed.author.name is None


def test_a_refusal_says_what_was_looked_at_and_links_the_three_nearest() -> None:
    nearest = (BRIDLE, UNTIMED, TAIL, replace(BRIDLE, segment=99))
    (embed,) = answer_embeds(replace(REFUSED, nearest=nearest))
    assert embed.description == (
        "The transcripts don't hold an answer to that. I looked at 1 episode of High Lines."
        " The closest passages:"
    )
    assert [field.name for field in embed.fields] == [
        "[1] Ines Prado · 5:50",
        "[2] kites",
        "[3] probably Oskar Lind · ≈ 1:01:01",
    ]
    assert f"[Play]({LINK})" in (embed.fields[0].value or "")
    (answered,) = answer_embeds(ANSWERED)
    assert embed.colour != answered.colour


def test_a_refusal_with_nothing_near_is_one_sentence() -> None:
    (embed,) = answer_embeds(Answer("Who won?", (), (), "extractive"))
    assert embed.description == "The transcripts don't hold an answer to that."


def test_a_refusal_claims_nothing_while_a_part_of_the_index_is_missing() -> None:
    (embed,) = answer_embeds(replace(REFUSED, left_out="1 of 3 episodes are indexed.", nearest=()))
    assert embed.description == (
        "I haven't found an answer to that so far. I looked at 1 episode of High Lines."
    )
    assert embed.footer.text is not None
    assert embed.footer.text.startswith("1 of 3 episodes are indexed.")


def test_a_growing_answer_shows_that_more_is_to_come() -> None:
    embed = unfinished_answer("Why?", ANSWERED.sentences[:1])
    assert (
        embed.description
        == f"**What was said about this**\n\n“The bridle sets the angle.” [[1]]({LINK})\n\n…"
    )


@pytest.mark.parametrize("count", [1, 24, 25, 26, 60])
def test_a_long_answer_goes_on_in_further_messages_and_loses_nothing(count: int) -> None:
    said = [
        Sentence(
            f"Sentence number {n} " + "goes on and on " * 12,
            (replace(BRIDLE, segment=n, quote=f"Quote {n}."),),
        )
        for n in range(1, count + 1)
    ]
    embeds = answer_embeds(replace(ANSWERED, sentences=tuple(said)))
    text = "\n".join(embed.description or "" for embed in embeds)
    assert all(f"Sentence number {n} " in text and f"[[{n}]]({LINK})" in text for n in range(1, count + 1))
    listed = [field.name for embed in embeds for field in embed.fields]
    assert listed == [f"[{n}] Ines Prado · 5:50" for n in range(1, count + 1)]
    assert [embed.title for embed in embeds] == [ANSWERED.question] + [None] * (len(embeds) - 1)
    for embed in embeds:
        assert_within_limits(embed)


anywhere = st.one_of(words, st.sampled_from(["a", "*", "@", "𝔸", "go on. "]).map(lambda said: said * 4200))
links = st.sampled_from([LINK, f"https://e.example/{'a' * 1500}", "javascript:alert(1)", None, *HOSTILE])
episodes = st.builds(
    replace, st.just(EPISODE), id=anywhere, title=anywhere, page_url=links, key=st.integers(1, 2)
)
citations = st.builds(
    Citation,
    episode=episodes,
    segment=st.integers(1, 10**9),
    quote=anywhere,
    start=st.none() | st.floats(0, 10**6),
    speaker=st.none() | anywhere,
    inferred_speaker=st.none() | anywhere,
    estimated=st.booleans(),
    url=links,
)
sentences = st.builds(
    Sentence, text=anywhere, citations=st.lists(citations, min_size=1, max_size=4).map(tuple)
)
answers = st.builds(
    Answer,
    question=anywhere,
    sentences=st.lists(sentences, max_size=4).map(tuple),
    nearest=st.lists(citations, max_size=4).map(tuple),
    model=anywhere,
    looked_at=anywhere,
    seconds=st.just(Timings()),
)


@pytest.mark.slow
@given(answers)
@settings(max_examples=40, deadline=None)
def test_whatever_is_said_fits_and_nothing_in_it_is_live_but_our_links(found: Answer) -> None:
    ours = {address(citation.url) for citation in [*number(found.sentences), *found.nearest]}
    embeds = answer_embeds(found) + (
        [unfinished_answer(found.question, found.sentences)] if found.sentences else []
    )
    for embed in embeds:
        assert_within_limits(embed)
        for node in _live(embed):
            if node.text == "What was said about this":  # the heading over quotes alone
                continue
            assert node.kind == "link"
            assert node.target in ours
            assert node.text == "Play" or node.text.strip("[]").isdecimal()


@pytest.mark.slow
@given(st.lists(sentences, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_no_number_of_a_citation_is_ever_cut(said: list[Sentence]) -> None:
    embeds = answer_embeds(replace(ANSWERED, sentences=tuple(said)))
    read = "".join(shown(embed.description or "") for embed in embeds)
    for sentence in said:
        marks = " ".join(f"[{number(said)[citation]}]" for citation in dict.fromkeys(sentence.citations))
        assert marks in read


def test_hostile_words_are_read_as_words() -> None:
    said = tuple(Sentence(hostile, (replace(BRIDLE, quote=hostile),)) for hostile in HOSTILE)
    read = "\n".join(
        shown(embed.description or "") for embed in answer_embeds(replace(ANSWERED, sentences=said))
    )
    assert all(clean(hostile) in read for hostile in HOSTILE)


def test_the_size_of_a_message_is_counted_over_all_its_parts() -> None:
    embed = discord.Embed(title="ab", description="𝔸").set_footer(text="c").set_author(name="d")
    embed.add_field(name="ef", value="gh")
    assert total(embed) == 10


def _live(embed: discord.Embed) -> list[Node]:
    parts = [embed.title, embed.description]
    parts += [part for field in embed.fields for part in (field.name, field.value)]
    return [node for part in parts for node in live(part or "")]
