"""Where a question about the talk is looked for: in which scope, and whose words are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.conversation.staying import (
    follows_episode,
    names_what_others_say,
    reference_of_answers,
    stays_with_episode,
)
from retrieval.conversation.understood import Understood, narrowed
from retrieval.models import Episode, Question, Reference, Scope, SegmentKey, Turn, Voice
from retrieval.understanding.focus import focus_of
from retrieval.understanding.voices import find_voice, without_voice


@dataclass(frozen=True, slots=True)
class Place:
    """The `scope` that a question is asked of, and the `reference` by which it was narrowed.

    `within` is its one episode, if it is one. It `stays` with the episode of the conversation where the
    question names none. `focus` is the question without what only names the place, `voice` whose words are
    asked for. It `may_widen` to the whole scope where nothing is found.
    """

    reference: Reference
    scope: Scope
    within: Episode | None
    stays: bool
    focus: str
    voice: Voice | None
    may_widen: bool

    def question(
        self, text: str, history: tuple[Turn, ...], shown: str, without: frozenset[SegmentKey]
    ) -> Question:
        """Return the question as it is asked of this place."""
        return Question(text, self.scope, history, self.focus, shown, self.voice, without)


def find_place(text: str, scope: Scope, history: Sequence[Turn], understood: Understood) -> Place:
    """Return where a question is looked for, by what it names, and by the conversation before it."""
    reference, names = understood.request.reference, understood.names
    stays = () if scope.episode else stays_with_episode(reference, history, names)
    if stays:
        reference = Reference(episodes=stays, is_certain=True)
    if not reference and (understood.request.detail == "question" or follows_episode(text, history)):
        reference = reference_of_answers(text, history)
        if names_what_others_say(text, reference.episodes, names):
            reference = Reference()
    narrow = narrowed(scope, reference)
    within = next((episode for episode in names.episodes if episode.id == narrow.episode), None)
    focus = focus_of(text, reference, names) if narrow.episode and not scope.episode else ""
    voice = find_voice(text, names, within, history)
    if voice and within:
        focus = without_voice(focus or text, voice, names, within)
    may_widen = narrow != scope and not reference.is_certain
    return Place(reference, narrow, within, bool(stays), focus, voice, may_widen)
