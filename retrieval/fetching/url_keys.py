"""Tell the parts of a URL's path that may be a listener's own key from those that are words."""

import re

from yarl import URL

_RUN = re.compile(r"[A-Za-z0-9]{10,}")
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_PRIVATE_HOST = re.compile(
    r"(?:^|[.-])(?:private|premium|subscribers?|members?|memberful|plus|patrons?|patreon|supercast|glow|listener"
    r"|supportingcast|supporting-cast)(?=[.-]|$)",
    re.IGNORECASE,
)
_PRIVATE_WORD = re.compile(
    r"(?:.*[_-])?(?:private|premium|secret|subscribers?|subscriptions?|members?|patrons?|supporters?|listeners?|plus"
    r"|token|auth|key|user|users|email|personal|personali[sz]ed)(?:[_-]?(?:rss|feeds?))?",
    re.IGNORECASE,
)
"""Parts of a path after which a key follows, if not a word like those below."""
_PUBLIC_FEED = re.compile(
    r"feeds\.acast\.com/public/shows/[\w-]+/?"
    rf"|(?:www\.)?omnycontent\.com/d/playlist/(?:{_UUID.pattern}/){{3}}podcast\.rss",
    re.IGNORECASE,
)
"""Hosts and paths at which everybody gets the same feed: what looks like a key is the number of the show.

Other paths of these hosts may have keys: `feeds.acast.com/public/patreon/` has those of single listeners.
"""
_PLAIN_WORD = re.compile(
    r"|v?\d{1,3}|rss|feeds?|podcasts?|shows?|episodes?|audio|media|xml|content|api|public|s|f|p|e|networks?|channels?"
    r"|(?:index|feed|rss|podcast|audio|transcript)\.\w{2,4}",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:rss|xml|atom|json|vtt|srt|txt|html?|mp3|m4a|mp4)$", re.IGNORECASE)
_SEASON = re.compile(r"s\d{1,3}e\d{1,4}", re.IGNORECASE)
_WORD_RUN = re.compile(r"[A-Za-z0-9]+")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}", re.IGNORECASE)
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MIN_RANDOM_CHARACTERS = 8
_MIN_SECRET_CHARACTERS = 12
"""The fewest characters of what only looks made at random to be looked for in the links of a feed."""
_MIN_VOWEL_SHARE = 0.2
_MIN_HUMP_CHARACTERS = 3.0
"""The fewest letters that the words of `CamelCase` have on average."""
_MIN_SWITCHES = 3
"""How often digits and letters follow one another in a key; in `2024q1` it is twice."""
_MIN_DIGITS = 12


def is_key(text: str) -> bool:
    """Return whether a part of a URL is surely a key that was made at random."""
    if _UUID.search(text):
        return True
    return any(
        any(map(str.isdigit, run))
        and any(map(str.isalpha, run))
        and (len(run) >= 16 or (run != run.lower() and run != run.upper()))
        for run in _RUN.findall(text)
    )


def hidden_parts(url: URL) -> set[int]:
    """Return the places of a path's parts that may be a key, and so aren't shown.

    On a host of private feeds, and below a part such as `private`, that is all but a few plain words.
    """
    is_private = _PRIVATE_HOST.search(url.host or "") is not None
    hidden: set[int] = set()
    for k, part in enumerate(url.path.split("/")):
        is_mark = _PRIVATE_WORD.fullmatch(part) is not None
        is_plain = is_mark or _PLAIN_WORD.fullmatch(part) is not None
        if is_key(part) or _looks_random(part) or (is_private and not is_plain):
            hidden.add(k)
        is_private = is_private or is_mark
    return hidden


def path_keys(url: URL) -> list[str]:
    """Return the parts of a path that are keys, so that links that reveal them can be recognised.

    The ids in the address of a public feed are none: its recordings mostly have them in theirs too.
    """
    if _PUBLIC_FEED.fullmatch(f"{url.host}{url.path}"):
        return []
    parts, marked = url.path.split("/"), hidden_parts(url)
    keys = [_ENDING.sub("", parts[k]) for k in sorted(marked)]
    is_private = _PRIVATE_HOST.search(url.host or "") or any(map(_PRIVATE_WORD.fullmatch, parts))
    return [key for key in keys if is_key(key) or len(key) >= (4 if is_private else _MIN_SECRET_CHARACTERS)]


def _looks_random(part: str) -> bool:
    """Return whether a part has something in it that no words are written like."""
    if "@" in part or "=" in part:
        return True
    bare = _ENDING.sub("", part)
    together = re.sub(r"[^A-Za-z]", "", bare)
    is_one_word = bare.count("-") + bare.count("_") <= 3
    runs = [*_WORD_RUN.findall(bare), *([together] if is_one_word and _has_odd_case(bare) else [])]
    return any(_is_random(run) for run in runs)


def _has_odd_case(text: str) -> bool:
    return any(re.search(r"[a-z][A-Z]", run) for run in _WORD_RUN.findall(text))


def _is_random(run: str) -> bool:
    if run.isdigit():
        return len(run) >= _MIN_DIGITS
    switches = len(re.findall(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", run))
    if switches >= _MIN_SWITCHES and len(run) > 5 and not _SEASON.fullmatch(run):
        return True
    if len(run) < _MIN_RANDOM_CHARACTERS or switches:
        return False
    vowels = sum(letter in "aeiouyAEIOUY" for letter in run)
    humps = _HUMP.findall(run)
    is_camel = len(run) >= _MIN_HUMP_CHARACTERS * len(humps)
    return _CONSONANTS.search(run) is not None or vowels < _MIN_VOWEL_SHARE * len(run) or not is_camel
