"""How a spoken question reads when it is written: cleaned, and judged by whether it stands alone."""

import re
from collections.abc import Collection, Sequence

from retrieval.language.patterns import any_of
from retrieval.language.word_frequency import rarity
from retrieval.language.words import CLAIM_STOP_WORDS, content_stems, tokenize

FEWEST_WORDS, MOST_WORDS = 5, 30
TELLING = 0.5
"""A word this rare tells what a question is about."""
MOST_FLAT = 18
"""A question that had no question mark has at most so many words, or its end is hard to tell."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LEAD = re.compile(
    r"(?:(?:and|so|but|well|okay|ok|yeah|yes|no|right|now|like|because|'cause|cause|or|oh|um|uh|hmm|look|"
    r"see|actually|also|then|basically|i mean|you know|i guess|i wonder|let me ask|let me ask you|"
    r"i wanted to ask|i'm curious|just|speaking of which|by the way|on that note|all right|alright|great|"
    r"cool|again|maybe|first|of course|with that|for you|to you|exactly|sure|hey|final question|"
    r"one more question)\b"
    r"[\s,.:\u2026-]*)+",
    re.IGNORECASE,
)
_INNER = re.compile(
    r",? ?\b(?:you know|i mean|i guess|sort of|kind of|like|um|uh|er|right|basically|actually|just)\b,|"
    r"\b(?:um|uh|sort of|kind of|you guys)\b ?(?=\w)|\b(you know|i mean), ",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,? (?:right|would you say|do you think|you know|or no|or not|exactly|essentially|specifically|"
    r"by the way|at this point|basically|or something|or whatever|as well|there|then|honestly|in your view|"
    r"to you|yet|here|soonish|speaking of .*))+$",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\b(\w+(?: \w+){0,3})(?:,|\.\.\.| -|\u2026)? \1\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:\S+ ){0,6}\S+, "
    r"(?=(?:what|how|why|where|who|do|does|did|is|are|was|can|could|will|would|should|have)\b)",
    re.IGNORECASE,
)
"""A question begun, broken off, and asked anew."""
_MENDED = re.compile(r"\b(of|about|in|for|with|on) ([\w ]+), \1 (?=(?:\w+ )*\w*)", re.IGNORECASE)
_LOOKS = re.compile(r"^(?:what is|what's|what are) (.+) (looks?|feels?) like$", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:what|how|why|where|when|who|which|do|does|did|is|are|was|were|can|could|will|would|should|have|has)"
    r"(?:'s|'re|'d)?\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:^|[,;:\u2026] (?:and |but |so |or |like )?|\. |- )"
    r"(?=(?:what(?:'s| is| are| do| does| did| was| were| would| kind| makes| role)|how|why|where do|"
    r"when did|do you|did you|does|is there|are there|can you|could you|will|would you|should|have you|"
    r"could|would there|do they|is it)\b)|"
    r"\b(?:explain|explaining|wonder|wondering|curious|ask|asking|tell us|tell me|describe) (?:about )?"
    r"(?=(?:what|how|why) (?:is|are|do|does|did|would|can)\b)",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"(?:(?:what|how|why|where) (?:do|did|would|are|can|could|should) (?:you|we|people)|"
    r"(?:do|did|would|can) you|(?:what|why|how) (?:is|are|does|do|did|was|were) (?:the|a|an)?)\b",
    re.IGNORECASE,
)
"""How a question begins that may be told from talk without any question marks."""
_LEANING = _words(
    "it its it's this that that's these those they them their theirs he him his she her there here so such "
    "one ones other others another same he's she's they're too either neither both we've "
)
_BACKWARD = _words("it its it's they them their theirs he him his she her we've")
"""What leans may name what the question itself has named."""
_COMPARING = _words("so such one ones other others another same both here there")
_ANSWERING = _words(
    "i i'm i've i'd well yeah yes no um uh so we they there's that's it's you also because my oh okay right "
    "my maybe look sure good great thanks thank but and"
)
"""With what an answer begins where nothing tells where a question ends."""
_EXPECTING = _words(
    "that what how if when where why who which do did does can could would will should are were is was the a "
    "an of for to in on at with about from by and or but than as think so have had said say know whatever "
    "because not my your our their say says make makes made let lets"
)
_DEFINING = re.compile(r"(?:What is|What are|What's) (?:an? )?[\w.]+(?: [\w.]+)?\?")
_I = re.compile(r"\bi\b(?![.\w])")
_ASKED_ANEW = re.compile(
    r"^(?:\S+ ){2,}\S*[^\s,] (?:are you|are we|do you (?!think)|can you|what is|what are|how can|how you)\b|"
    r"^\S+ (?:is|are|you|we) (?:what|how|why|well|we're|you're)\b",
    re.IGNORECASE,
)
"""A question that is another one from some word on, where nothing says that it was broken off."""
_POINTING = re.compile(r"\b(?:the|your|this) \w+(?: \w+)?\?$", re.IGNORECASE)
"""Ends with "the system?": which one was said before."""
_BROKEN = re.compile(
    r"^what, |\b(?:of|about|on) (?:can|do|does|are|is) |\.\.\.|\u2026|- |[.!:;] |"
    r"\b(?:stuff|thing|things|anything|hell|quote|whatever)\b"
)
_CHATTER = any_of(
    r"how are you\b",
    r"you know\?",
    "make sense",
    r"right\?",
    "what do you mean",
    "are you kidding",
    "what's up",
    r"does that\b",
    r"you see\?",
    "find you",
    "find out more",
    "thoughts on that",
    "what about you",
    "anything else",
    "before we",
    "shall we",
    "can i ask",
    "to start",
    "move on",
    "introduce yourself",
    "count you in",
    "little intro",
    "start with you",
    "listeners",
    r"show notes\b",
    "if you were to ask",
    "what else",
    r"is that\b",
    "tell us more",
    r"(?:holy )?shit\b",
    r"fuck",
    r"which (?:is|are|was|were)\b",
)


def cleaned(question: str) -> str:
    """A spoken question without its run-up, its filler and its false starts."""
    text = bare(_INNER.sub("", question.strip('-\u2013\u2014> "\u201c\u201d').rstrip("?,. ")))
    starts = [match.end() for match in _CLAUSE.finditer(text)]
    if starts and not _ASKS.match(text):
        long = [start for start in starts if len(text[start:].split()) >= FEWEST_WORDS]
        text = text[(long or starts)[-1] :]
    while (again := _AGAIN.match(text)) and len(text[again.end() :].split()) >= FEWEST_WORDS - 1:
        text = text[again.end() :]
    text = _TAIL.sub("", _mended(_TWICE.sub(r"\1", bare(text))))
    text = re.sub(r"\s+([,.?])", r"\1", " ".join(text.split())).rstrip("?,. ")
    text = _LOOKS.sub(lambda looks: f"What does {looks[1]} {looks[2].rstrip('s')} like", text)
    text = _I.sub("I", text)
    return text[:1].upper() + text[1:] + "?" if text else ""


def defines(question: str) -> bool:
    """Whether it asks what something is, and nothing else."""
    return _DEFINING.fullmatch(question) is not None


def _mended(text: str) -> str:
    """A text in which a phrase said anew, with a word of the first one in it, stands once."""
    found = _MENDED.search(text)
    if found is None or set(content_stems(found[2])).isdisjoint(content_stems(text[found.end() :])):
        return text
    return f"{text[: found.start()]}{found[1]} {text[found.end() :]}"


def bare(text: str) -> str:
    """A spoken sentence without its run-up: "and so, you know, "."""
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else text


def standing(question: str) -> float:
    """How well a question stands alone: 0 where it doesn't."""
    words = tokenize(question)
    telling = {word for word in words if word not in CLAIM_STOP_WORDS and rarity(word) > TELLING}
    enough = FEWEST_WORDS <= len(words) <= MOST_WORDS or defines(question)
    if not enough or not telling or not _ASKS.match(question):
        return 0.0
    if any(pattern.search(question) for pattern in (_CHATTER, _BROKEN, _ASKED_ANEW)):
        return 0.0
    leaning = _leaning(words, telling)
    if leaning > 1:
        return 0.0
    opens = 0.4 * bool(re.match(r"(?:what|how|why)\b", question, re.IGNORECASE))
    weight = 0.5 * min(sum(rarity(word) for word in telling), 3.0)
    rough = 0.3 * question.count(",") + 0.6 * bool(_POINTING.search(question))
    return max(0.05, 1.0 + weight + opens - 0.8 * leaning - rough - abs(len(words) - 13) / 20)


def _leaning(words: Sequence[str], telling: Collection[str]) -> float:
    """How much a question leans on what was said before it: more than 1 is too much."""
    leaning, known = 0.0, False
    for at, word in enumerate(words):
        if word in _BACKWARD:
            leaning += 0.25 if known else 2.0  # "it" may be what this question has named itself
        elif word in _LEANING:
            leaning += 2.0 if at < 4 or at == len(words) - 1 else 0.4 if word in _COMPARING else 0.8
        known = known or word in telling
    return leaning


def asked_in(sentence: str, flat: bool) -> str:
    """The question that a sentence asks, cleaned; none where it asks none, or none for certain."""
    if not flat:
        return cleaned(sentence) if sentence.endswith("?") else ""
    words = bare(sentence).split()
    if not _CERTAIN.match(" ".join(words)):
        return ""
    for at in range(FEWEST_WORDS - 1, len(words)):
        before, word = words[at - 1].lower(), words[at].lower()
        if (word in _ANSWERING and before not in _EXPECTING) or _CERTAIN.match(" ".join(words[at:])):
            words = words[:at]
            break
    return cleaned(" ".join(words)) if len(words) <= MOST_FLAT and words[-1] not in _EXPECTING else ""
