"""What a model's failure means to a user: provider exceptions in, one ModelError each out."""

from urllib.parse import urlsplit

from retrieval.errors import ModelError

OPENAI_URL = "https://api.openai.com/v1"


def model_error(error: Exception, model: str, base_url: str | None = None) -> ModelError:
    """One sentence that says what failed at `model` and what to check; never a key or a server's own text.

    Providers' exceptions share no base class, but most carry the `status_code` of HTTP; the rest is told
    apart by the names of their classes.
    """
    return ModelError(_sentence(error, model, _host(base_url)))


def _sentence(error: Exception, model: str, host: str) -> str:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return f"{_status_sentence(status, error, model, host)} (HTTP {status})."
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    if "Timeout" in names:
        return f"The model {model} at {host} did not answer in time; try again, or use a faster one."
    if "Connect" in names:
        return (
            f"The model {model} can't be reached at {host}; check the address and that the server is running."
        )
    if "ImportError" in names:
        return f"The provider of {model} is not installed; install it, or choose another model."
    return (
        f"The model {model} at {host} gave an answer that can't be used; try again, or choose another model."
    )


def _status_sentence(status: int, error: Exception, model: str, host: str) -> str:
    if status in (401, 403):
        return f"The server at {host} refuses the key for {model}; check OPENAI_API_KEY and what it may use"
    if status == 404:
        return f"The server at {host} has no model {model}; check its name and OPENAI_BASE_URL"
    if status == 429 and getattr(error, "code", None) == "insufficient_quota":
        return f"The account for {model} at {host} has no credit left; check its billing"
    if status == 429:
        return f"The server at {host} gets too many requests for {model}; wait a minute and try again"
    if status >= 500:
        return f"The server at {host} failed to run {model}; try again in a while"
    return f"The server at {host} rejects what {model} was asked; check that it is the right kind of model"


def _host(base_url: str | None) -> str:
    if not base_url:
        return "its provider"
    parts = urlsplit(base_url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or "its provider"
