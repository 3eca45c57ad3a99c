"""An answer looks the same whatever was said in it, and always fits."""

import re
from dataclasses import replace

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.answer_embeds import answer_embeds, is_waiting, unfinished_answer
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
        f"“The bridle sets the angle.” —\u00a0Ines Prado\u00a0[[1]]({LINK})\n\n"
        f"A tail only drags.\u00a0[2] [[1]]({LINK})\n\n"
        f"[1] Ines Prado · [5:50 · segment 12]({LINK})\n"
        "[2] probably Oskar Lind · ≈ 1:01:01 · segment 13"
    )
    assert embed.footer.text == "without a language model · 0.5 s"


def test_quotes_stand_in_paragraphs_under_a_heading_that_claims_nothing() -> None:
    said = tuple(Sentence(each.quote, (each,)) for each in (BRIDLE, TAIL))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=said))
    heading, *quotes, sources = (embed.description or "").split("\n\n")
    assert heading == "**What was said about this**"
    assert quotes == [
        f"“The bridle sets the angle.” —\u00a0Ines Prado\u00a0[[1]]({LINK})",
        "“A tail is only drag.” —\u00a0probably Oskar Lind\u00a0[2]",
    ]
    assert len(sources.splitlines()) == 2


def test_a_quote_of_two_speakers_shows_where_the_second_begins() -> None:
    both = replace(BRIDLE, quote="Always? Nearly always.", turns=(8,), speaker="Oskar Lind, Ines Prado")
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(Sentence(both.quote, (both,)),)))
    assert "“Always? – Nearly always.” —\u00a0Oskar Lind, Ines Prado" in (embed.description or "")


def test_every_source_has_one_line_with_who_when_and_where() -> None:
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(Sentence("So it is.", (BRIDLE, TAIL, UNTIMED)),)))
    assert (embed.description or "").split("\n\n")[1].splitlines() == [
        f"[1] Ines Prado · [5:50 · segment 12]({LINK})",
        "[2] probably Oskar Lind · ≈ 1:01:01 · segment 13",
        "[3] segment 14",
    ]
    assert not embed.fields


def test_every_quote_is_shown_once_and_so_is_the_name_of_its_episode() -> None:
    said = tuple(Sentence(each.quote, (each,)) for each in (BRIDLE, TAIL))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=said))
    text = shown("\n".join(filter(None, (embed.author.name, embed.title, embed.description))))
    assert text.count(BRIDLE.quote) == text.count(TAIL.quote) == text.count(EPISODE.title) == 1


def test_sources_in_several_episodes_stand_under_their_names() -> None:
    other = replace(BRIDLE, episode=replace(EPISODE, key=8, id="silk", title="Silk"))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(Sentence("Both.", (BRIDLE, other, TAIL)),)))
    assert (embed.description or "").split("\n\n")[1].splitlines() == [
        "**Kites over the salt pans** · High Lines",
        f"[1] Ines Prado · [5:50 · segment 12]({LINK})",
        "[3] probably Oskar Lind · ≈ 1:01:01 · segment 13",
        "**Silk** · High Lines",
        f"[2] Ines Prado · [5:50 · segment 12]({LINK})",
    ]


def test_answers_from_several_episodes_name_none_of_them_above() -> None:
    other = replace(BRIDLE, episode=replace(EPISODE, key=8, id="silk"))
    (embed,) = answer_embeds(replace(ANSWERED, sentences=(Sentence("Both say so.", (BRIDLE, other)),)))
    assert embed.author.name is None


def test_a_refusal_says_what_was_looked_at_and_links_the_three_nearest() -> None:
    nearest = (BRIDLE, UNTIMED, TAIL, replace(BRIDLE, segment=99))
    (embed,) = answer_embeds(replace(REFUSED, nearest=nearest))
    assert (embed.description or "").split("\n\n") == [
        "The transcripts don't hold an answer to that. I looked at 1 episode of High Lines."
        " The closest passages:",
        f"“The bridle sets the angle.”\n[1] Ines Prado · [5:50 · segment 12]({LINK})",
        "“Silk is lighter than cotton.”\n[2] segment 14",
        "“A tail is only drag.”\n[3] probably Oskar Lind · ≈ 1:01:01 · segment 13",
    ]
    (answered,) = answer_embeds(ANSWERED)
    assert embed.colour != answered.colour


def test_a_refusal_claims_nothing_of_a_question_in_another_language() -> None:
    (embed,) = answer_embeds(Answer("¿?", (), (), "extractive", text="Ask in English.", is_unsure=True))
    assert embed.description == "I haven't found an answer to that so far."


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
    quote = f"“The bridle sets the angle.” —\u00a0Ines Prado\u00a0[[1]]({LINK})"
    assert embed.description == f"**What was said about this**\n\n{quote}\n\n…"
    assert is_waiting(embed)
    assert not any(map(is_waiting, answer_embeds(ANSWERED)))


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
    listed = [line for line in text.splitlines() if line.startswith("[") and "segment" in line]
    assert listed == [f"[{n}] Ines Prado · [5:50 · segment {n}]({LINK})" for n in range(1, count + 1)]
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
def test_whatever_is_said_fits_and_nothing_in_it_is_live_but_our_links(found: Answer) -> None:
    ours = {address(citation.url) for citation in [*number(found.sentences), *found.nearest]}
    embeds = answer_embeds(found) + (
        [unfinished_answer(found.question, found.sentences)] if found.sentences else []
    )
    for embed in embeds:
        assert_within_limits(embed)
        for node in _live(embed):
            if node.kind == "bold":  # the heading over quotes alone, or an episode's name
                continue
            assert node.kind == "link"
            assert node.target in ours
            assert re.fullmatch(r"\[\d+\]|(?:≈ )?(?:[\d:]+ · )?segment [\d,]+", node.text)


@pytest.mark.slow
@given(st.lists(sentences, min_size=1, max_size=3))
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
