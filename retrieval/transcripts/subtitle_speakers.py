"""Find who speaks in subtitles: names as files write them, and who is meant where one is missing."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from retrieval.language.sentences import TURN_MARK
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.sounds import is_sound
from retrieval.transcripts.speaker_names import clean_name, is_unnamed
from retrieval.transcripts.subtitle_blocks import Block, strip_tags

_VOICE = re.compile(r"<v(?:\.[^<>\s]{1,60})*[ \t]+([^<>\n]{1,120})>")
_NAME_BEFORE_COLON = re.compile(
    r"([^\W\d_][\w.'\u2019&-]{0,30}(?: [\w.'\u2019&(-][\w.'\u2019&)/-]{0,30}){0,3})(?::(?: |$)|\uff1a[ ]?)"
)
_NAME_IN_BRACKETS = re.compile(
    r"\[([^\W\d_][\w.'\u2019-]{0,30}(?:[ :][\w.'\u2019()/-]{1,30}){0,3})\](?: ?[:\uff1a] ?| )"
)
_NAME_IN_PARENTHESES = re.compile(
    r"\(([^\W\d_][\w.'\u2019-]{0,30}(?: [\w.'\u2019-]{1,30}| \?){0,3}\??)\)(?: ?[:\uff1a] ?| )"
)
_NAME_IN_ANGLES = re.compile(r"(?:>>|&gt;&gt;) ?([^\W\d_][\w.'\u2019-]{0,30}(?: [\w.'\u2019-]{1,30}){0,3}): ")
_DASHES = frozenset({"-", "--", "\u2013", "\u2014"})
_NAME_PATTERNS = (_NAME_IN_ANGLES, _NAME_BEFORE_COLON, _NAME_IN_BRACKETS, _NAME_IN_PARENTHESES)
_JSON_NAMES = ("speakerName", "speaker", "speaker_name", "name")
_JSON_TEXTS = ("spokenText", "text", "body", "content")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn inside a block: `named` by the file, or begun with a `dash` by an unnamed speaker."""

    text: str
    speaker: str | None = None
    named: bool = False
    dash: bool = False


def split_turns(blocks: Sequence[Block]) -> list[RawLine]:
    """Return the turns in the blocks, each as a line with its speaker; later ones with estimated starts."""
    turns = [_split_voices(block) for block in blocks]
    for pattern in _NAME_PATTERNS:
        if names := _find_names(turns, pattern):
            turns = [[_split_name(said, pattern, names) for said in block] for block in turns]
    repeats = _repeats_names(turns)
    lines: list[RawLine] = []
    speaker: str | None = None
    for block, said in zip(blocks, turns, strict=True):
        starts = _estimate_starts([one.text for one in said], block)
        for k, one in enumerate(said):
            if one.named:
                speaker = one.speaker
            elif repeats or one.dash:
                speaker = None
            end = starts[k + 1] if k + 1 < len(said) else block.end
            inferred = speaker is not None and not one.named
            lines.append(
                RawLine(
                    one.text,
                    f"line {block.line}",
                    starts[k],
                    end,
                    speaker=speaker,
                    inferred=inferred,
                    estimated=k > 0,
                )
            )
    return lines


def _repeats_names(turns: Sequence[Sequence[_Turn]]) -> bool:
    """Return whether the file names the speaker on every subtitle, so that one without a name is another's.

    Files that name only a speaker who begins, as Podcasting 2.0 samples do, never name the same person twice
    in a row; files of the other kind do so all the time.
    """
    said = [one for block in turns for one in block]
    pairs = [(a, b) for a, b in pairwise(said) if a.named and b.named]
    again = sum(a.speaker == b.speaker for a, b in pairs)
    return again > 1 and again > 0.1 * len(pairs)


def _split_voices(block: Block) -> list[_Turn]:
    """Cut a block at voice tags and at lines with a dash, where another speaker begins."""
    if stated := _stated_turn(block):
        return [stated]
    parts = _VOICE.split("\n".join(block.lines))
    said = [_Turn(text, dash=dash) for text, dash in _split_dashes(parts[0])]
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        speaker = clean_name(html.unescape(name))
        is_change = name.strip() in _DASHES  # Rev marks a change of speakers so, without a name
        for k, (cleaned, dash) in enumerate(_split_dashes(text)):
            other = is_change or (k > 0 and dash)
            text = cleaned if other else _without_name(cleaned, speaker)
            text = f"- {text}" if is_change and k == 0 else text
            said.append(_Turn(text, None if other else speaker, named=not other, dash=other))
    return said


def _stated_turn(block: Block) -> _Turn | None:
    """Return the turn of a block whose format states the speaker, or whose text is JSON, as of Teams."""
    if block.speaker is not None:
        text = collapse_spaces(html.unescape(strip_tags("\n".join(block.lines))))
        return _Turn(text, clean_name(block.speaker), named=True)
    if not block.lines or not block.lines[0].lstrip().startswith("{"):
        return None
    try:
        fields = json.loads("\n".join(block.lines))
    except (ValueError, RecursionError):
        return None
    texts = [fields[key] for key in _JSON_TEXTS if isinstance(fields.get(key), str)]
    if not texts:
        return None
    name = next((fields[key] for key in _JSON_NAMES if isinstance(fields.get(key), str)), "")
    return _Turn(collapse_spaces(texts[0]), clean_name(name), named=True)


def _split_dashes(text: str) -> list[tuple[str, bool]]:
    turns: list[list[str]] = []
    for line in text.split("\n"):
        cleaned = collapse_spaces(html.unescape(strip_tags(line)))
        if not turns or TURN_MARK.match(cleaned):
            turns.append([])
        turns[-1].append(cleaned)
    joined = [collapse_spaces(" ".join(turn)) for turn in turns]
    return [(turn, bool(TURN_MARK.match(turn))) for turn in joined if turn]


def _without_name(text: str, name: str | None) -> str:
    """Return a turn without the speaker's own name: `Sure.` for `Juanita: Sure.` said by Juanita."""
    if name and text[: len(name) + 2].casefold() == f"{name}: ".casefold():
        return text[len(name) + 2 :].lstrip()
    return text


def _find_names(turns: Sequence[Sequence[_Turn]], pattern: re.Pattern[str]) -> frozenset[str]:
    """Return the names that `pattern` finds before turns; none if the file doesn't write names that way.

    Sentences have colons too ("The question is: ..."): unless many subtitles have a name, a name counts only
    if it occurs twice, or is what programs call a speaker (`SPEAKER_00`).
    """
    said = [one for block in turns for one in block if not one.named]
    found = Counter(match[1] for one in said if (match := pattern.match(_after_dash(one.text))))
    for sound in [name for name in found if is_sound(name)]:
        del found[sound]
    often = sum(count for count in found.values() if count > 1)
    everywhere = often > 0.3 * len(said) > 0
    if pattern is _NAME_IN_PARENTHESES and not (everywhere and len(found) < often):
        return _unnamed(found)
    return _unnamed(found) | frozenset(
        name for name, count in found.items() if ((count > 1 or everywhere) and _reads_as_name(name, count))
    )


def _unnamed(found: Iterable[str]) -> frozenset[str]:
    """Return the names of speakers without one, and among them those of nobody, as `(speaker ?)`."""
    unnamed = frozenset(name for name in found if is_unnamed(name))
    return unnamed | {name for name in found if clean_name(name) is None} if unnamed else unnamed


def _reads_as_name(name: str, count: int) -> bool:
    lower = sum(word[0].islower() for word in name.split())
    return not name[0].islower() and (lower < 2 or count > 3)


def _after_dash(text: str) -> str:
    dash = TURN_MARK.match(text)
    return text[dash.end() :] if dash else text


def _split_name(said: _Turn, pattern: re.Pattern[str], names: frozenset[str]) -> _Turn:
    bare = _after_dash(said.text)
    found = pattern.match(bare)
    if said.named or not found or found[1] not in names:
        return said
    dash = said.text[: len(said.text) - len(bare)]
    return replace(
        said, text=collapse_spaces(dash + bare[found.end() :]), speaker=clean_name(found[1]), named=True
    )


def _estimate_starts(texts: Sequence[str], block: Block) -> list[float]:
    """Return the start of each turn in a block in seconds, estimated by words."""
    spoken = [0, *accumulate(len(text.split()) for text in texts)]
    length = max(0.0, (block.start if block.end is None else block.end) - block.start)
    return [block.start + length * words / (spoken[-1] or 1) for words in spoken[:-1]]
