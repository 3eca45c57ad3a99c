"""Reading English text as words: stems, numbers in any spelling, proper names, and what is negated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

import snowballstemmer


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


# Words that carry no claim of their own; longer than a list for prose, as people talk.
STOP = frozenset(
    _words(
        "a about again all also am an and any are as at be because been being both but by can can't could "
        "couldn't did didn't do does doesn't doing don't down each either else etc ever every few for from "
        "get gets getting go goes going gonna gotta got had hadn't has hasn't have haven't having he he'd "
        "he'll he's her here here's hers him his how how's however i i'd i'll i'm i've if in into is isn't "
        "it it'd it'll it's its itself just kind know let let's like lot lots may maybe me might mine more "
        "most much must my neither no nor not now of off oh ok okay on one ones only onto or other our ours "
        "out over own per quite rather really s said same say saying says she she'd she'll she's should "
        "shouldn't so some somebody someone something sort still such t than that that'd that'll that's the "
        "their theirs them then there there's these they they'd they'll they're they've thing things this "
        "those though through thus to too um uh under until up us very was wasn't we we'd we'll we're we've "
        "well were weren't what what'd what's whatever when when's where where's whether which while who "
        "who'd who's whom whose why why's will with within without won't would wouldn't yeah yes yet you "
        "you'd you'll you're you've your yours ain't cannot actually basically literally additionally "
        "moreover furthermore overall therefore instead according "
    )
)
NEGATORS = frozenset(
    _words("not no never none nobody nothing neither nor cannot without ain't nowhere hardly ")
)
_WORD = re.compile(r"[^\W_]+(?:['’.&/+-][^\W_]+)*(?:\+\+|#)?")
_SIMPLE = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_CLAUSE_END = re.compile(r"[.,;:!?—]|\b(?:but|because|although|though|whereas|while|so|and|or|which|who)\b")
_INFLECTED = re.compile(r"(?:[^s]s|ing|ed|ly|tion|ment|ness|ally)$")
_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen "
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety ")
_VALUES = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 1000, "m": 10**6, "bn": 10**9}
_NUMERAL = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the words a claim can rest on; `keys` are its words, also run together two and three at a
    time ("Let's Encrypt" is `letsencrypt`), `numbers` their values however they are written.
    """

    stems: frozenset[str]
    keys: frozenset[str]
    numbers: frozenset[str]


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of one lower-case word."""
    return str(_stemmer().stemWord(word))


def plain(text: str) -> list[str]:
    """The lower-case words of a text, without possessive endings."""
    folded = text.lower().replace("’", "'")
    return [word.removesuffix("'s") if word not in STOP else word for word in _SIMPLE.findall(folded)]


def content(text: str) -> list[str]:
    """The distinct stems that carry meaning, in order; numbers are not among them (see `numbers`)."""
    return list(dict.fromkeys(stem(word) for word in plain(text) if word not in STOP and not _numeral(word)))


def _numeral(word: str) -> bool:
    return word[0].isdigit() or word in _VALUES or word in _SCALES


def key(word: str) -> str:
    """A word or name reduced to what every spelling of it shares."""
    bare = re.sub(r"['’]s$", "", word)
    return "".join(char for char in bare.casefold() if char.isalnum())


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The words of a text for looking things up in it."""
    singles = [key(word) for word in text.split()]
    parts = [key(word) for word in _SIMPLE.findall(text.replace("’", "'"))]
    joined = ["".join(parts[i : i + size]) for size in (1, 2, 3) for i in range(len(parts) - size + 1)]
    stems = frozenset(stem(word) for word in plain(text))
    return Reading(stems, frozenset(singles + joined), frozenset(numbers(text, loosely=True)))


def has_name(reading: Reading, name: str) -> bool:
    """Whether the text says this name, in any spelling of case, spaces, hyphens, plural or possessive."""
    bare = key(name)
    if {bare, bare + "s", bare.removesuffix("s")} & reading.keys or stem(bare) in reading.stems:
        return True
    parts = [key(part) for part in re.split(r"[/.&+-]", name)]
    return len(parts) > 1 and all(part in reading.keys for part in parts if part)


def names(text: str) -> list[str]:
    """The proper names and technical names of a text, word by word.

    The first word of a sentence counts when it is written like no common word (`GPT`, `iDesign`) or stands
    before another name; for the rest of first words see `openers`.
    """
    return [word for word, first, next_is_name in _capitals(text) if not first or next_is_name or _odd(word)]


def openers(text: str) -> list[str]:
    """Capitalised words that may be names or may only be capitalised because a sentence starts there."""
    return [
        word
        for word, first, next_is_name in _capitals(text)
        if first and not next_is_name and not _odd(word) and not _INFLECTED.search(word)
    ]


def _odd(word: str) -> bool:
    return any(char.isupper() for char in word[1:]) or (word[0].isalpha() and any(c.isdigit() for c in word))


def _capitals(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each capitalised word that is no stop word, whether it opens a sentence, whether a name follows it."""
    found = list(_WORD.finditer(text))
    marks = [m for m in found if m[0].lower().replace("’", "'") not in STOP and _named(m[0])]
    follows = {a.end() for a, b in pairwise(marks) if text[a.end() : b.start()] == " "}
    for match in marks:
        before = text[: match.start()].rstrip(" \"“'‘(*_")
        yield match[0], not before or before[-1] in ".!?:…", match.end() in follows


def _named(word: str) -> bool:
    return not word[0].isdigit() and any(char.isupper() for char in word)


def numbers(text: str, *, loosely: bool = False) -> set[str]:
    """The values of the numbers in a text, each as its shortest decimal: "a thousand" and "1,000" are `1000`.

    A bare "one" is a pronoun more often than a number and counts only `loosely`; so do the parts and the
    readings as a year of words in a row ("twenty twenty-two").
    """
    found: set[str] = set()
    run: list[tuple[str, Decimal]] = []
    for word in [*_NUMERAL.findall(text.lower()), "."]:
        value = _value(word)
        joins = word == "and" and run and run[-1][0] in _SCALES
        if value is not None:
            run.append((word, value))
        elif word == "a" and not run:
            run.append((word, Decimal(1)))
        elif not joins:
            found |= _run_values(run, loosely=loosely)
            run = [("a", Decimal(1))] if word == "a" else []
            if word[0].isdigit():
                found.add(word)
    return found


def _value(word: str) -> Decimal | None:
    if word in _VALUES:
        return Decimal(_VALUES[word])
    if scale := _SCALES.get(word) or _SUFFIXES.get(word):
        return Decimal(scale)
    if word == "dozen":
        return Decimal(12)
    if word[0].isdigit() and word.count(".") < 2:
        return Decimal(word.replace(",", ""))
    return None


def _run_values(run: list[tuple[str, Decimal]], *, loosely: bool) -> set[str]:
    """What a run of number words says: sums of products of scales; a new number starts where none fits."""
    if not run or [word for word, _ in run] in (["a"], *([[s]] for s in _SUFFIXES)):
        return set()
    values: list[Decimal] = []
    total = current = Decimal(0)
    previous = Decimal(0)
    for word, value in run:
        if word in _SCALES or word in _SUFFIXES or word == "dozen":
            current = (current or Decimal(1)) * value
            if value >= 1000:
                total, current = total + current, Decimal(0)
        elif previous and not _continues(previous, value):
            values.append(total + current)
            total, current = Decimal(0), value
        else:
            current += value
        previous = value
    values.append(total + current)
    if loosely:
        values += [a * 100 + b for a, b in pairwise(values) if 10 <= a <= 99 and 10 <= b <= 99]
        values += [value for word, value in run if word not in _SCALES]
    elif [word for word, _ in run] == ["one"]:
        return set()
    return {f"{value.normalize():f}" for value in values}


def _continues(previous: Decimal, value: Decimal) -> bool:
    """Whether `value` belongs to the same number as the word before: after a scale, or units after tens."""
    return (previous >= 100 and value < previous) or (
        20 <= previous <= 90 and previous % 10 == 0 and value < 10
    )


def polarity(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The content stems that a text affirms, and those that it negates.

    A negation reaches to the end of its clause, and where it is itself an object ("knows nothing") also
    over the word before it. "Not only" negates nothing.
    """
    affirmed: set[str] = set()
    negated: set[str] = set()
    for clause in _CLAUSE_END.split(text.lower().replace("’", "'").replace("not only", "")):
        words = _SIMPLE.findall(clause)
        at = next((i for i, w in enumerate(words) if _negates(w)), len(words))
        if at < len(words) and words[at] in {"nothing", "none", "nobody", "nowhere"}:
            at = max(at - 1, 0)
        affirmed.update(content(" ".join(words[:at])))
        negated.update(content(" ".join(word for word in words[at:] if not _negates(word))))
    return frozenset(affirmed), frozenset(negated)


def _negates(word: str) -> bool:
    return word in NEGATORS or word.endswith("n't")
