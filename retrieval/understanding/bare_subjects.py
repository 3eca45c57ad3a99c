"""Messages that are only a noun or a name, as they are typed into a search box: "password managers"."""

from retrieval.language import lexicon
from retrieval.language.query_analysis import extract_terms
from retrieval.models import Request
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import plain_form, words_of

MAX_WORDS = 3
"""The most words of such a message."""


def question_about(text: str, request: Request, names: LibraryNames) -> str:
    """Return the question for what is said about the subject that is all of a message, "" for other messages.

    Some visible passage must say all of its words.
    """
    subject = text.strip(" \t\n.!?¿¡\"“”'")
    words = words_of(plain_form(subject))
    if (request.kind, request.detail) != ("talk", "") or not 0 < len(words) <= MAX_WORDS:
        return ""
    is_bare = len(extract_terms(subject).split()) == len(subject.split())
    if not is_bare or lexicon.words("messages/function_words").intersection(words):
        return ""
    said = names.count_mentions([" ".join(words)])
    return ask_about(subject) if any(map(any, said.values())) else ""


def ask_about(subject: str) -> str:
    """Return the question for what is said about a subject."""
    return f"What do they say about {subject}?"
