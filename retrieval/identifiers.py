"""Make and validate the short, stable ids of shows and episodes."""

import re
import unicodedata

from retrieval.errors import BadRequestError
from retrieval.texts import Text

MAX_ID_CHARACTERS = 48
"""The longest id of a show or an episode, in characters."""
UNSORTED = "Unsorted"
"""The title of the show for transcripts that name none."""
_GENERATED_ID_CHARACTERS = 32
"""The longest id that is made from a title."""
_ID = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CONNECTING_WORDS = frozenset("a about an and as at by for from in into is of on or the to w with".split())  # noqa: SIM905


def show_id(title: str) -> str:
    """Return the id of a show of this title, without accents."""
    return shorten_id(slug(title), MAX_ID_CHARACTERS) or slug(UNSORTED)


def accented_show_id(title: str) -> str:
    """Return a show's id with its accents, for a show whose id without them belongs to another one."""
    return shorten_id(_words(title), MAX_ID_CHARACTERS) or slug(UNSORTED)


def title_key(title: str) -> str:
    """Return what titles have in common that differ at most in case, punctuation and spaces."""
    return _words(title) or title.strip()


def slug(text: str) -> str:
    """Return lower-case words joined by hyphens: letters of all scripts stay, accents and apostrophes go."""
    decomposed = unicodedata.normalize("NFKD", text)
    return _words("".join(char for char in decomposed if not unicodedata.combining(char)))


def _words(text: str) -> str:
    """Return lower-case words joined by hyphens, with their accents."""
    plain = unicodedata.normalize("NFKC", re.sub("['’]", "", text)).casefold()
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain)))


def shorten_id(id_: str, max_characters: int = _GENERATED_ID_CHARACTERS) -> str:
    """Return as many of an id's first words as fit, without a connecting word at the end."""
    words = id_.split("-")
    while len(words) > 1 and (len("-".join(words)) > max_characters or words[-1] in _CONNECTING_WORDS):
        words.pop()
    return "-".join(words)[:max_characters]


def validate_episode_id(given: str) -> str:
    """Return the given episode id in lower case. Raises BadRequestError if it is malformed."""
    id_ = given.strip().casefold()
    if len(id_) <= MAX_ID_CHARACTERS and _ID.fullmatch(id_):
        return id_
    suggestion = shorten_id(slug(given), MAX_ID_CHARACTERS)
    if not suggestion:
        raise BadRequestError(
            Text(
                "An episode's id consists of letters and digits with single hyphens between them, "
                "and has at most {number} characters.",
                number=MAX_ID_CHARACTERS,
            )
        )
    raise BadRequestError(
        Text(
            "An episode's id consists of letters and digits with single hyphens between them, and "
            "has at most {number} characters: {suggestion!r} would do.",
            number=MAX_ID_CHARACTERS,
            suggestion=suggestion,
        )
    )


def require_episode_id(given: str | None) -> None:
    """Raise BadRequestError where no episode is named."""
    if not given:
        raise BadRequestError(Text("Please name an episode by its id."))
