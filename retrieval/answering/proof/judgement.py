"""Judge a sentence by rules against what was said, and name the reason if it isn't supported. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retrieval.answering.proof import additions, number_support, opposites, polarity, reasons, roles, scope
from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.other_language import has_unsaid_digits, has_unsaid_spelling


class Rejection(StrEnum):
    """Why a sentence isn't supported by its evidence."""

    NUMBER = "a number that wasn't said"
    UNIT = "another unit than was said"
    COUNT = "another count of the same"
    NAME = "a name that wasn't said"
    DENIED = "denies what was said"
    AFFIRMED = "says what was denied"
    OPPOSITE = "the opposite of what was said"
    SCOPE = "goes further than what was said"
    ROLES = "terms in each other's place"
    ADDITION = "words that nothing said supports"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of one segment: a quote with the words around it, or all of it.

    `speakers` said them. `metadata` is what else is known of their episode, such as its title.
    """

    text: str
    speakers: tuple[str, ...] = ()
    metadata: str = ""


def judge(
    sentence: str, evidence: Sequence[Spoken], question: str = "", *, same_language: bool = True
) -> Rejection | None:
    """Return why `evidence` doesn't support a sentence, or `None` where no rule objects.

    The sentence may repeat names and numbers of `question`. A speaker may be named only for what they said.
    For a sentence in another language than the evidence, only numbers and clear names are compared.
    """
    text = "\n".join(spoken.text for spoken in evidence)
    known = " ".join(" ".join((*spoken.speakers, spoken.metadata)) for spoken in evidence)
    if not same_language:
        return _judge_other_language(sentence, f"{text} {known} {question}")
    if number_support.has_unsaid_number(sentence, text, f"{known} {question}"):
        return Rejection.NUMBER
    alignment = Alignment.of(sentence, text, question, known)
    speakers_known = any(spoken.speakers for spoken in evidence)
    if additions.adds_name(alignment, speakers_known=speakers_known):
        return Rejection.NAME
    return _compare_measures(sentence, text, question) or next(
        (reason for rule, reason in _RULES if rule(alignment)), None
    )


_RULES: tuple[tuple[Callable[[Alignment], bool], Rejection], ...] = (
    (opposites.says_opposite, Rejection.OPPOSITE),
    (polarity.denies_what_is_affirmed, Rejection.DENIED),
    (polarity.affirms_what_is_denied, Rejection.AFFIRMED),
    (polarity.insists_on_what_is_denied, Rejection.AFFIRMED),
    (scope.widens, Rejection.SCOPE),
    (roles.swaps_roles, Rejection.ROLES),
    (additions.adds_words, Rejection.ADDITION),
    (reasons.gives_unsaid_reason, Rejection.ADDITION),
)


def _compare_measures(sentence: str, text: str, question: str) -> Rejection | None:
    if (
        number_support.has_other_unit(sentence, text)
        or number_support.has_other_frequency(sentence, text)
        or number_support.names_other_time(sentence, text, question)
    ):
        return Rejection.UNIT
    return Rejection.COUNT if number_support.counts_differently(sentence, text) else None


def _judge_other_language(sentence: str, said: str) -> Rejection | None:
    if has_unsaid_digits(sentence, said):
        return Rejection.NUMBER
    return Rejection.NAME if has_unsaid_spelling(sentence, said) else None
