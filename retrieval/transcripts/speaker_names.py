"""Speakers' names as transcripts of any format write them."""

from retrieval.transcripts.raw_lines import collapse_spaces

_UNKNOWN_SPEAKERS = frozenset(
    {"unknown", "unknown speaker", "unidentified", "unidentified speaker", "speaker unknown"}
)


def clean_name(name: str) -> str | None:
    """Return a name without decoration; `None` for the names of nobody ("Unknown")."""
    name = collapse_spaces(name).rstrip(":").strip()
    return None if not name or name.casefold() in _UNKNOWN_SPEAKERS else name
