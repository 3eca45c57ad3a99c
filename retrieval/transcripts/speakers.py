"""Who speaks: names as subtitle files write them, and what a subtitle without one may mean."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from retrieval.language.sentences import TURN_MARK
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, strip_tags

NOBODY = frozenset({"unknown", "unknown speaker", "unidentified", "unidentified speaker", "speaker unknown"})
_VOICE = re.compile(r"<v(?:\.[^<>\s]{1,60})*[ \t]+([^<>\n]{1,120})>")
_PREFIX = re.compile(r"([^\W\d_][\w.'\u2019&-]{0,30}(?: [\w.'\u2019&(-][\w.'\u2019&)-]{0,30}){0,3}):(?: |$)")
_BRACKET = re.compile(r"\[([A-Z][\w.'\u2019-]{0,30}(?: [\w.'\u2019-]{1,30}){0,3})\] ")
_SOUNDS = frozenset({"music", "laughter", "laughs", "applause", "silence", "inaudible", "crosstalk", "noise"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A turn inside a block; `named` by the file, or begun with a `dash` by somebody whom it doesn't name."""

    text: str
    speaker: str | None = None
    named: bool = False
    dash: bool = False


def clean_name(name: str) -> str | None:
    """The name without decoration, `None` for the names of nobody ("Unknown")."""
    name = collapse_spaces(name).rstrip(":").strip()
    return None if not name or name.casefold() in NOBODY else name


def split_turns(blocks: Sequence[Block]) -> list[RawLine]:
    """The blocks as entries with speakers, one for each turn in them."""
    turns = [_voices(block) for block in blocks]
    for pattern in (_PREFIX, _BRACKET):
        if names := _names(turns, pattern):
            turns = [[_split_name(said, pattern, names) for said in block] for block in turns]
    repeats = _repeats_names(turns)
    made: list[RawLine] = []
    speaker: str | None = None
    for block, said in zip(blocks, turns, strict=True):
        starts = _shares([one.text for one in said], block)
        for k, one in enumerate(said):
            if one.named:
                speaker = one.speaker
            elif repeats or one.dash:
                speaker = None
            end = starts[k + 1] if k + 1 < len(said) else block.end
            inferred = speaker is not None and not one.named
            made.append(RawLine(one.text, f"line {block.line}", starts[k], end, speaker, inferred, k > 0))
    return made


def _repeats_names(turns: Sequence[Sequence[_Said]]) -> bool:
    """Whether the file names the speaker on every subtitle, so that one without a name is somebody else's.

    Files that name only who begins to speak, as Podcasting 2.0 samples do, never name the same person twice
    running; files of the other kind do so all the time.
    """
    said = [one for block in turns for one in block]
    pairs = [(a, b) for a, b in pairwise(said) if a.named and b.named]
    again = sum(a.speaker == b.speaker for a, b in pairs)
    return again > 1 and again > 0.1 * len(pairs)


def _voices(block: Block) -> list[_Said]:
    """A block cut where a voice tag or a dash at a line's beginning says that somebody begins to speak."""
    parts = _VOICE.split("\n".join(block.lines))
    said = [_Said(text, dash=dash) for text, dash in _dashes(parts[0])]
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        speaker = clean_name(html.unescape(name))
        for k, (cleaned, dash) in enumerate(_dashes(text)):
            other = k > 0 and dash
            text = cleaned if other else _without_name(cleaned, speaker)
            said.append(_Said(text, None if other else speaker, named=not other, dash=other))
    return said


def _dashes(text: str) -> list[tuple[str, bool]]:
    turns: list[list[str]] = []
    for line in text.split("\n"):
        cleaned = collapse_spaces(html.unescape(strip_tags(line)))
        if not turns or TURN_MARK.match(cleaned):
            turns.append([])
        turns[-1].append(cleaned)
    joined = [collapse_spaces(" ".join(turn)) for turn in turns]
    return [(turn, bool(TURN_MARK.match(turn))) for turn in joined if turn]


def _without_name(text: str, name: str | None) -> str:
    """`Juanita: Sure.` said by Juanita is only `Sure.` to everybody else."""
    if name and text[: len(name) + 2].casefold() == f"{name}: ".casefold():
        return text[len(name) + 2 :].lstrip()
    return text


def _names(turns: Sequence[Sequence[_Said]], pattern: re.Pattern[str]) -> frozenset[str]:
    """The speakers' names that `pattern` finds before turns; empty where the file doesn't write them so.

    Sentences have colons too ("The question is: ..."): unless the file names speakers all along, a name
    counts only if it comes back.
    """
    said = [one for block in turns for one in block if not one.named]
    found = Counter(match[1] for one in said if (match := pattern.match(_after_dash(one.text))))
    often = sum(count for count in found.values() if count > 1)
    everywhere = often > 0.3 * len(said) > 0
    return frozenset(
        name
        for name, count in found.items()
        if (count > 1 or everywhere) and name.casefold() not in _SOUNDS and _reads_as_name(name, count)
    )


def _reads_as_name(name: str, count: int) -> bool:
    lower = sum(word[0].islower() for word in name.split())
    return name[0].isupper() and (lower < 2 or count > 3)


def _after_dash(text: str) -> str:
    dash = TURN_MARK.match(text)
    return text[dash.end() :] if dash else text


def _split_name(said: _Said, pattern: re.Pattern[str], names: frozenset[str]) -> _Said:
    bare = _after_dash(said.text)
    found = pattern.match(bare)
    if said.named or not found or found[1] not in names:
        return said
    dash = said.text[: len(said.text) - len(bare)]
    return replace(
        said, text=collapse_spaces(dash + bare[found.end() :]), speaker=clean_name(found[1]), named=True
    )


def _shares(texts: Sequence[str], block: Block) -> list[float]:
    """When each of the turns in a block begins, by words."""
    spoken = [0, *accumulate(len(text.split()) for text in texts)]
    length = max(0.0, block.end - block.start)
    return [block.start + length * words / (spoken[-1] or 1) for words in spoken[:-1]]
