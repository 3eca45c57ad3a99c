"""Replies to greetings, requests for help, and messages that the library isn't for."""

from retrieval.conversation.phrases import Phrases
from retrieval.models import Request

_DEFAULTS = {"help": "abilities", "smalltalk": "greeting", "other": "outside"}


def set_reply(request: Request) -> str:
    """Return what is said to a request for help, small talk or something outside, in its language."""
    is_known = Phrases("en").has(request.detail)
    return Phrases(request.language).say(request.detail if is_known else _DEFAULTS[request.kind])


def other_language_note(language: str) -> str:
    """Return what is said where a question in another language than the podcasts' found nothing."""
    phrases = Phrases(language)
    return phrases.say("other_language") if phrases.has("other_language") else ""
