"""What a message was understood as, and the scope that this narrows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from retrieval.conversation.phrases import Phrases
from retrieval.models import Reference, Request, Scope, Turn
from retrieval.understanding.classify import understand
from retrieval.understanding.misspelt_names import correct_names
from retrieval.understanding.names import LibraryNames


@dataclass(frozen=True, slots=True)
class Understood:
    """A request, the names of the library that it was understood with, and the message as it is shown.

    `text` is the message with the names spelt as the library spells them; `misspelt` has what was corrected.
    """

    request: Request
    names: LibraryNames
    shown: str
    text: str
    misspelt: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> str:
        """Say which words were taken for which names; "" if none were."""
        phrases = Phrases(self.request.language)
        pairs = {**dict(self.request.reference.misspelt), **self.misspelt}
        return " ".join(phrases.say("taken", typed=typed, name=name) for typed, name in pairs.items())


def narrowed(scope: Scope, reference: Reference) -> Scope:
    """Return the scope of what a message points to: one episode, or one show; else the scope as it is."""
    if scope.episode or not reference:
        return scope
    if len(reference.episodes) == 1:
        return replace(scope, episode=reference.episodes[0].id)
    shows = {episode.show.id for episode in reference.episodes} or (
        {reference.show.id} if reference.show else set()
    )
    return replace(scope, show=next(iter(shows))) if len(shows) == 1 and reference.is_certain else scope


def read_request(text: str, scope: Scope, history: Sequence[Turn], names: LibraryNames) -> Understood:
    """Return what a message asks for; the scope's episode goes before any that the message names."""
    chosen = next((episode for episode in names.episodes if episode.id == scope.episode), None)
    shown, (text, misspelt) = text, correct_names(text, names)
    request = understand(text, names, history, chosen)
    if chosen is not None:
        is_name_alone = request.kind == "library" and request.detail in ("episode", "show", "latest")
        if is_name_alone and chosen not in request.reference.episodes:
            request = replace(request, kind="talk", detail="")
        reference = replace(
            request.reference, episodes=(chosen,), show=None, missing=None, is_certain=True, misspelt=()
        )
        request = replace(request, reference=reference)
    return Understood(request, names, shown, text, misspelt)
