"""Compare names in katakana with names in Latin letters, by the consonants that both must have."""

import re

_ROWS = {
    "": "アイウエオァィゥェォ",
    "k": "カキクケコガギグゲゴ",
    "s": "サシスセソザジズゼゾ",
    "t": "タチツテトダヂヅデド",
    "n": "ナニヌネノン",
    "h": "ハヒフヘホバビブベボパピプペポ",
    "m": "マミムメモ",
    "y": "ヤユヨャュョ",
    "r": "ラリルレロ",
    "w": "ワヲ",
    "b": "ヴ",
}
_CONSONANT = {kana: consonant for consonant, row in _ROWS.items() for kana in row}
_VOICED = dict.fromkeys("バビブベボパピプペポ", "b")
_KATAKANA = re.compile(r"[ァ-ヴー・]{2,}")
_LATIN_SOUNDS = (
    ("tch", "t"), ("sch", "s"), ("th", "s"), ("sh", "s"), ("ch", "t"), ("ck", "k"), ("ph", "h"), ("qu", "k"),
    ("x", "ks"), ("c", "k"), ("q", "k"), ("g", "k"), ("z", "s"), ("j", "s"), ("d", "t"), ("f", "h"),
    ("p", "b"), ("v", "b"), ("l", "r"), ("m", "n"),
)  # fmt: skip


def katakana_words(text: str) -> list[str]:
    """Return the words of a text that are written in katakana, as foreign names are."""
    return [word for match in _KATAKANA.findall(text) for word in match.split("・") if len(word) > 1]


def is_same_sound(katakana: str, latin: str) -> bool:
    """Return whether a word in katakana may be this name: both have the same two or more consonants."""
    kana, name = _kana_consonants(katakana), _latin_consonants(latin)
    if len(kana) < 2 or (katakana[0] in _ROWS[""]) != (latin[0] in "aeiou"):
        return False
    without_r = latin.replace("r", "", latin.count("r") if "ー" in katakana else 0)
    return kana in (name, _latin_consonants(without_r))


def _kana_consonants(word: str) -> str:
    sounds = (_VOICED.get(kana, _CONSONANT.get(kana, "")) for kana in word)
    return _merge(re.sub(r"[ywh]", "", "".join(sounds).replace("m", "n")))


def _latin_consonants(word: str) -> str:
    for written, sound in _LATIN_SOUNDS:
        word = word.replace(written, sound)
    return _merge(re.sub(r"[aeiouywh]|[^a-z]", "", word))


def _merge(consonants: str) -> str:
    """Return the consonants without the second of two equal ones in a row."""
    return re.sub(r"(.)\1+", r"\1", consonants)
