"""Put answer chains together: one that a chat model writes, and one that quotes segments."""

from functools import partial

from retrieval.answering.answerability import CountSegments
from retrieval.answering.answerer import Answerer, ExtractiveAnswerer
from retrieval.answering.chain import AnswerChain, FindHits
from retrieval.answering.extractive import cite_nearest, extract_answer
from retrieval.answering.grounding import Embed, ground
from retrieval.models.options import OpenAIAccess


def build_chat_chain(model: str, access: OpenAIAccess, find: FindHits, embed: Embed) -> AnswerChain:
    """Return the chain whose answers the chat model of this name writes."""
    from retrieval.answering.chat_answerer import load  # imports LangChain, which is slow

    return _build(load(model, **access), find, embed)


def build_extractive_chain(find: FindHits, count: CountSegments, embed: Embed) -> AnswerChain:
    """Return the chain that quotes segments and needs no chat model."""
    return _build(ExtractiveAnswerer(partial(extract_answer, count=count)), find, embed)


def _build(answerer: Answerer, find: FindHits, embed: Embed) -> AnswerChain:
    return AnswerChain(find, answerer, partial(ground, embed=embed), cite_nearest)
