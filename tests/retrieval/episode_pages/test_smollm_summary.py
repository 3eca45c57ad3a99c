"""A summary by a real language model; small and weak as it is, what is shown is proven."""

from collections.abc import Iterator

import pytest

from retrieval.concurrency import WorkerThreads
from retrieval.episode_pages.extractive_summary import draft_topics
from retrieval.episode_pages.llm_summary import write_summary
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.topic_writer import TopicWriter
from retrieval.episode_pages.topic_writer import load as load_writer
from retrieval.index.embeddings import DEFAULT_MODEL, load_embedding_model
from tests.retrieval.sample_episode import EPISODE, SEGMENTS
from tests.retrieval.smollm import CONTEXT_TOKENS, smollm_server

TALK = SEGMENTS * 3


@pytest.fixture(scope="module")
def writer() -> Iterator[TopicWriter]:
    with smollm_server() as url:
        yield load_writer("openai:smollm2", base_url=url, context_tokens=CONTEXT_TOKENS, max_tokens=200)


@pytest.mark.long
async def test_whatever_the_model_says_the_summary_is_whole_and_proven(writer: TopicWriter) -> None:
    embed = load_embedding_model(DEFAULT_MODEL).embed
    index = PageInput(EPISODE, TALK, embed([segment.text for segment in TALK]))

    drafts = draft_topics(index, embed)
    summary = await write_summary(index, drafts, writer, embed, None, WorkerThreads("pages", 1))

    assert summary.model == "openai:smollm2"
    assert summary.tokens > 0
    assert summary.topics
    for topic in summary.topics:
        assert topic.title
        assert topic.sentences
        quotes = [topic.quote, *(citation for each in topic.sentences for citation in each.citations)]
        assert all(quote.quote in SEGMENTS[quote.segment - 1].text for quote in quotes)
