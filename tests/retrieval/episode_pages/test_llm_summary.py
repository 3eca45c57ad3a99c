"""Summaries that a chat model writes: what is proven stays, the rest is the episode's own words."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from pydantic import SecretStr

from bot.sample import EPISODES
from retrieval.answering.citations import cite
from retrieval.episode_pages.llm_summary import SEGMENT_PROMPT_CHARACTERS, select_segments, verified_topic
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.topic_segmentation import TopicSpan
from retrieval.episode_pages.topic_writer import WrittenTopic
from retrieval.errors import ModelError
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from retrieval.library import Library
from retrieval.models import Draft, Progress, Scope, Sentence
from retrieval.models.episode_pages import Summary, Topic
from retrieval.models.options import Options
from tests.retrieval.openai_server import OpenAIServer
from tests.retrieval.sample_episode import EPISODE, HITS, SEGMENTS

BREAD = Scope(episode="bread")
OWN_QUOTE = cite(EPISODE, SEGMENTS[3], "She trusted her hands.")
OWN = Topic(
    "Salt", 0.0, 120.0, (Sentence("My grandmother never weighed the salt.", (OWN_QUOTE,)),), OWN_QUOTE
)


def completion(content: str, tokens: int = 100) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": tokens - 10, "completion_tokens": 10, "total_tokens": tokens},
    }


def topic(title: str, *sentences: tuple[str, int], quote: str) -> str:
    said = [{"text": text, "segments": [n]} for text, n in sentences]
    return json.dumps({"title": title, "sentences": said, "quote": quote})


def written(*texts: str, title: str = "", quote: str = "") -> WrittenTopic:
    return WrittenTopic(title, tuple(Draft(text, (1,)) for text in texts), quote)


def first_passage(request: dict[str, Any]) -> str:
    """The words of the first passage that the model was shown."""
    lines = request["messages"][-1]["content"].splitlines()
    line: str = next(line for line in lines if line.startswith("[1]"))
    return line.removeprefix("[1] ").split(": ", 1)[-1]


def every(summary: Summary) -> list[Topic]:
    return [part for topic in summary.topics for part in (topic, *topic.subtopics)]


@pytest.fixture(scope="module")
def embed() -> Callable[[list[str]], Any]:
    return load_embedding_model(DEFAULT_MODEL).embed


@pytest.fixture
async def library(chat_server: OpenAIServer, tmp_path: Path) -> AsyncIterator[Library]:
    library = Library(
        Options(
            tmp_path,
            chat_model="openai:m",
            embedding_model=DEFAULT_MODEL,
            openai_api_key=SecretStr("sk-secret"),
            openai_base_url=chat_server.url,
        )
    )
    path, details = next(pair for pair in EPISODES if pair[1].episode == "bread")
    await library.add(path, details)
    yield library
    await library.close()


def test_a_sentence_that_no_passage_proves_goes(embed: Any) -> None:
    found = verified_topic(
        OWN, written("Rye bread keeps longer than wheat bread.", "Rye cures every winter cold."), HITS, embed
    )
    assert [sentence.text for sentence in found.sentences] == ["Rye bread keeps longer than wheat bread."]
    (citation,) = found.sentences[0].citations
    assert citation.segment == 2


def test_where_nothing_is_proven_the_topic_keeps_its_own_words(embed: Any) -> None:
    assert verified_topic(OWN, written("Rye cures every winter cold."), HITS, embed) == OWN
    assert verified_topic(OWN, WrittenTopic(), HITS, embed) == OWN


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("It stays moist for nine days.", "It stays moist for nine days."),
        (
            "The oven gets to 260 degrees before the dawn.",
            "The oven reaches 260 degrees before dawn.",
        ),
        ("Rye is the queen of all the world's cereals, I say.", OWN_QUOTE.quote),
        ("", OWN_QUOTE.quote),
    ],
)
def test_a_quote_is_verbatim_whatever_the_model_writes(embed: Any, quote: str, verbatim: str) -> None:
    found = verified_topic(OWN, written(quote=quote), HITS, embed)
    assert found.quote.quote == verbatim
    assert verbatim in SEGMENTS[found.quote.segment - 1].text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("**Rye bread**", "Rye bread"),
        ("how hot the oven is", "How hot the oven is"),
        ("Chess openings", "Salt"),
        ("Rye bread in 1987", "Salt"),
        ("A title that goes on and on about bread and salt and ovens", "Salt"),
    ],
)
def test_a_title_is_short_and_was_said(embed: Any, title: str, shown: str) -> None:
    assert verified_topic(OWN, written(title=title), HITS, embed).title == shown


def test_of_a_long_stretch_what_is_cited_and_most_central_is_shown_in_spoken_order() -> None:
    rows = numpy.asarray([[1, 0], [1, 0], [0.8, 0.6], [0, 1]], dtype=numpy.float32)
    index = PageInput(EPISODE, SEGMENTS, rows)
    everything = sum(len(segment.text) + SEGMENT_PROMPT_CHARACTERS for segment in SEGMENTS)

    def shown(room: int, cited: tuple[int, ...] = ()) -> list[int]:
        return [hit.segment.number for hit in select_segments(index, TopicSpan(0, 4), room, cited)]

    assert shown(everything) == [1, 2, 3, 4]
    assert shown(everything - 1) == [1, 2, 3]
    assert shown(len(SEGMENTS[3].text) + SEGMENT_PROMPT_CHARACTERS, cited=(4,)) == [4]
    assert len(shown(1)) == 1


@pytest.mark.slow
async def test_a_summary_is_the_models_where_it_is_proven_and_counts_its_tokens(
    library: Library, chat_server: OpenAIServer
) -> None:
    def reply(request: dict[str, Any]) -> dict[str, Any]:
        said = first_passage(request)
        return completion(
            topic("Chess openings", (said, 1), ("Pawns take over the bakery.", 1), quote=said), tokens=70
        )

    chat_server.replies = [(200, reply)]
    steps: list[Progress] = []
    summary = await library.pages.summary(BREAD, steps.append)

    assert (summary.model, summary.tokens) == ("openai:m", 70 * len(chat_server.requests))
    assert len(chat_server.requests) == len(every(summary)) == steps[-1].done == steps[-1].total
    assert not any("Pawns" in sentence.text for part in every(summary) for sentence in part.sentences)
    assert not any("Chess" in part.title for part in every(summary))
    assert all(sentence.citations for part in every(summary) for sentence in part.sentences)
    segments = (await library.transcript(BREAD))[1]
    for part in every(summary):
        assert part.sentences
        assert part.quote.quote in segments[part.quote.segment - 1].text

    asked = len(chat_server.requests)
    assert await library.pages.summary(BREAD) == summary
    assert len(chat_server.requests) == asked
    assert await library.pages.summarized_generations() == {summary.episode.generation}


@pytest.mark.slow
async def test_replies_that_cannot_be_read_leave_a_whole_summary(
    library: Library, chat_server: OpenAIServer
) -> None:
    chat_server.replies = [(200, completion("I'd rather not.")), (200, completion('{"title": ["x"]}'))]
    summary = await library.pages.summary(BREAD)
    assert len(summary.topics) >= 2
    assert all(part.title and part.sentences and part.quote.quote for part in every(summary))


@pytest.mark.slow
async def test_a_model_that_fails_is_told_of_and_asked_again_the_next_time(
    library: Library, chat_server: OpenAIServer
) -> None:
    chat_server.replies = [(401, {"error": {"message": "no"}})]
    with pytest.raises(ModelError, match="check OPENAI_API_KEY"):
        await library.pages.summary(BREAD)
    assert await library.pages.summarized_generations() == frozenset()

    chat_server.replies = [(200, completion("{}"))]
    assert (await library.pages.summary(BREAD)).topics


@pytest.mark.slow
async def test_a_server_that_refuses_a_schema_is_asked_without_one(
    library: Library, chat_server: OpenAIServer
) -> None:
    def reply(request: dict[str, Any]) -> dict[str, Any]:
        said = first_passage(request)
        return completion(f"```json\n{topic('', (said, 1), quote=said)}\n```")

    chat_server.replies = [(400, {"error": {"message": "response_format?"}}), (200, reply)]
    summary = await library.pages.summary(BREAD)
    assert summary.topics
    assert "response_format" in chat_server.requests[0]
    # Topics are asked for together: others may be on their way by the schema while one is refused.
    assert not all("response_format" in request for request in chat_server.requests)
