"""Questions to a whole library: catalog, vectors, terms, the local embedding model and the answer chain."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from retrieval.conversation import conversation
from retrieval.errors import BadRequestError, ConfigurationError, IncompleteIndexError, NotFoundError
from retrieval.index.coverage import Coverage
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope, Sentence, Turn
from retrieval.models.options import Options
from tests.retrieval.faulty_provider import faulty_provider, writes

RED, BLUE = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
BEES = Details(show="The Hive", title="On bees", episode="hive-1")
QUEENS = Details(show="The Hive", title="Queens", episode="hive-1")
TALK = """1
00:00:01,000 --> 00:00:20,000
A bee colony survives the winter in a cluster around its queen. The cluster keeps at thirty degrees.

2
00:01:10,000 --> 00:01:30,000
The beekeeper feeds sugar syrup in September. Too late a feeding makes the bees restless.

3
00:02:20,000 --> 00:02:40,000
Heather honey sets like jelly. It turns liquid again when you stir it.
"""


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add(TALK.encode(), BEES, name="bees.srt")
    yield library
    await library.close()


async def test_an_answer_is_cited_and_shown_while_it_grows(library: Library) -> None:
    shown: list[Sentence] = []

    async def on_sentence(sentence: Sentence) -> None:
        shown.append(sentence)

    found = await library.ask("When does the beekeeper feed sugar syrup?", Scope(), on_sentence=on_sentence)

    assert (found.status, found.model) == ("answered", "extractive")
    assert tuple(shown) == found.sentences
    citations = [citation for sentence in found.sentences for citation in sentence.citations]
    assert "The beekeeper feeds sugar syrup in September." in " ".join(
        citation.quote for citation in citations
    )
    assert {citation.episode.id for citation in citations} == {"hive-1"}
    assert found.seconds.total > found.seconds.retrieve > 0


@pytest.mark.parametrize(
    ("scope", "looked_at"),
    [
        (Scope(), "one episode"),
        (Scope(show="the-hive"), "one episode of The Hive"),
        (Scope(episode="hive-1"), "all of “On bees”"),
    ],
)
async def test_a_refusal_says_what_was_looked_at(library: Library, scope: Scope, looked_at: str) -> None:
    found = await library.ask("Which chess opening did the grandmaster prefer?", scope)
    assert (found.status, found.looked_at) == ("refused", looked_at)
    assert found.nearest


async def test_a_follow_up_is_asked_of_what_was_talked_about(library: Library) -> None:
    history = [Turn("What is heather honey like?", "It sets like jelly.")]
    found = await library.ask("and when does it turn liquid?", Scope(), history=history)
    assert "It turns liquid again when you stir it." in " ".join(
        citation.quote for sentence in found.sentences for citation in sentence.citations
    )


@pytest.mark.slow
async def test_one_guild_gets_no_answer_from_another(library: Library) -> None:
    secret = Details(show="Red", title="Secrets", episode="red-1")
    await library.add(b"The password of the beekeeper is marzipan.", secret, guild=RED, name="red.txt")

    question = "What is the password of the beekeeper?"
    own = await library.ask(question, Scope(RED))
    other = await library.ask(question, Scope(BLUE))

    assert "marzipan" in str(own.sentences)
    assert "marzipan" not in f"{other.sentences} {other.nearest} {other.looked_at}"
    with pytest.raises(NotFoundError):
        await library.ask(question, Scope(BLUE, episode="red-1"))


@pytest.mark.parametrize("question", ["", " \n ", "x" * 2001])
async def test_what_is_no_question_is_refused(library: Library, question: str) -> None:
    with pytest.raises(BadRequestError):
        await library.ask(question, Scope())


async def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    library = Library(Options(tmp_path / "empty", embedding_model=DEFAULT_MODEL))
    with pytest.raises(NotFoundError, match="podcite index add"):
        await library.ask("What is heather honey like?", Scope())
    await library.close()


def asking_a_model(home: Path, url: str, model: str) -> Library:
    return Library(
        Options(
            home,
            chat_model=model,
            embedding_model=DEFAULT_MODEL,
            openai_api_key=SecretStr("sk-verysecret"),
            openai_base_url=url,
        )
    )


@pytest.mark.slow
async def test_a_chat_model_that_can_not_be_reached_is_done_without(
    library: Library, tmp_path: Path, unused_tcp_port: int
) -> None:
    asking = asking_a_model(tmp_path, f"http://127.0.0.1:{unused_tcp_port}/v1", "openai:m")
    answer = await asking.ask("What is heather honey like?", Scope())
    assert (answer.status, answer.model) == ("answered", "extractive")
    assert "Error id: " in answer.note
    await asking.close()


async def test_a_chat_model_of_no_known_provider_is_said(library: Library, tmp_path: Path) -> None:
    asking = asking_a_model(tmp_path, "http://127.0.0.1:9/v1", "nobody:m")
    with pytest.raises(ConfigurationError, match="PODCITE_CHAT_MODEL"):
        await asking.ask("What is heather honey like?", Scope())
    assert (await asking.chat_model.describe()).startswith("nobody:m, which can't be used")
    await asking.close()


@pytest.mark.slow
async def test_usage_is_added_up_by_server_and_month(library: Library, tmp_path: Path) -> None:
    reply = {"sentences": [{"text": "Heather honey sets like jelly.", "segments": [1]}]}
    figures = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    async with faulty_provider(writes(json.dumps(reply), usage=figures)) as provider:
        asking = asking_a_model(tmp_path, provider.url, "openai:gpt-6-luna")
        for number, guild in enumerate((RED, RED, BLUE, None)):
            answer = await asking.ask(f"What is heather honey like? (number {number})", Scope(guild))
            assert answer.usage
            assert answer.usage.cost == pytest.approx(0.00015)
        (red,) = await asking.chat_model.usage(RED)
        everybody = await asking.chat_model.usage(everybody=True)
        description = await asking.chat_model.describe()
        await asking.close()
    assert (red.model, red.questions, red.usage.input_tokens) == ("openai:gpt-6-luna", 2, 2000)
    assert red.usage.cost == pytest.approx(0.0003)
    assert [(each.guild, each.questions) for each in everybody] == [(None, 1), (RED, 2), (BLUE, 1)]
    assert description == "openai:gpt-6-luna"


@pytest.mark.slow
async def test_an_episode_that_a_question_may_mean_and_that_is_not_indexed_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "narrowed", lambda *_: Scope(episode="hive-1"))
    monkeypatch.setattr(Coverage, "without_vectors", Coverage.without_words)  # as if lost too
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add(TALK.encode(), replace(BEES, title="On winter", episode="hive-2"), name="winter.srt")
    await library.close()
    shutil.copytree(tmp_path / "terms", tmp_path / "older")
    await library.add(b"Queens lay eggs in every cell of the comb.", QUEENS, name="queens.txt")
    await library.close()
    shutil.rmtree(tmp_path / "terms")
    shutil.move(tmp_path / "older", tmp_path / "terms")

    found = await library.ask("How do queens survive the winter in a cluster?", Scope())
    cited = {citation.episode.id for sentence in found.sentences for citation in sentence.citations}
    assert cited == {"hive-2"}
    assert found.left_out.startswith("Not everything was searched.")
    with pytest.raises(IncompleteIndexError):
        await library.ask("How do queens survive the winter?", Scope(episode="hive-1"))
    await library.close()
