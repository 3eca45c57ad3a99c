"""A conversation that is read back stays with its episode until a message leaves it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import sample
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Answer, Details, Scope, ShownTurn, Turn
from retrieval.models.options import Options

CRUST = "What does the baker episode say about crust?"
HEIGHT = "How high was the lighthouse of Alexandria?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library(Options(tmp_path_factory.mktemp("home"), embedding_model=DEFAULT_MODEL))

    async def add() -> None:
        for path, details in sample.EPISODES:
            await library.add(path, details)

    asyncio.run(add())
    yield library
    asyncio.run(library.close())


def shown(message: str, answer: Answer) -> ShownTurn:
    """An answer as a chat shows it."""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    text = " ".join(sentence.text for sentence in answer.sentences) or answer.text
    return ShownTurn(message, text, tuple((c.key, c.span) for c in cited), answered=answer.question)


async def talk(library: Library, *messages: str) -> list[Answer]:
    """The answers to messages, each with the ones before it as the chat shows them."""
    answers: list[Answer] = []
    for message in messages:
        history = [shown(*each) for each in zip(messages, answers, strict=False)]
        answers.append(await library.ask(message, Scope(), history=history))
    return answers


def episodes_of(answer: Answer) -> set[str]:
    return {citation.episode.id for sentence in answer.sentences for citation in sentence.citations}


@pytest.mark.slow
async def test_what_names_no_episode_is_asked_of_the_one_before(library: Library) -> None:
    first, second, third = await talk(library, CRUST, "Why is the fridge a bad place for it?", HEIGHT)
    assert episodes_of(first) == episodes_of(second) == {"bread"}
    assert first.within == second.within == third.within
    assert third.status == "refused"
    assert "in all episodes" in third.text


@pytest.mark.parametrize("words", ["in all episodes", "ask all episodes", "search everywhere please"])
async def test_leaving_the_episode_asks_the_last_question_again(library: Library, words: str) -> None:
    *_, last = await talk(library, CRUST, HEIGHT, words)
    assert (last.question, episodes_of(last), last.within) == (HEIGHT, {"lighthouses"}, None)


async def test_leaving_with_a_question_asks_it_without_those_words(library: Library) -> None:
    *_, last, after = await talk(
        library, CRUST, f"In all episodes: {HEIGHT}", "How often do spring tides come?"
    )
    assert (last.question, episodes_of(last)) == (HEIGHT, {"lighthouses"})
    assert episodes_of(after) == {"tides"}


async def test_naming_another_episode_goes_on_there(library: Library) -> None:
    question = "In the tides episode, how often do spring tides come?"
    *_, named, after = await talk(library, CRUST, question, HEIGHT)
    assert (named.within and named.within.id, episodes_of(named)) == ("tides", {"tides"})
    assert after.status == "refused"


async def test_turns_that_are_no_shown_ones_stay_nowhere(library: Library) -> None:
    history = [Turn(CRUST, "The crust turns brown.")]
    answer = await library.ask(HEIGHT, Scope(), history=history)
    assert episodes_of(answer) == {"lighthouses"}


async def test_what_a_button_says_was_searched_goes_before_the_words(library: Library) -> None:
    (bread,) = await library.episodes(Scope(episode="bread"))
    history = [ShownTurn("Why?", "So.", within=bread.generation)]
    assert (await library.ask(HEIGHT, Scope(), history=history)).status == "refused"
    history = [ShownTurn(CRUST, "So.", within=0)]
    assert episodes_of(await library.ask(HEIGHT, Scope(), history=history)) == {"lighthouses"}


async def test_a_question_about_the_answer_doesnt_leave_its_episode(library: Library) -> None:
    *_, shorter, after = await talk(library, CRUST, "can you say it shorter?", HEIGHT)
    assert (shorter.within and shorter.within.id, after.status) == ("bread", "refused")


async def test_a_name_that_only_another_episode_says_leaves_the_one_before(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    said = {
        "editor": "Our editor runs in the browser, and starts at once.\nWe optimize it every spring.",
        "robots": "The robot Optimus walks on two legs.\nOptimus learns to fold shirts in the factory.",
    }
    for name, text in said.items():
        await library.add(text.encode(), Details(show="Talks", title=name, episode=name), name="talk.txt")
    *_, length, robot = await talk(library, "What runs in the browser?", "How long is it?", "and Optimus?")
    assert "editor" in length.text
    assert "robots" in episodes_of(robot)
    await library.close()


@pytest.mark.parametrize("is_named", [False, True])
async def test_whose_words_they_are_is_doubted_where_nobody_is_named(tmp_path: Path, is_named: bool) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    asked, said = (
        "What tears a net of hemp?",
        "A net of hemp tears in a swell, because its cork lines freeze.",
    )
    turns = [("Mira", asked), ("Ida Holm", said), ("Mira", "And then?"), ("Ida Holm", "We mend it by night.")]
    talked = "\n".join(f"{name}: {text}" if is_named else text for name, text in turns)
    details = Details(show="Sea", title="Nets with Ida Holm", episode="nets", guests=("Ida Holm",))
    await library.add(talked.encode(), details, name="nets.txt")
    answer = await library.ask("What did Ida Holm say about nets of hemp?", Scope())
    assert answer.sentences
    assert ("doesn't name who speaks" in answer.text) is not is_named
    await library.close()


async def test_thanks_in_between_change_nothing(library: Library) -> None:
    *_, more, height = await talk(
        library, CRUST, "thanks!", "and why is the fridge a bad place for it?", HEIGHT
    )
    assert (episodes_of(more), height.status) == ({"bread"}, "refused")


async def test_who_said_that_is_read_from_the_passages(library: Library) -> None:
    fridge = "Why is the fridge a bad place for bread?"
    _, who = await talk(library, fridge, "who said that?")
    assert "Josip Varga said" in who.text


async def test_old_turns_are_left_out_where_they_are_too_long(library: Library) -> None:
    (bread,) = await library.episodes(Scope(episode="bread"))
    history = [ShownTurn("Why?", "So.", within=bread.generation), ShownTurn("What?", "word " * 2000)]
    assert episodes_of(await library.ask(HEIGHT, Scope(), history=history)) == {"lighthouses"}
