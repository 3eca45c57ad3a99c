"""A message, its words in plain form, and what of them says what is asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from retrieval.language import lexicon
from retrieval.models import Turn
from retrieval.models.requests import Reference, Request, RequestKind
from retrieval.understanding.languages import language_of
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import (
    Span,
    bare,
    find,
    has,
    is_east_asian,
    phrase_pattern,
    remove,
    words_of,
)

_BACK = re.compile(
    r"\b(?:this|that|the same|same|dies\w*|est[ea]|es[ea]|cet|cette|ce|ess[ea]|esta) (?:one|episode|ep|"
    r"show|interview|folge|"
    r"episodio|capitulo)\b|\b(?:it|that|this)\b|\b(?:the episode|the ep)\b|\b(?:sie|die folge|lo|isso|"
    r"eso|ca)\b|この(?:回|エピソード)|それ"
)
_LEAD_TO_CLAUSE = re.compile(
    r"(?:(?:can|could|would|will) (?:you|anyone|someone|somebody) (?:please )?"
    r"(?:tell|show|explain to) (?:me|us)|(?:please )?tell (?:me|us)|do you (?:happen to )?know|"
    r"i (?:want|would like|need) to (?:know|ask)|"
    r"i (?:am|was) (?:curious|wondering)|i wonder|any idea|(?:kannst du|konnt ihr) mir sagen|"
    r"(?:me )?puedes decir(?:me)?|tu peux me dire|pode me dizer)(?: if| whether)?"
    r"(?= (?:what|who|whose|how|why|when|where|which|is|are|was|"
    r"wer|wie|que|quien|como|qui|quoi|comment|quem|o que)\b)"
)
"""The beginning of a request that asks in a subordinate clause: "can you tell me", "I'd like to know"."""
_OPENERS = ("greetings", "courtesies", "addressed", "acknowledgements", "thanks")
_CLOSERS = ("courtesies", "thanks", "addressed")


@dataclass(frozen=True)
class Message:
    """A message: `raw` as it was typed, `text` in plain form; the words at `spans` point to episodes.

    `earlier` is what the answer before it was about; it `follows_catalog` where that named episodes or a page
    and said nothing of the talk.
    """

    raw: str
    text: str
    reference: Reference
    spans: tuple[Span, ...]
    names: LibraryNames
    history: tuple[Turn, ...] = ()
    earlier: Reference = field(default_factory=Reference)
    follows_catalog: bool = False

    @cached_property
    def core(self) -> str:
        """The words without greeting before and thanks after them, the whole where nothing else is there."""
        text = bare(self.text)
        shorter = _strip(text, _OPENERS, at_end=False)
        shorter = _strip(shorter, _CLOSERS, at_end=True)
        return shorter or text

    @property
    def bare(self) -> str:
        return bare(self.text)

    @cached_property
    def wholes(self) -> tuple[str, ...]:
        """The texts that may be an entry of a list as a whole, also without leads and hedges."""
        forms = [self.core, self.bare]
        forms += [form[lead.end() :].strip() for form in forms if (lead := _LEAD_TO_CLAUSE.match(form))]
        plainer = (" ".join(remove(form, find("hedges", form)).split()) for form in forms)
        return tuple(dict.fromkeys(filter(None, (*forms, *plainer))))

    @property
    def is_question(self) -> bool:
        return self.text.rstrip("! )").endswith(("?", "？")) or "?" in self.raw or "？" in self.raw

    @property
    def points_back(self) -> bool:
        """Whether it says "that one", "this episode" or "it"."""
        return _BACK.search(self.text) is not None

    def has(self, name: str) -> bool:
        """Return whether it has an entry of a list, outside the words that point to episodes."""
        return has(name, self.rest)

    @cached_property
    def rest(self) -> str:
        """The text without the words that point to episodes; nouns such as "episode" stay."""
        nouns = [span for name in ("episode_nouns", "description_nouns") for span in find(name, self.text)]
        kept = [span for span in nouns if any(s[0] < span[0] and span[1] == s[1] for s in self.spans)]
        blanked = list(remove(self.text, self.spans))
        for start, end in kept:
            blanked[start:end] = self.text[start:end]
        return "".join(blanked)

    def leftover(self, *names: str) -> list[str]:
        """Return the telling words that belong neither to a pointer nor to an entry of these lists."""
        text = remove(self.text, self.spans)
        for name in (*names, "courtesies", "greetings"):
            text = remove(text, find(name, text))
        ignored = lexicon.words("messages/function_words")
        if is_east_asian(text):
            particles = [word for word in ignored if is_east_asian(word)]
            for particle in sorted(particles, key=len, reverse=True):
                text = text.replace(particle, " ")
        return [
            word for word in words_of(text) if word not in ignored and (len(word) > 1 or is_east_asian(word))
        ]

    def within_text(self, text: str) -> "Message":
        """Return the message with a text of the same length, in which parts are blanked."""
        return replace(self, text=text)

    def within(self, start: int, end: int) -> "Message":
        """Return the message of a part of the text alone, which points to the same."""
        spans = tuple((a - start, b - start) for a, b in self.spans if start <= a and b <= end)
        return replace(self, text=self.text[start:end], spans=spans)

    def request(
        self, kind: RequestKind, detail: str = "", subject: str = "", reference: Reference | None = None
    ) -> Request:
        """Return the request that this message is."""
        chosen = self.reference if reference is None else reference
        return Request(kind, detail, subject, chosen, language_of(self.raw))


def _strip(text: str, names: Sequence[str], *, at_end: bool) -> str:
    """Return a text without the entries of lists at one end; empty where it has no others."""
    while text:
        shorter = text
        for name in names:
            for match in phrase_pattern(name).finditer(text):
                if at_end and match.end() == len(text):
                    shorter = min(shorter, text[: match.start()].rstrip(), key=len)
                elif not at_end and match.start() == 0:
                    shorter = min(shorter, text[match.end() :].lstrip(), key=len)
        if shorter == text:
            return text
        text = shorter
    return text
