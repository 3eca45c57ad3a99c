"""Decide whether a file with places that can't be read is read all the same, and say what was left out."""

from collections.abc import Sequence

from retrieval.errors import TranscriptError
from retrieval.texts import Text
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem
from retrieval.transcripts.raw_lines import RawLine

MAX_PROBLEMS = 5
"""Places that may be left out of any file."""
MAX_PROBLEM_SHARE = 0.01
"""The share of a file's cues that may be left out, if that is more."""
_MAX_NOTES = 8
_MAX_QUOTED = 60


def check_problems(problems: Sequence[Problem], lines: Sequence[RawLine], name: str) -> None:
    """Raise TranscriptError, naming the first place, if too many can't be read, or all."""
    total = len(problems) + len(lines)
    if not problems or (lines and len(problems) <= max(MAX_PROBLEMS, MAX_PROBLEM_SHARE * total)):
        return
    first = problems[0]
    if len(problems) == 1:
        raise TranscriptError(f"{name}, {first.place}: {first.reason}.")
    raise TranscriptError(
        Text(
            "{name}, {place}: {reason} and {more} more places can't be read.",
            name=name,
            place=first.place,
            reason=first.reason,
            more=len(problems) - 1,
        )
    )


def notes_of(
    content: Content, problems: Sequence[Problem], slips: Sequence[str], notes: Sequence[str]
) -> tuple[str, ...]:
    """Return what was left out or changed in a file, a sentence each."""
    said = [f"{note[:1].upper()}{note[1:]}." for note in notes]
    left_out = [*(_left_out(problem) for problem in problems), *slips]
    if content.nul_line is not None:
        left_out.insert(0, f"Left out characters in line {content.nul_line}: they aren't text (NUL).")
    if len(left_out) > _MAX_NOTES:
        more = len(left_out) - _MAX_NOTES
        left_out = [*left_out[:_MAX_NOTES], f"And {more} more places like these."]
    return tuple([*said, *left_out])


def _left_out(problem: Problem) -> str:
    words = " ".join(problem.text.split())
    shown = words if len(words) <= _MAX_QUOTED else f"{words[:_MAX_QUOTED]}\u2026"
    quoted = f" (\u201c{shown}\u201d)" if words else ""
    return f"Left out {problem.place}: {problem.reason}{quoted}."
