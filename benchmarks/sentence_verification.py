"""Verify the sentences of the grounding benchmark by a chat model, or by replies that were recorded."""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pydantic import SecretStr

from benchmarks.recording import Recording
from retrieval.answering.quotes import QuotedEvidence, first_words, last_words
from retrieval.answering.verification import VERIFICATION_TIMEOUT_SECONDS, Verifier, load_verifier
from retrieval.errors import ModelError
from retrieval.models import Cue, Episode, Hit, Segment, Show


class NoReplyError(Exception):
    """No reply is recorded for the prompt about a sentence."""


class SentenceVerifier:
    """Asks a verifier about one sentence after the other; `failed` counts those without a verdict."""

    def __init__(self, verifier: Verifier, runner: asyncio.Runner, replies: Recording | None = None) -> None:
        self._verifier, self._runner, self._replies = verifier, runner, replies
        self.failed = 0

    def __call__(self, sentence: str, question: str, evidence: QuotedEvidence) -> bool | None:
        """Return whether the evidence supports a sentence, `None` where the model fails.

        Raises NoReplyError.
        """
        if self._replies:
            self._replies.begin_question()
        try:
            verdict = self._runner.run(self._verify(sentence, question, evidence))
        except (ModelError, TimeoutError) as error:
            print(f"no verdict on {sentence!r}: {error!r}", file=sys.stderr)
            self.failed += 1
            return None
        if self._replies and self._replies.is_incomplete:
            raise NoReplyError
        return verdict == "supported"

    async def _verify(self, sentence: str, question: str, evidence: QuotedEvidence) -> str:
        async with asyncio.timeout(VERIFICATION_TIMEOUT_SECONDS):
            return await self._verifier.verify(sentence, question, evidence)


@contextmanager
def sentence_verifier(name: str, replies: Recording | None = None) -> Iterator[SentenceVerifier]:
    """Connect to the verifier of a `PODCITE_VERIFIER` string; `replies` answers in the model's place.

    Raises ConfigurationError, and ValueError for "off".
    """
    key = "none" if replies else os.environ.get("OPENAI_API_KEY")
    url = replies.url if replies else os.environ.get("OPENAI_BASE_URL")
    verifier = load_verifier(name, api_key=SecretStr(key) if key else None, base_url=url)
    if verifier is None:
        raise ValueError("name a model that verifies")
    with asyncio.Runner() as runner:
        yield SentenceVerifier(verifier, runner, replies)


def surround_cited(
    passages: Mapping[str, str], cited: Sequence[int], speakers: Sequence[str] = ()
) -> QuotedEvidence:
    """Return the cited passages, by their numbers, as what is quoted, and the words around them."""
    speaker = " and ".join(speakers) or None
    first, last = min(cited), max(cited)
    quoted = [passages[str(number)] for number in range(first, last + 1) if str(number) in passages]
    before, after = (
        Segment(number, (Cue(passages[str(number)], speaker=speaker),)) if str(number) in passages else None
        for number in (first - 1, last + 1)
    )
    cues = [Cue(text, speaker=speaker) for text in quoted]
    segment = Segment(1, (*last_words(before), *cues, *first_words(after)))
    start = segment.text.index(quoted[0])
    end = segment.text.index(quoted[-1], start) + len(quoted[-1])
    show = Show(key=1, id="podcast", title="Podcast")
    episode = Episode(key=1, id="episode", show=show, title="Episode", generation=1, segments=1)
    return QuotedEvidence(Hit(episode, segment, 1.0), segment, start, end)
