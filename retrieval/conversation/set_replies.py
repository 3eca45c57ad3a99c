"""The texts that are said to greetings, to requests for help, and to what the library isn't for."""

from functools import cache
from importlib.resources import files

from retrieval.models import Request

_DEFAULTS = {"help": "abilities", "smalltalk": "greeting", "other": "outside"}


def set_reply(request: Request) -> str:
    """Return what is said to a request for help, small talk or something outside, in its language."""
    default = _DEFAULTS[request.kind]
    for language in (request.language, "en"):
        texts = _texts(language)
        if request.detail in texts or language == "en":
            return texts.get(request.detail, texts[default])
    return _texts("en")[default]


def other_language_note(language: str) -> str:
    """Return what is said where a question in another language than the podcasts' found nothing."""
    return _texts(language).get("other_language", "")


@cache
def _texts(language: str) -> dict[str, str]:
    lines = (
        files("retrieval.conversation.replies").joinpath(f"{language}.txt").read_text("utf-8").splitlines()
    )
    named = (line.partition(" = ") for line in lines)
    return {name: text for name, mark, text in named if mark}
