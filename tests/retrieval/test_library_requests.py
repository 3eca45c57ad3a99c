"""Messages of every kind, asked of a library with real parts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from retrieval.errors import NotFoundError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope, SegmentKey, Turn, turn_of
from retrieval.models.options import Options

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE, THERE = 100, 200
TIDES = "The tide turns twice a day. The harbour falls dry when the tide is out. Boats wait for the tide."
KILNS = "A kiln burns for three days. The glaze melts in the kiln. Celadon is a green glaze."
LOCKS = "A lock lifts a boat by {} metres. The gate of the lock is oak."
CELLAR = "The cellar holds forty jars of honey. The honey is from the heather."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path_factory.mktemp("requests"), embedding_model=DEFAULT_MODEL))
    for text, show, number, title, guild in (
        (TIDES, "Salt Air", 31, "When the sea goes", None),
        (KILNS, "Fire Talk", 31, "Three days of fire", None),
        (KILNS.replace("Celadon", "Tenmoku"), "Fire Talk", 32, "Black glaze", None),
        (CELLAR, "Our Cellar", 77, "What the cellar holds", HERE),
    ):
        details = Details(show=show, title=title, episode=f"{show.lower().replace(' ', '-')}-{number}")
        await library.add(text.encode(), details, guild=guild, name=f"{number}.txt")
    for episode, title in (("s1e1", "The oak gate"), ("s2e1", "The iron gate"), ("s2e12", "The flood")):
        details = Details(show="Canal Days", title=title, episode=f"canal-days-{episode}")
        await library.add(LOCKS.format(episode).encode(), details, name=f"{episode}.txt")
    rowing = Details(show="River Talk", title="Oars", episode="river-talk-5", guests=("Ivo Marsh",))
    await library.add(b"An oar is made of ash.", rowing, guild=THERE, name="oars.txt")
    yield library
    await library.close()


@pytest.mark.slow
async def test_a_number_narrows_a_question_to_its_episode(library: Library) -> None:
    answer = await library.ask("in fire talk 32, which glaze is green or black?", Scope())
    assert answer.kind == "talk"
    assert {c.episode.id for s in answer.sentences for c in s.citations} | {
        c.episode.id for c in answer.nearest
    } == {"fire-talk-32"}


async def test_a_number_of_several_shows_is_a_choice_that_is_no_answer(library: Library) -> None:
    answer = await library.ask("what burns in episode 31?", Scope())
    assert {episode.id for episode in answer.choices} == {"salt-air-31", "fire-talk-31"}
    assert (answer.sentences, answer.status) == ((), "refused")


async def test_an_episode_that_is_not_there_is_said_with_the_newest(library: Library) -> None:
    answer = await library.ask("what burns in fire talk 512?", Scope())
    assert answer.text == "There is no episode 512 of Fire Talk; the newest is 32."


async def test_a_correction_that_names_no_episode_of_the_library_says_so(library: Library) -> None:
    history = [Turn("how long does a kiln burn", "A kiln burns for three days.")]
    answer = await library.ask("no, i meant fire talk 512", Scope(), history=history)
    assert answer.text == "There is no episode 512 of Fire Talk; the newest is 32."


@pytest.mark.parametrize("named", ["season 2 episode 1", "s2e1", "S02E01", "S2 E1 of Canal Days"])
async def test_a_season_and_a_number_narrow_a_question_to_that_episode(library: Library, named: str) -> None:
    answer = await library.ask(f"in {named}, how far does a lock lift a boat?", Scope())
    assert {c.episode.id for s in answer.sentences for c in s.citations} == {"canal-days-s2e1"}
    absent = await library.ask("what is the gate made of in season 2 episode 40?", Scope())
    assert "no episode S2E40" in absent.text


@pytest.mark.parametrize(
    ("message", "kind", "said"),
    [
        ("hello", "smalltalk", "Ask me what was said"),
        ("what do you do?", "help", "I answer questions about the podcasts"),
        ("what's the weather tomorrow", "other", "I can't help with that"),
        ("how many episodes are there", "library", "6 episodes of 3 shows"),
        ("summary please", "page", "Which episode?"),
        ("who said that?", "followup", "I don't know which answer you mean"),
    ],
)
async def test_every_kind_of_message_gets_its_reply(
    library: Library, message: str, kind: str, said: str
) -> None:
    answer = await library.ask(message, Scope())
    assert answer.kind == kind
    assert said in answer.text


async def test_a_question_in_another_language_that_finds_nothing_says_how_to_ask(library: Library) -> None:
    answer = await library.ask("wie viel verdient der bürgermeister im monat", Scope())
    assert (answer.kind, answer.status) == ("talk", "refused")
    assert answer.text.startswith("Die Podcasts sind auf Englisch")
    assert answer.is_unsure


async def test_what_else_shows_other_passages_until_there_is_no_more(library: Library) -> None:
    scope, asked = Scope(), "What does a lock do to a boat?"
    history: list[Turn] = []
    shown: list[SegmentKey] = []
    for question in (asked, "what else?", "anything else?"):
        answer = await library.ask(question, scope, history=history)
        shown += [citation.key for sentence in answer.sentences for citation in sentence.citations]
        if turn := turn_of(answer):
            history.append(turn)
    assert shown
    assert len(shown) == len(set(shown))
    assert (answer.text, answer.sentences) == ("I found nothing else on that.", ())


async def test_who_he_is_says_in_which_episode_he_takes_part(library: Library) -> None:
    asked = Turn("What did Ivo Marsh say about oars?", "They are made of ash.")
    answer = await library.ask("who is he?", Scope(THERE), history=[asked])
    assert answer.text == "Ivo Marsh is a guest in “Oars” (River Talk)."


async def test_episodes_about_a_subject_come_ranked_with_a_passage_each(library: Library) -> None:
    answer = await library.ask("which episodes are about the tide?", Scope())
    assert answer.facts
    assert answer.facts.episodes[0].id == "salt-air-31"
    assert "tide" in answer.facts.passages[0].quote
    assert len(answer.facts.passages) == len(answer.facts.episodes)


async def test_a_page_is_asked_for_by_name(library: Library) -> None:
    answer = await library.ask("summarize the black glaze episode", Scope())
    assert answer.facts
    assert (answer.page, [episode.id for episode in answer.facts.episodes]) == ("summary", ["fire-talk-32"])


async def test_a_follow_up_to_an_answer_without_citations_is_given_no_passage(library: Library) -> None:
    history = [Turn("how long does a kiln burn", "A kiln burns for three days.")]
    for message in ("which episode is this from?", "at what time?", "shorter"):
        answer = await library.ask(message, Scope(), history=history)
        assert (answer.kind, answer.sentences, answer.facts) == ("followup", (), None)
        assert "I don't know which answer you mean" in answer.text


@pytest.mark.parametrize(
    "message",
    ["list all episodes", "which episodes are about honey", "do you have episode 77", "latest episode?"],
)
async def test_facts_of_a_servers_own_show_stay_there(library: Library, message: str) -> None:
    here, there = await library.ask(message, Scope(HERE)), await library.ask(message, Scope(THERE))
    assert "ellar" in str(here.facts)
    assert "ellar" not in f"{there.text} {there.facts} {there.choices}"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fire-talk-32", {"fire-talk-32"}),
        ("fire talk 32", {"fire-talk-32"}),
        ("32", {"fire-talk-32"}),
        ("Black glaze", {"fire-talk-32"}),
        ("bla gla", {"fire-talk-32"}),
        ("31", {"fire-talk-31", "salt-air-31"}),
        ("newest fire talk", {"fire-talk-32"}),
        ("s2e1", {"canal-days-s2e1"}),
        ("S02E01", {"canal-days-s2e1"}),
        ("s02 ep 12", {"canal-days-s2e12"}),
        ("season 2 episode 1", {"canal-days-s2e1"}),
        ("Season 2, Episode 12", {"canal-days-s2e12"}),
        ("canal days season one episode one", {"canal-days-s1e1"}),
        ("episode 1 of season 2", {"canal-days-s2e1"}),
        ("Staffel 2 Folge 1", {"canal-days-s2e1"}),
        ("2x01", {"canal-days-s2e1"}),
        ("fire talk s1e32", {"fire-talk-32"}),
    ],
)
async def test_an_episode_is_found_however_it_is_typed(library: Library, typed: str, found: set[str]) -> None:
    assert {episode.id for episode in await library.find_episodes(typed, Scope())} == found


@pytest.mark.parametrize("typed", ["zebra", "99", "our-cellar-77", "s3e1", "season 2 episode 77"])
async def test_what_is_typed_and_not_there_is_an_error(library: Library, typed: str) -> None:
    with pytest.raises(NotFoundError):
        await library.find_episodes(typed, Scope(THERE))


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("blck glaze", "'fire-talk-32' (Black glaze)"),
        ("glaez", "'fire-talk-32' (Black glaze)"),
        ("canall-days-s2e12", "'canal-days-s2e12' (The flood)"),
        ("oak gtae", "'canal-days-s1e1' (The oak gate)"),
    ],
)
async def test_an_episode_of_a_similar_name_is_suggested_and_not_taken(
    library: Library, typed: str, suggested: str
) -> None:
    with pytest.raises(NotFoundError, match=r"did you mean .*\?") as raised:
        await library.find_episodes(typed, Scope())
    assert suggested in str(raised.value)


@pytest.mark.parametrize(
    ("message", "taken"),
    [
        ("summarize the blck glaze episode", ""),  # "blck" has too few letters to be sure
        ("summarize the black glazze episode", "I took “glazze” to mean “glaze”."),
        ("the newest episode of canall days", "I took “canall” to mean “Canal”."),
        ("what is said about kilns?", ""),
        ("what is said about the tides?", ""),
    ],
)
async def test_an_answer_says_which_misspelt_name_it_took(library: Library, message: str, taken: str) -> None:
    answer = await library.ask(message, Scope())
    assert (answer.taken, answer.question) == (taken, message)


async def test_a_misspelt_name_in_german_is_taken_in_german(library: Library) -> None:
    answer = await library.ask("was ist die neueste Folge von Canall Days?", Scope())
    assert answer.taken == "Ich habe „Canall“ als „Canal“ verstanden."
    assert "The flood" in answer.text


async def test_an_empty_library_still_greets(tmp_path: Path) -> None:
    empty = Library(Options(tmp_path / "empty", embedding_model=DEFAULT_MODEL))
    assert (await empty.ask("hello", Scope())).kind == "smalltalk"
    assert (
        await empty.ask("what's the latest episode?", Scope())
    ).text == "This library has no episodes yet."
    await empty.close()
