"""Verify the sentences of the grounding benchmark by a chat model, or by replies that were recorded."""

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydantic import SecretStr

from benchmarks.recording import Recording
from retrieval.answering.proof.judgement import Spoken
from retrieval.answering.quotes import QuotedEvidence
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

    def __call__(self, sentence: str, question: str, evidence: Sequence[Spoken]) -> bool | None:
        """Return whether the evidence supports a sentence, `None` where the model fails.

        Raises NoReplyError.
        """
        if self._replies:
            self._replies.begin_question()
        try:
            verdict = self._runner.run(self._verify(sentence, question, quote_all(evidence)))
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


def quote_all(evidence: Sequence[Spoken]) -> QuotedEvidence:
    """Return the passages as one segment, all of which is quoted."""
    cues = tuple(Cue(spoken.text, speaker=" and ".join(spoken.speakers) or None) for spoken in evidence)
    segment = Segment(1, cues)
    show = Show(key=1, id="podcast", title="Podcast")
    episode = Episode(key=1, id="episode", show=show, title="Episode", generation=1, segments=1)
    return QuotedEvidence(Hit(episode, segment, 1.0), segment, 0, len(segment.text))
