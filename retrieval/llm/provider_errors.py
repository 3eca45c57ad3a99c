"""Turn the exceptions of model providers into ModelErrors that tell a user what to check."""

from retrieval.errors import ModelError
from retrieval.llm.pacing import PacedError, parse_duration

OPENAI_URL = "https://api.openai.com/v1"

# HTTP statuses of servers that don't know the parameter `response_format` or `tools`.
_REJECTED_STATUSES = (400, 404, 415, 422, 501)


def model_error(error: Exception, model: str, base_url: str | None = None) -> ModelError:
    """Return an error whose sentence says what failed at `model` and what to check.

    It never holds a key, an address or a server's own text. `base_url` is the address of an OpenAI-compatible
    server, `None` for a provider of another kind. Providers' exceptions share no base class, but most have
    the `status_code` of HTTP; the others are told apart by the names of their classes.
    """
    return ModelError(_sentence(error, model, base_url))


def status_of(error: BaseException | None) -> int | None:
    """Return the HTTP status of a provider's exception, `None` if it has none."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def is_out_of_credit(error: BaseException | None) -> bool:
    """Return whether the account has no credit left, which no repetition changes."""
    codes = {getattr(error, "code", None), getattr(error, "type", None)}
    return "insufficient_quota" in codes


def retry_after(error: BaseException | None) -> float | None:
    """Return how many seconds a server asks to wait, `None` if it doesn't say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    seconds = parse_duration(headers.get("retry-after", ""), -1.0)
    return seconds if seconds >= 0 else None


def is_rejected_request(error: BaseException | None) -> bool:
    """Return whether a server rejected the form of a request, so that one without a schema may succeed."""
    return getattr(error, "status_code", None) in _REJECTED_STATUSES and not is_too_long_a_prompt(error)


def is_length_limit(error: BaseException) -> bool:
    """Return whether the only failure is that the reply reached its maximum length."""
    return "LengthFinishReason" in _class_names(error)


def is_too_long_a_prompt(error: BaseException | None) -> bool:
    """Return whether a request has more tokens than the model reads at once."""
    code = f"{getattr(error, 'code', '')} {getattr(error, 'type', '')}"
    return "context" in code or "ContextOverflow" in _class_names(error)


def _sentence(error: Exception, model: str, base_url: str | None) -> str:
    server = _server(base_url)
    status = getattr(error, "status_code", None)
    names = _class_names(error)
    if is_too_long_a_prompt(error):
        return (
            f"The model {model} at {server} can't read that much at once; choose one with a larger context."
        )
    if isinstance(status, int):
        return f"{_status_sentence(status, error, model, base_url)} (HTTP {status})."
    if isinstance(error, PacedError):
        return (
            f"The tokens per minute for {model} at {server} are used up; wait a minute, or raise the limit."
        )
    if "Timeout" in names:
        return f"The model {model} at {server} did not answer in time; try again, or use a faster one."
    if "Connect" in names:
        return f"The model {model} can't be reached at {server}; check {_connection(base_url)}."
    if "Refused" in names or "ContentFilter" in names:
        return f"The model {model} declines to answer this question; ask it in other words."
    return f"The model {model} at {server} gave an answer that can't be used; try again, or choose another."


def _status_sentence(status: int, error: Exception, model: str, base_url: str | None) -> str:
    server = _server(base_url)
    if status in (401, 403):
        key = "OPENAI_API_KEY" if base_url else "its API key"
        return f"The key for {model} was rejected by {server}; check {key} and its permissions"
    if status == 404:
        return f"The model {model} isn't known to {server}; check its name and the server's address"
    if is_out_of_credit(error):
        return f"The account for {model} at {server} has no credit left; check its billing"
    if status == 429:
        return f"Too many requests for {model} were sent to {server}; wait a minute and try again"
    if status >= 500:
        return f"The model {model} failed at {server}; try again in a while"
    return f"The request to {model} was rejected by {server}; check that it is the right kind of model"


def _class_names(error: BaseException | None) -> str:
    return " ".join(kind.__name__ for kind in type(error).__mro__)


def _server(base_url: str | None) -> str:
    """Return what names a server without its address, which no log and no message holds."""
    if base_url is None:
        return "its provider"
    return "OpenAI" if base_url == OPENAI_URL else "the server in OPENAI_BASE_URL"


def _connection(base_url: str | None) -> str:
    is_own = base_url not in (None, OPENAI_URL)
    return "that address and that the server runs" if is_own else "the connection to the internet"
