"""Verify sentences against the words that they quote, by a chat model or OpenAI's Decisions API."""

import re
from typing import Literal, Protocol, Unpack, cast, get_args

from langchain_core.messages import BaseMessage
from langchain_core.utils.json import parse_partial_json

from retrieval.answering.quotes import QuotedEvidence
from retrieval.llm.chat_client import ChatClient
from retrieval.llm.connect import ConnectionOptions, connect_chat_model
from retrieval.llm.decisions import DecisionsClient
from retrieval.llm.prompt_builder import build_verification_prompt
from retrieval.llm.reply_parser import UnusableReplyError, strip_wrapping
from retrieval.llm.reply_schemas import VERIFICATION_SCHEMA
from retrieval.llm.reply_stream import reply_text

Verdict = Literal["supported", "contradicted", "not_said"]

VERIFIER_OFF = "off"
"""The setting that leaves proving sentences to rules alone."""
DECISIONS_PREFIX = "decisions:"
"""How the setting begins that names a model of OpenAI's Decisions API."""
MAX_VERDICT_CHARACTERS = 4000
"""Characters of a verdict that are read."""
VERDICT_TOKENS = 200
"""Most tokens of a verdict, with the words that aren't supported."""
VERIFICATION_TIMEOUT_SECONDS = 8.0
"""Longest wait for one verdict, in seconds; without one, rules alone decide."""
MIN_SUPPORT_PROBABILITY = 0.8
"""Probability from which "supported" is taken as the verdict; chosen with care, not measured."""

_DECISION = "Does the transcript bear out the sentence to check?"
_VERDICTS = {
    "supported": "The transcript says all of it, in whatever words or language.",
    "contradicted": "The transcript says otherwise in at least one point.",
    "not_said": "The transcript leaves at least one point open, or says it of something or somebody else.",
}


class Verifier(Protocol):
    """Judges sentences. May raise ModelError."""

    name: str

    async def verify(self, sentence: str, question: str, evidence: QuotedEvidence) -> Verdict:
        """Return whether the evidence supports the sentence; the question shows what it refers to."""
        ...


def load_verifier(name: str, **options: Unpack[ConnectionOptions]) -> Verifier | None:
    """Return the verifier for an `init_chat_model` string or `decisions:MODEL`, `None` for `off`.

    The options are those of `connect_chat_model`. Raises ConfigurationError.
    """
    if name == VERIFIER_OFF:
        return None
    if name.startswith(DECISIONS_PREFIX):
        model = name.removeprefix(DECISIONS_PREFIX)
        key, url = options.get("api_key"), options.get("base_url")
        return DecisionsVerifier(DecisionsClient(model, key, url, timeout=VERIFICATION_TIMEOUT_SECONDS))
    options["max_tokens"] = VERDICT_TOKENS
    return ChatVerifier(connect_chat_model(name, VERIFICATION_SCHEMA, **options))


class ChatVerifier:
    """Verifies by a chat model whose client asks for replies of the verification schema."""

    def __init__(self, client: ChatClient) -> None:
        self.name = client.name
        self._client = client

    async def verify(self, sentence: str, question: str, evidence: QuotedEvidence) -> Verdict:
        """Return the model's verdict."""
        reply = await self._client.complete(_prompt(sentence, question, evidence))
        try:
            return parse_verdict("" if reply is None else reply_text(reply))
        except UnusableReplyError as error:
            raise self._client.model_error(error) from error


class DecisionsVerifier:
    """Verifies by OpenAI's Decisions API: one call, a probability for each verdict."""

    def __init__(self, client: DecisionsClient) -> None:
        self.name = client.name
        self._client = client

    async def verify(self, sentence: str, question: str, evidence: QuotedEvidence) -> Verdict:
        """Return "supported" where that is probable enough, else the more probable of the other two."""
        _, request = _prompt(sentence, question, evidence)
        probabilities = await self._client.choose(request.text, _DECISION, _VERDICTS)
        if probabilities.get("supported", 0.0) >= MIN_SUPPORT_PROBABILITY:
            return "supported"
        contradicted = probabilities.get("contradicted", 0.0) > probabilities.get("not_said", 0.0)
        return "contradicted" if contradicted else "not_said"


def parse_verdict(reply: str) -> Verdict:
    """Return the verdict in a reply. Raises UnusableReplyError if there is none.

    A sentence with unproven words is not supported, whatever the verdict says.
    """
    try:
        fields = parse_partial_json(strip_wrapping(reply[:MAX_VERDICT_CHARACTERS]))
    except (ValueError, RecursionError) as error:
        raise UnusableReplyError("a verdict that can't be read") from error
    verdict = fields.get("verdict") if isinstance(fields, dict) else None
    if verdict not in get_args(Verdict):
        raise UnusableReplyError("a reply without a verdict")
    if verdict == "supported" and _names_words(fields.get("unproven")):
        return "not_said"
    return cast("Verdict", verdict)


def _names_words(unproven: object) -> bool:
    words = re.sub(r"\W", "", unproven).casefold() if isinstance(unproven, str) else ""
    return words not in ("", "none", "nothing", "na", "empty")


def _prompt(sentence: str, question: str, evidence: QuotedEvidence) -> list[BaseMessage]:
    return build_verification_prompt(
        sentence, question, evidence.hit, evidence.segment, evidence.start, evidence.end
    )
