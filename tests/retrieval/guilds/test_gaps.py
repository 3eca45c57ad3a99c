"""Gaps are grouped by subject; pins follow what becomes of their passages, and are exported."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from benchmarks.answers import Run, run
from retrieval.answering.citations import cite
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.guilds.gaps import outcome_of, passage_mark, passages_of, words_hash
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Answer, Details, Scope, Sentence
from retrieval.models.gaps import AskedQuestion
from retrieval.models.options import Options
from retrieval.search.pinned import asks_the_same
from tests.prepared_homes import copied
from tests.retrieval.catalog.test_question_store import OURS, THEIRS, many

NOBODY_SAID = "How do sharks sleep at night?"
SPRING_TIDES = "How often do spring tides come?"
HERONS = """1
00:00:01,000 --> 00:00:06,000
A heron stands still in the shallow water until a fish swims by.

2
00:00:07,000 --> 00:00:12,000
Herons sleep on one leg in the tops of tall trees.
"""
GREETING = "".join(
    f"{n}\n00:00:00,{n:03} --> 00:00:00,{n + 1:03}\nWelcome to part {n} of a long greeting, in which nothing "
    "is said about any bird at all, and the weather is fine.\n\n"
    for n in range(1, 30)
)


@pytest_asyncio.fixture
async def library(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    library = Library(Options(copied(indexed_sample, tmp_path_factory), embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


async def asked(library: Library, question: str, message: int, guild: int = OURS) -> Answer:
    answer = await library.ask(question, Scope(guild))
    outcome = outcome_of(answer)
    assert outcome
    words = words_hash(b"key", guild, question)
    await library.guilds.gaps.record(
        AskedQuestion(guild, 70, message, "ada", words, outcome, passages_of(answer))
    )
    return answer


@pytest.mark.slow
async def test_gaps_are_grouped_by_what_the_library_says_nearby(library: Library) -> None:
    for message, question in enumerate((NOBODY_SAID, "how do SHARKS sleep, at night", NOBODY_SAID), 1):
        await asked(library, question, message)
    page = await library.guilds.gaps.page(OURS, 30)
    assert (page.total, page.gaps) == (1, 3)
    (group,) = page.groups
    assert (len(group.gaps), group.refused, group.bad) == (3, 3, 0)
    assert group.episode is not None
    _, segments = await library.transcript(Scope(OURS, episode=group.episode.id))
    said = " ".join(segment.text for segment in segments).casefold()
    assert all(word in said for word in group.subject.casefold().replace(" and ", " ").rstrip("…").split())
    assert (await library.guilds.gaps.page(THEIRS, 30)).groups == ()
    with pytest.raises(NotFoundError, match="These gaps are gone"):
        await library.guilds.gaps.group(THEIRS, 30, 1)


@pytest.mark.slow
async def test_ten_thousand_refusals_are_a_few_subjects(library: Library) -> None:
    await library.status()
    many(library._composition.catalog, 10_000)
    page = await library.guilds.gaps.page(OURS, 30)
    assert (page.gaps, page.total) == (10_000, 1)  # their episode isn't in the library any more
    assert sum(len(group.gaps) for group in page.groups) == 10_000
    stats = await library.guilds.gaps.stats(OURS, 30)
    assert stats.refused == 10_000


def test_an_answer_whose_sentences_were_mostly_unproven_or_far_off_is_weak() -> None:
    sentence = Sentence("Herons stand still.", ())
    answer = Answer("?", (sentence,), (), "extractive", relevance=0.9)
    assert outcome_of(answer) == "answered"
    assert outcome_of(replace(answer, relevance=0.1)) == "weak"
    assert outcome_of(replace(answer, rejected=2)) == "weak"
    assert outcome_of(replace(answer, sentences=())) == "refused"
    assert outcome_of(replace(answer, kind="smalltalk")) is None


def test_the_hash_of_words_depends_on_the_key_and_the_server_but_not_on_their_order() -> None:
    one = words_hash(b"key", OURS, "How do sharks sleep?")
    assert one == words_hash(b"key", OURS, "sleep of a shark")
    assert len({one, words_hash(b"other", OURS, NOBODY_SAID), words_hash(b"key", THEIRS, NOBODY_SAID)}) == 3


@pytest.mark.parametrize(
    ("question", "wording", "same"),
    [
        ("how do sharks sleep", "How do sharks sleep?", True),
        ("So how does a shark sleep, please?", "How do sharks sleep?", True),
        ("whats the price of 2 lamps", "What is the price of two lamps?", True),
        ("Why don’t we eat 1,000 eggs", "Why dont you eat a thousand eggs?", True),
        ("What’s Anna’s song?", "what is annas song", True),
        ("Wann wurde der Leuchtturm gebaut", "wann wurde der Leuchtturm gebaut?", True),
        ("How do sharks sleep at night?", "How do sharks sleep?", False),
        ("Who won in 1974?", "Who won in 1978?", False),
        ("How did Ada Wells begin?", "How did Tom Brook begin?", False),
        ("what did ada tell bob about knots", "what did ada tell carl about knots", False),
        ("How long does rye keep?", "How long does wheat keep?", False),
        ("What makes a good knife?", "What makes a bad knife?", False),
        ("Is the knot safe?", "Is the knot unsafe?", False),
        ("Should I store bread in a bag?", "Should I not store bread in a bag?", False),
        ("When was the bakery founded?", "Why was the bakery founded?", False),
        ("When was the bakery founded?", "Who founded the bakery?", False),
        ("When was the lighthouse built?", "When was the lighthouse torn down?", False),
        ("Why did Ada leave Bob?", "Why did Bob leave Ada?", False),
        ("How does it prevent measles?", "How does it cause measles?", False),
        ("How do two moons pull the tides?", "How do three moons pull the tides?", False),
        ("Did we win four three?", "Did we win three four?", False),
        ("How do you get into the army?", "How do you get out of the army?", False),
        ("How do I become a doctor in England?", "How do I become a doctor?", False),
        ("Who is the host?", "Who was the host?", False),
        ("Who was Ada left by?", "Who did Ada leave?", False),
        ("Should I take vitamin A?", "Should I take vitamin?", False),
        ("Is C++ slow?", "Is C slow?", False),
        ("Can it grow at -5 degrees?", "Can it grow at 5 degrees?", False),
        ("How does an organ work?", "How does an organization work?", False),
    ],
)
def test_a_pin_is_for_the_same_words_only(question: str, wording: str, same: bool) -> None:
    assert asks_the_same(question, wording) is same


@pytest.mark.slow
async def test_a_pin_answers_what_was_refused_in_its_server_only(library: Library) -> None:
    assert not (await library.ask(NOBODY_SAID, Scope(OURS))).sentences
    await library.guilds.pins.add(OURS, "how does a shark sleep at night", "tides", 4)
    answer = await library.ask("how do sharks sleep at night", Scope(OURS))
    first = answer.sentences[0].citations[0]
    assert (first.episode.id, first.segment, outcome_of(answer)) == ("tides", 4, "answered")
    for scope in (Scope(THEIRS), Scope(), Scope(OURS, episode="bread")):
        assert not (await library.ask(NOBODY_SAID, scope)).sentences
    other = await library.ask(SPRING_TIDES, Scope(OURS))
    assert [s.text for s in other.sentences] == [
        s.text for s in (await library.ask(SPRING_TIDES, Scope(THEIRS))).sentences
    ]
    (placed,) = await library.guilds.pins.list(OURS)
    await library.guilds.pins.remove(OURS, placed.pin.id)
    assert not (await library.ask(NOBODY_SAID, Scope(OURS))).sentences
    with pytest.raises(NotFoundError, match="no such pin"):
        await library.guilds.pins.remove(OURS, placed.pin.id)


@pytest.mark.slow
async def test_a_repeated_question_ends_as_it_did_the_first_time(library: Library) -> None:
    answers = [await library.ask(SPRING_TIDES, Scope(OURS)) for _ in range(2)]
    assert vars(library.shared_store)["_kept"]
    assert answers[0].relevance is not None
    assert answers[0].relevance == answers[1].relevance  # of which it depends whether it is weak
    assert answers[0].rejected == answers[1].rejected


@pytest.mark.slow
async def test_an_answer_during_which_a_pin_came_is_not_kept(library: Library) -> None:
    talk, add = library._composition.talk, library._composition.catalog.pins.add
    ask_chain, number = talk._ask_chain, 0

    async def pin_meanwhile(*asked: Any) -> Answer:
        nonlocal number
        (episode,) = await library.episodes(Scope(OURS, episode="tides"))
        (segment,) = (await library.cited(Scope(OURS), episode.generation, 4, context=0))[1]
        number = add(OURS, NOBODY_SAID, passage_mark(cite(episode, segment, segment.text))).id
        return await ask_chain(*asked)

    talk._ask_chain = pin_meanwhile  # type: ignore[assignment, method-assign]
    assert (await library.ask(NOBODY_SAID, Scope(OURS))).sentences
    talk._ask_chain = ask_chain  # type: ignore[method-assign]
    await library.guilds.pins.remove(OURS, number)
    assert not (await library.ask(NOBODY_SAID, Scope(OURS))).sentences


@pytest.mark.slow
async def test_moderators_who_pin_the_same_question_at_once_are_both_told(library: Library) -> None:
    pins = library.guilds.pins
    placed = await asyncio.gather(*(pins.add(OURS, SPRING_TIDES, "tides", n % 5 + 1) for n in range(20)))
    assert {one.pin.question for one in placed} == {SPRING_TIDES}
    (left,) = await pins.list(OURS)
    assert left in placed


@pytest.mark.slow
async def test_a_pin_of_the_host_holds_in_every_server(library: Library) -> None:
    await library.guilds.pins.add(None, "how does a shark sleep at night", "tides", 4)
    answer = await library.ask(NOBODY_SAID, Scope(THEIRS))
    assert answer.sentences[0].citations[0].segment == 4
    assert await library.guilds.pins.list(THEIRS) == []


@pytest.mark.slow
async def test_a_pin_comes_first_where_there_are_other_answers(library: Library) -> None:
    before = await library.ask(SPRING_TIDES, Scope(OURS))
    cited = {citation.key.number for s in before.sentences for citation in s.citations}
    number = next(number for number in range(1, 6) if number not in cited)
    await library.guilds.pins.add(OURS, SPRING_TIDES, "tides", number)
    after = await library.ask(SPRING_TIDES, Scope(OURS))
    assert after.sentences[0].citations[0].segment == number
    hits = await library._composition.pinned_search.find(SPRING_TIDES, Scope(OURS), 5)
    assert [hit.pinned for hit in hits] == [True, False, False, False, False]


@pytest.mark.slow
async def test_a_pin_follows_its_words_and_its_show_and_says_when_they_are_gone(
    library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "herons.srt"
    file.write_text(HERONS)
    details = Details(show="Water Birds", title="Herons", episode="herons")
    await library.add(file, details, guild=OURS)
    await library.guilds.pins.add(OURS, "How do storks sleep?", "herons", 1)

    async def cited() -> tuple[str, int] | None:
        answer = await library.ask("how do storks sleep", Scope(OURS))
        placed = (await library.guilds.pins.list(OURS))[0]
        if placed.episode is None:
            return None
        first = answer.sentences[0].citations[0]
        assert (first.episode.id, first.segment) == ("herons", placed.segment)
        _, segments = await library.transcript(Scope(OURS, episode="herons"))
        assert "A heron stands still" in segments[placed.segment - 1].text
        return placed.episode.show.title, placed.segment

    assert await cited() == ("Water Birds", 1)
    await library.shows.rename(OURS, "water-birds", "Birds of the Water")
    assert await cited() == ("Birds of the Water", 1)
    await library.shows.move(OURS, "herons", "Waders", new=True)
    assert await cited() == ("Waders", 1)
    heard = replace(details, show="Marsh", title="Reeds", episode="reeds")
    await library.add(HERONS.replace("heron", "bittern").encode(), heard, name="reeds.srt", guild=OURS)
    await library.shows.merge(OURS, "waders", "marsh")
    assert await cited() == ("Marsh", 1)
    details = replace(details, show="Marsh")
    file.write_text(GREETING + HERONS)
    report = await library.add(file, details, guild=OURS)
    assert report.outcome == "updated"
    moved = await cited()
    assert moved is not None
    assert moved[0] == "Marsh"
    assert moved[1] > 1
    file.write_text(
        "1\n00:00:00,000 --> 00:00:04,000\nThis week there is nothing to say about birds at all.\n"
    )
    await library.add(file, details, guild=OURS)
    assert await cited() is None
    await library.remove(Scope(OURS, episode="herons"))
    assert await cited() is None


@pytest.mark.slow
async def test_gaps_follow_a_reindex(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "herons.srt"
    file.write_text(HERONS)
    details = Details(show="Water Birds", title="Herons", episode="herons")
    await library.add(file, details, guild=OURS)
    episode, segments = await library.transcript(Scope(OURS, episode="herons"))
    hit = (await library.search("heron", Scope(OURS, episode="herons"), 1))[0]
    passage = passage_mark(cite(episode, hit.segment, segments[-1].text))
    await library.guilds.gaps.record(AskedQuestion(OURS, 70, 1, "a", "w", "refused", (passage,)))
    file.write_text(HERONS + "\n3\n00:01:00,000 --> 00:01:05,000\nGoodbye until next week, dear listeners.\n")
    await library.add(file, details, guild=OURS)
    (group,) = (await library.guilds.gaps.page(OURS, 30)).groups
    assert group.episode is not None
    assert (group.episode.id, group.subject != "") == ("herons", True)
    await library.remove(Scope(OURS, episode="herons"))
    (group,) = (await library.guilds.gaps.page(OURS, 30)).groups
    assert group.episode is None


@pytest.mark.slow
async def test_the_exported_test_set_is_read_by_the_benchmark(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    with pytest.raises(BadRequestError, match="nothing was written"):
        await library.guilds.pins.export(OURS, folder)
    await library.guilds.pins.add(OURS, SPRING_TIDES, "tides", 4)
    await library.guilds.pins.add(OURS, "Why is rye different?", "bread", 2)
    assert await library.guilds.pins.export(OURS, folder) == 2
    with pytest.raises(BadRequestError, match="isn't empty"):
        await library.guilds.pins.export(OURS, folder)
    question = json.loads((folder / "questions.jsonl").read_text().splitlines()[0])
    _, segments = await library.transcript(Scope(OURS, episode="tides"))
    assert (question["episode"], question["question"]) == ("tides", SPRING_TIDES)
    assert question["evidence"] == [{"quote": segments[3].text, "segment": 4, "start": segments[3].start}]
    judged, failed = await asyncio.to_thread(
        lambda: asyncio.run(run(Run(folder, tmp_path / "home", "extractive")))
    )
    asked_of = {(one.asked.scope, one.asked.question) for one in judged if one.asked.kind == "answerable"}
    assert asked_of == {(s, q) for s in ("episode", "all") for q in (SPRING_TIDES, "Why is rye different?")}
    assert not failed
