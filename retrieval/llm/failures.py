"""Tell apart how a chat model failed."""

from enum import Enum

from retrieval.llm.pacing import PacedError
from retrieval.llm.provider_errors import is_out_of_credit, is_too_long_a_prompt, status_of
from retrieval.llm.reply_parser import RefusedReplyError


class Failure(Enum):
    """The ways in which a chat model fails an answer."""

    TIMEOUT = "timeout"
    BUSY = "busy"
    REFUSAL = "refusal"
    OTHER = "other"
    """This question failed; the next may succeed."""
    LASTING = "lasting"
    """A wrong key, no credit, no such model: nothing that passes on its own."""

    @property
    def is_of_model(self) -> bool:
        """Whether the next question is likely to fail in the same way."""
        return self in (Failure.TIMEOUT, Failure.OTHER, Failure.LASTING)


def classify(error: Exception) -> Failure:
    """Return how a model failed, by the provider's exception that caused `error`."""
    cause = error.__cause__ or error
    status = status_of(cause)
    names = " ".join(kind.__name__ for kind in type(cause).__mro__)
    if is_out_of_credit(cause) or status in (401, 402, 403, 404):
        return Failure.LASTING
    if isinstance(cause, PacedError) or status == 429:
        return Failure.BUSY
    if isinstance(cause, RefusedReplyError) or "ContentFilter" in names or is_too_long_a_prompt(cause):
        return Failure.REFUSAL
    if "Timeout" in names:
        return Failure.TIMEOUT
    return Failure.OTHER
