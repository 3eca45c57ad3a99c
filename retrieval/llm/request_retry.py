"""Decide whether a request that failed is sent again: without what the server rejects, or once unchanged."""

import asyncio
import logging
import re
import time

from langchain_core.language_models import BaseChatModel

from retrieval.llm.provider_errors import is_out_of_credit, is_rejected_request, retry_after, status_of

RETRY_SECONDS = 0.5
"""The pause before a request is repeated, in seconds, if the server asks for no longer one."""

_log = logging.getLogger(__name__)

# Parameters that can be left out, by the field of LangChain's model; each with the names that servers use.
_OPTIONAL_PARAMETERS = {
    "temperature": ("temperature",),
    "reasoning_effort": ("reasoning_effort", "reasoning"),
    "stream_usage": ("stream_options", "include_usage"),
}


class RequestRetry:
    """The repetitions of one request: one after a failure that may pass, and one for each parameter rejected.

    What a server rejects is left out of all later requests too.
    """

    def __init__(self, model: BaseChatModel, deadline: float, *, is_plain: bool) -> None:
        self._model, self._deadline, self._is_plain = model, deadline, is_plain
        self._retried = False
        self._guessed: dict[str, object] = {}

    async def prepare(self, error: Exception) -> bool:
        """Return whether to send the request again, after the pause that the server asks for."""
        if self._drop_rejected(error):
            return True
        if self._retried or not is_temporary(error):
            return False
        wait = max(RETRY_SECONDS, retry_after(error) or 0.0)
        if time.monotonic() + wait >= self._deadline:
            return False
        self._retried = True
        await asyncio.sleep(wait)
        return True

    def _drop_rejected(self, error: Exception) -> bool:
        if not is_rejected_request(error):
            return False
        for name, value in self._guessed.items():  # it wasn't one of these
            setattr(self._model, name, value)
        if _refuses_streaming(error) and not self._model.disable_streaming:
            _log.info("The server doesn't stream this model's replies; they are fetched whole from now on")
            self._model.disable_streaming = True
            return True
        present = [name for name in _OPTIONAL_PARAMETERS if getattr(self._model, name, None) is not None]
        named = [name for name in present if _names(error, _OPTIONAL_PARAMETERS[name])]
        if named:
            _log.info("The server rejects %s, which is left out from now on", " and ".join(named))
        elif present and self._is_plain and not self._guessed and not _says_what(error):
            # A server that doesn't say what it rejects may reject any of them.
            self._guessed = {name: getattr(self._model, name) for name in present}
            named = present
        for name in named:
            setattr(self._model, name, None)
        return bool(named)


def is_temporary(error: Exception) -> bool:
    """Return whether the same request may succeed a moment later."""
    status = status_of(error)
    if status is not None:
        return (status in (408, 409, 429) or status >= 500) and not is_out_of_credit(error)
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    return "Timeout" not in names and ("Connect" in names or "RemoteProtocol" in names)


def _says_what(error: Exception) -> bool:
    """Return whether an error names its cause: a parameter, or a model that doesn't exist."""
    return bool(_parameter(error)) or status_of(error) == 404


def _parameter(error: Exception) -> str:
    return str(getattr(error, "param", None) or "")


def _refuses_streaming(error: Exception) -> bool:
    return _parameter(error) == "stream" or "to stream this model" in _message(error)


def _names(error: Exception, names: tuple[str, ...]) -> bool:
    """Return whether an error says that one of these parameters is the cause."""
    parameter = _parameter(error)
    if parameter:
        return parameter in names
    return any(re.search(rf"\b{name}\b", _message(error)) for name in names)


def _message(error: Exception) -> str:
    return str(getattr(error, "message", "") or error).lower()
