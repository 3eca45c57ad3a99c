"""Ids of episodes as they are typed, such as "alisa-cohn"."""

import re
from collections.abc import Iterator

from retrieval.understanding.names import LibraryNames
from retrieval.understanding.pointers import Pointer
from retrieval.understanding.wording import fold, plain_form, words_of

_ID = re.compile(r"[^\W_]+(?:[-_][^\W_]+)+")


def typed_ids(text: str, raw: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the episodes whose ids, of several parts, stand in `raw`, which is `text` in plain form."""
    typed = {fold(match[0]) for match in _ID.finditer(raw)}
    for episode in names.episodes if typed else ():
        if fold(episode.id) in typed:
            words = r"\W+".join(map(re.escape, words_of(plain_form(episode.id))))
            found = re.search(rf"(?<!\w){words}(?!\w)", text)
            if found:
                yield Pointer(found.span(), (episode,))
