"""Answer with a chat model; if it fails, answer without one and say so."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Unpack

from retrieval.answering.chain import AnswerChain, Search, build_answer_chain
from retrieval.answering.chat_answerer import load
from retrieval.answering.grounding import Embed
from retrieval.answering.verification import load_verifier
from retrieval.errors import ChatModelError, ModelError
from retrieval.llm.chat_client import ChatClient
from retrieval.llm.circuit_breaker import CircuitBreaker
from retrieval.llm.connect import ConnectionOptions
from retrieval.llm.failures import Failure, classify
from retrieval.llm.model_run import ModelRun, model_run
from retrieval.models import Answer, Question, Sentence, SentenceSink, Timings
from retrieval.models.options import EXTRACTIVE_CONCURRENCY
from retrieval.texts import Text

ANSWER_SECONDS = 60.0
"""Longest time for a whole answer, in seconds."""
MODEL_SECONDS = 45.0
"""Longest time for an answer by a model, in seconds; the rest is kept for one without."""

_UNAVAILABLE = Text(
    "The language model isn't available at the moment, so these are the passages that fit best. "
    "Error id: {id}"
)
_NOTES = {
    Failure.TIMEOUT: Text(
        "The language model didn't answer in time, so these are the passages that fit best. Error id: {id}"
    ),
    Failure.BUSY: Text(
        "The language model has too many questions at the moment, so these are the passages that fit best. "
        "Error id: {id}"
    ),
    Failure.REFUSAL: Text(
        "The language model wouldn't answer this question, so these are the passages that fit best. "
        "Error id: {id}"
    ),
    Failure.OTHER: _UNAVAILABLE,
    Failure.LASTING: _UNAVAILABLE,
}
_CUT = Text(
    "The language model stopped before the end, so the rest of this answer is missing. Error id: {id}"
)

# What a model's reply can lead to; the last two are raised by what parses it.
_FAILURES = (ChatModelError, TimeoutError, RecursionError, ValueError)

_log = logging.getLogger(__name__)


def load_fallback_chain(
    name: str,
    search: Search,
    embed: Embed,
    without_model: Callable[[], AnswerChain],
    *,
    verifier: str = "",
    prompt_tokens: int | None = None,
    concurrency: int | None = None,
    **options: Unpack[ConnectionOptions],
) -> "FallbackChain":
    """Return the chain that answers by an `init_chat_model` string, and by `without_model` where that fails.

    An empty `verifier` means that the same model verifies its sentences. The model works on at most
    `concurrency` questions at the same time. The options are those of `connect_chat_model`. Raises
    ConfigurationError.
    """
    answerer = load(name, prompt_tokens=prompt_tokens, **options)
    chain = build_answer_chain(search, answerer, load_verifier(verifier or name, **options), embed)
    return FallbackChain(chain, answerer.client, without_model, concurrency)


@dataclass
class Progress:
    """Passes sentences on, and remembers those that were shown."""

    run: ModelRun
    sink: SentenceSink | None
    shown: list[Sentence] = field(default_factory=list)

    async def show(self, sentence: Sentence) -> None:
        self.run.note_sentence()
        self.shown.append(sentence)
        if self.sink:
            await self.sink(sentence)


class FallbackChain:
    """Answers by `chain`, and by the chain of `without_model` where the first one's model fails.

    The model works on `concurrency` questions at the same time; others search before it is their turn. A
    circuit breaker pauses a model that keeps failing.
    """

    def __init__(
        self,
        chain: AnswerChain,
        client: ChatClient,
        without_model: Callable[[], AnswerChain],
        concurrency: int | None = None,
    ) -> None:
        self.client = client
        self._chain, self._without_model = chain, without_model
        self._breaker = CircuitBreaker()
        self._places = asyncio.Semaphore(concurrency) if concurrency else None
        self._slots = asyncio.Semaphore(EXTRACTIVE_CONCURRENCY)

    @property
    def model(self) -> str:
        """The name of the model that writes the answers."""
        return self._chain.model

    @property
    def is_paused(self) -> bool:
        """Whether the model is paused because it failed too often."""
        return self._breaker.is_open

    async def ask(self, asked: Question, on_sentence: SentenceSink | None = None) -> Answer:
        """Return the answer; its `note` says if the model failed. `on_sentence` is as in AnswerChain.

        Raises what the search raises, and ModelError if there is no answer after ANSWER_SECONDS.
        """
        started = time.monotonic()
        if not self._breaker.lets_pass():
            note = _note(Failure.OTHER, self._breaker.incident)
            return await self._ask_without_model(asked, on_sentence, started, note)
        with model_run(self._places) as run:
            progress = Progress(run, on_sentence)
            try:
                async with asyncio.timeout(MODEL_SECONDS) as run.deadline:
                    answer = await self._chain.ask(asked, progress.show)
            except _FAILURES as error:
                failure = classify(error)
                incident = self._record_failure(error, failure)
            except BaseException:
                self._breaker.record_neutral()
                raise
            else:
                self._record_success(run)
                return _with_usage(answer, run)
        if progress.shown:
            total = time.monotonic() - started
            note, timings = Text(_CUT, id=incident), Timings(0.0, total, total)
            text, sentences = asked.text.strip(), tuple(progress.shown)
            return _with_usage(Answer(text, sentences, (), self.model, seconds=timings, note=note), run)
        answer = await self._ask_without_model(asked, on_sentence, started, _note(failure, incident))
        return _with_usage(answer, run)

    async def ask_without_model(self, asked: Question, on_sentence: SentenceSink | None, note: str) -> Answer:
        """Return an answer for which the model isn't asked, with a `note` that says why. Raises as `ask`."""
        return await self._ask_without_model(asked, on_sentence, time.monotonic(), note)

    async def _ask_without_model(
        self, asked: Question, on_sentence: SentenceSink | None, started: float, note: str
    ) -> Answer:
        chain = await asyncio.to_thread(self._without_model)
        try:
            async with asyncio.timeout(started + ANSWER_SECONDS - time.monotonic()), self._slots:
                answer = await chain.ask(asked, on_sentence)
        except TimeoutError as error:
            raise ModelError("The answer took too long; please ask again later.") from error
        total = time.monotonic() - started
        seconds = replace(answer.seconds, answer=total - answer.seconds.retrieve, total=total)
        return replace(answer, note=note, seconds=seconds)

    def _record_success(self, run: ModelRun) -> None:
        if run.usage.requests:
            self._breaker.record_success()
        else:  # nothing was found, so that nothing was asked
            self._breaker.record_neutral()

    def _record_failure(self, error: Exception, failure: Failure) -> str:
        """Log a failure, count it, and return the id under which it was logged."""
        incident = secrets.token_hex(4)
        # Other errors may quote the reply, which no log holds.
        sentence = str(error) if isinstance(error, ChatModelError) else f"The model {self.model} failed."
        level = logging.ERROR if failure is Failure.LASTING else logging.WARNING
        cause = type(error.__cause__ or error).__name__
        message = "Answering without the model, error id %s: %s (%s)"
        _log.log(level, message, incident, sentence, cause, extra={"error_id": incident})
        if failure.is_of_model:
            self._breaker.record_failure(incident, is_lasting=failure is Failure.LASTING)
        else:
            self._breaker.record_neutral()
        return incident


def _note(failure: Failure, incident: str) -> str:
    return Text(_NOTES[failure], id=incident)


def _with_usage(answer: Answer, run: ModelRun) -> Answer:
    return replace(answer, usage=run.usage if run.usage.requests else None)
