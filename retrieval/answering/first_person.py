"""Keep the first person in quotation marks: only the speakers can say "I" about themselves."""

import re

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_FIRST_PERSON = re.compile(
    r"(?<!War )(?<!Part )\bI(?:['’](?:m|ve|d|ll))?\s+[a-z]"
    r"|\b(?:[Mm]y|[Mm]yself|[Mm]ine|me|[Oo]urs?|[Ww]e)\b"
)


def as_quotation(text: str, quote: str) -> str:
    """Return a written sentence, or in its place the quote that proves it if it is in the first person.

    It is shown in quotation marks with its speaker only if it is a quote, word by word.
    """
    return quote if _FIRST_PERSON.search(_QUOTED.sub("", text)) else text
