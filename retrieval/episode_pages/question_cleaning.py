"""Cleans spoken questions so that they can be read, and scores whether they can be understood alone."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from retrieval.language.lexicon import entries, phrases
from retrieval.language.lexicon import words as lexicon_words
from retrieval.language.word_frequency import rarity
from retrieval.language.words import CLAIM_STOP_WORDS, content_stems, tokenize

QUESTION_MIN_WORDS, QUESTION_MAX_WORDS = 5, 30
"""Words of a question."""
QUESTION_IDEAL_WORDS = 13
"""Words of the question that loses no score for its length."""
TELLING_WORD_RARITY = 0.5
"""Rarity (0 to 1) above which a word tells what a question is about."""
UNMARKED_QUESTION_MAX_WORDS = 12
"""Words of a question without a question mark; the end of a longer one is uncertain."""
OPEN_QUESTION_BONUS = 0.4
"""Score gained by beginning with "what", "how" or "why"."""
RARITY_WEIGHT, MAX_RARITY = 0.5, 3.0
"""Weight of the summed rarity of the telling words, and the sum up to which it counts."""
COMMA_COST, POINTING_COST = 0.3, 0.6
"""Score lost for each comma, and for ending with "the system" or the like."""
REFERENCE_COST = 0.8
"""Score lost for each unit of reference to what was said before."""
STANDALONE_MIN_SCORE = 0.05
"""Least score of a question that can be understood alone."""
MAX_REFERENCE = 1.0
"""Units of reference from which on a question can't be understood alone."""
OPEN_REFERENCE = 2.0
"""Units of a word at an edge of the question, or of a pronoun before any telling word."""
NAMED_REFERENCE = 0.25
"""Units of a pronoun in a later clause than a telling word: it may refer to that."""
COMPARING_REFERENCE = 0.4
"""Units of a word inside the question that may compare with something in it."""
OTHER_REFERENCE = 0.8
"""Units of any other referring word inside the question."""
CLAUSE_JOINTS = frozenset(
    [",", "and", "or", "but", "if", "when", "while", "because", "before", "after", "than", "as", "so"]
)
"""What begins another clause, in which a pronoun may refer to what the clause before names."""
MAX_TAIL_CHARACTERS = 200
"""How many characters of a question's end are looked through for what is only said after it."""
OPENING_WORDS = 4
"""Words at the beginning of a question that count as its edge; the last word is the other."""

_RUN_UP = re.compile(rf"(?:(?:{'|'.join(entries('question_run_ups'))})\b[\s,.:\u2026-]*)+", re.IGNORECASE)
_FILLER_WITHIN = re.compile(
    r",? ?\b(?:you know|i mean|i guess|sort of|kind of|like|um|uh|er|right|basically|actually|just)\b,|"
    r"\b(?:um|uh|(?<!\bwhat )(?<!\bany )(?<!\ba )(?<!\bsome )(?:sort|kind) of)\b ?(?=\w)|"
    r"\b(you know|i mean), |"
    r"(?<=\byou) (?:guys|all)\b| ?\([^()]*\)|(?<=\w), man(?=\W*$)",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"(?:,? (?:{'|'.join(entries('question_tails'))}))+$", re.IGNORECASE)
_REPEATED = re.compile(r"\b(\w+(?: \w+){0,3})(?:,|\.\.\.| -|\u2026)? \1\b", re.IGNORECASE)
_FALSE_START = re.compile(
    r"(?:\S{1,60} ){0,6}\S{1,60}, "
    r"(?=(?:what|how|why|where|who|do|does|did|is|are|was|can|could|will|would|should|have)\b)",
    re.IGNORECASE,
)
"""The first attempt at a question that is then asked from its beginning again."""
_CORRECTED = re.compile(r"\b(of|about|in|for|with|on) ([\w ]+), \1 (?=(?:\w+ )*\w*)", re.IGNORECASE)
_CALLED_LAST = re.compile(r", ([A-Z][a-z]+)$")
_LOOKS_LIKE = re.compile(r"^(?:what is|what's|what are) (.+) (looks?|feels?) like$", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"(?:what|how|why|where|when|who|which|do|does|did|is|are|was|were|can|could|will|would|should|have|has)"
    r"(?:'s|'re|'d)?\b",
    re.IGNORECASE,
)
_QUESTION_CLAUSE = re.compile(
    r"(?:^|[,;:\u2026] (?:and |but |so |or |like )?|\. |- )"
    r"(?=(?:what(?:'s| is| are| do| does| did| was| were| would| kind| makes| role)|how|why|where do|"
    r"when did|do you|did you|does|is there|are there|can you|could you|will|would you|should|have you|"
    r"could|would there|do they|is it)\b)|"
    r"\b(?:explain|explaining|wonder|wondering|curious|ask|asking|tell us|tell me|describe) (?:about )?"
    r"(?=(?:what|how|why) (?:is|are|do|does|did|would|can)\b)",
    re.IGNORECASE,
)
_CERTAIN_QUESTION = re.compile(
    r"(?:(?:what|how|why|where) (?:do|did|would|are|can|could|should) (?:you|we|people)|"
    r"(?:do|did|would|can) you|(?:what|why|how) (?:is|are|does|do|did|was|were) (?:the|a|an)?)\b",
    re.IGNORECASE,
)
"""The beginning of what is surely a question, in a transcript without question marks."""
_WANDERS = re.compile(
    r"\b(?:i|i'm|i've|my|me|let's|like|say|sure)\b|"
    r"\w (?<!\bof )(?<!\babout )(?<!\bknow )(?<!\bthink )(?:what|how|where|which|why)\b|\byou \w+ you\b",
    re.IGNORECASE,
)
"""What a question without a question mark has in it where something else has begun before its end."""
_DEFINITION = re.compile(
    r"(?:What is|What are|What's) (?:an? )?(?!(?:the|this|that|these|those|my|your|our|his|her|its|their) )"
    r"[\w.-]+(?: [\w.-]+)?\?"
)
_LOWERCASE_I = re.compile(r"\bi\b(?![.\w])")
_TWO_IN_ONE = re.compile(
    r"^(?:\S+ ){2,}\S*[^\s,] (?:are you|are we|do you (?!think)|can you|what is|what are|how can|how you)\b|"
    r"^\S+ (?:is|are|you|we) (?:what|how|why|well|we're|you're)\b",
    re.IGNORECASE,
)
"""A question that turns into another one without a break between them."""
_POINTING = re.compile(r"\b(?:the|your|this) \w+(?: \w+)?\?$", re.IGNORECASE)
"""An end such as "the system?": which one was said before."""
_STATES = re.compile(
    r"^(?:what|where|when|why|how) (?:you|we|they|i|he|she|people)(?:'\w+)? "
    r"(?!.*, (?:how|what|why|where|who|which|do|does|did|is|are|was|were|can|could|would|should|have|will) )",
    re.IGNORECASE,
)
"""What tells something with the words of a question: "When you work upstream, you ship a lot"."""
_BROKEN = re.compile(
    r"^(?i:what, |(?:how|what|why) \w+ (?:how|what|why)\b|why don't you\b)|\bby any chance\b|"
    r"\b(?:what's|who's|it's|the|an?|of|to|and|or|with)\?$|"
    r"\b(?:of|about|on) (?:can|do|does|are|is) |\.\.\.|\u2026|- |[.!?:;] |"
    r"\ban? (?:single|certain|whole|different|new|real|little)\?$|"
    r"\byour [A-Z][a-z]+ |"
    r"\b(?:stuff|thing|things|anything|hell|quote|whatever)\b"
)


def extract_question(sentence: str, flat: bool) -> str:
    """Return the cleaned question that a sentence asks; an empty text where it asks none.

    In `flat` talk, without punctuation, only what is surely a question counts, up to where its answer begins.
    """
    if not flat:
        return clean_question(sentence) if sentence.endswith("?") else ""
    words = _without_run_up(sentence).split()
    if not _CERTAIN_QUESTION.match(" ".join(words)):
        return ""
    openers, unfinished = lexicon_words("answer_openers"), lexicon_words("question_unfinished_endings")
    for end in range(QUESTION_MIN_WORDS - 1, len(words)):
        answered = words[end].lower() in openers and words[end - 1].lower() not in unfinished
        if answered or _CERTAIN_QUESTION.match(" ".join(words[end:])):
            words = words[:end]
            break
    question = clean_question(" ".join(words))
    count = len(question.split())
    if count > UNMARKED_QUESTION_MAX_WORDS or words[-1] in unfinished or _WANDERS.search(question):
        return ""
    return question


def clean_question(question: str) -> str:
    """Return a spoken question without its run-up, its filler and its false starts."""
    stripped = question.strip('-\u2013\u2014> "\u201c\u201d').rstrip("?,. ")
    text = _last_clause(_without_run_up(_FILLER_WITHIN.sub("", stripped)))
    while (attempt := _FALSE_START.match(text)) and _is_long(text[attempt.end() :], QUESTION_MIN_WORDS - 1):
        text = text[attempt.end() :]
    text = _without_correction(_REPEATED.sub(r"\1", _without_run_up(text)))
    text = text[:-MAX_TAIL_CHARACTERS] + _TAIL.sub("", text[-MAX_TAIL_CHARACTERS:])
    text = _without_name_called(re.sub(r"\s+([,.?])", r"\1", " ".join(text.split())).rstrip("?,. "))
    text = _LOOKS_LIKE.sub(lambda match: f"What does {match[1]} {match[2].rstrip('s')} like", text)
    text = _LOWERCASE_I.sub("I", text)
    return text[:1].upper() + text[1:] + "?" if text else ""


def is_definition(question: str) -> bool:
    """Return whether a question asks what something is, and nothing else."""
    return _DEFINITION.fullmatch(question) is not None


def standalone_score(question: str) -> float:
    """Return how well a question can be understood on its own; 0 where it can't."""
    words = tokenize(question)
    telling = {word for word in words if word not in CLAIM_STOP_WORDS and rarity(word) > TELLING_WORD_RARITY}
    long_enough = QUESTION_MIN_WORDS <= len(words) <= QUESTION_MAX_WORDS or is_definition(question)
    if not long_enough or not telling or not _QUESTION_WORD.match(question):
        return 0.0
    if any(
        pattern.search(question) for pattern in (phrases("question_chatter"), _BROKEN, _STATES, _TWO_IN_ONE)
    ):
        return 0.0
    if _repeats_itself(words, telling):
        return 0.0
    reference = _reference(question, telling)
    if reference > MAX_REFERENCE:
        return 0.0
    score = 1.0 + RARITY_WEIGHT * min(sum(rarity(word) for word in telling), MAX_RARITY)
    if re.match(r"(?:what|how|why)\b", question, re.IGNORECASE):
        score += OPEN_QUESTION_BONUS
    score -= REFERENCE_COST * reference
    score -= COMMA_COST * question.count(",") + (POINTING_COST if _POINTING.search(question) else 0.0)
    return max(STANDALONE_MIN_SCORE, score - abs(len(words) - QUESTION_IDEAL_WORDS) / 20)


def _last_clause(text: str) -> str:
    """Return the last clause that asks something, a long one if there is any; all, if it begins by asking."""
    starts = [match.end() for match in _QUESTION_CLAUSE.finditer(text)]
    if not starts or _QUESTION_WORD.match(text):
        return text
    long = [start for start in starts if _is_long(text[start:], QUESTION_MIN_WORDS)]
    return text[(long or starts)[-1] :]


def _is_long(text: str, words: int) -> bool:
    return len(text.split()) >= words


def _without_correction(text: str) -> str:
    """Return a text in which a phrase that is said again, with one of its words, stands once."""
    match = _CORRECTED.search(text)
    if match is None or set(content_stems(match[2])).isdisjoint(content_stems(text[match.end() :])):
        return text
    return f"{text[: match.start()]}{match[1]} {text[match.end() :]}"


def _without_name_called(text: str) -> str:
    """Return a question without the name of the one who is asked, at its end."""
    called = _CALLED_LAST.search(text)
    is_name = called is not None and called[1].lower() in lexicon_words("given_names")
    return text[: called.start()] if called and is_name else text


def _repeats_itself(words: Sequence[str], telling: Collection[str]) -> bool:
    """Return whether a telling word is said again with the word before it: the question was begun twice."""
    pairs = [pair for pair in pairwise(words) if pair[1] in telling]
    return len(set(pairs)) < len(pairs)


def _without_run_up(text: str) -> str:
    """Return a spoken sentence without what comes before it: "and so, you know, "."""
    run_up = _RUN_UP.match(text)
    return text[run_up.end() :] if run_up else text


def _reference(question: str, telling: Collection[str]) -> float:
    """Return how much a question refers to what was said before it."""
    pieces = [tokenize(piece) for piece in question.split(",")]
    words = [word for piece in pieces for word in (*piece, ",")][:-1]
    reference, named, named_before = 0.0, False, False
    for position, word in enumerate(words):
        at_edge = position < OPENING_WORDS or position == len(words) - 1
        if word in lexicon_words("question_back_references"):
            reference += NAMED_REFERENCE if named_before else OPEN_REFERENCE
        elif word in lexicon_words("question_demonstratives"):
            reference += OPEN_REFERENCE
        elif word in lexicon_words("question_referring_words"):
            reference += OPEN_REFERENCE if at_edge else _inner_reference(word)
        named = named or word in telling
        named_before = named_before or (named and word in CLAUSE_JOINTS)
    return reference


def _inner_reference(word: str) -> float:
    comparing = word in lexicon_words("question_comparing_words")
    return COMPARING_REFERENCE if comparing else OTHER_REFERENCE
