"""A short talk that tests write in many shapes, and what each is read as."""

from collections.abc import Callable

from retrieval.transcripts.reader import parse_transcript

TALK = (
    (2.0, 6.5, "Ivy Stone", "Welcome to the mill, everybody."),
    (7.0, 12.0, "Rex Moor", "Thanks Ivy, it's loud in here."),
    (65.0, 70.0, "Ivy Stone", "Tell me: how fast does it turn?"),
    (71.0, 79.0, "Rex Moor", "Once in two seconds, if the wind is good."),
)
TEXTS = [text for _, _, _, text in TALK]
STARTS = [start for start, _, _, _ in TALK]
NAMES = [name for _, _, name, _ in TALK]
UNNAMED = ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 2"]

Read = list[tuple[float | None, str | None, str]]


def clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def write(line: Callable[[float, float, str, str], str], between: str = "\n") -> str:
    """Return the talk with each turn as `line` writes it."""
    return between.join(line(*turn) for turn in TALK)


def read(text: str | bytes, name: str = "talk.txt") -> Read:
    """Return the starts, speakers and texts of a file, of which no word may get lost."""
    transcript = parse_transcript(text.encode() if isinstance(text, str) else text, name)
    assert transcript.lost_words == 0
    return [(cue.start, cue.speaker, cue.text) for cue in transcript.cues]


def talk(*, names: list[str] | None = NAMES, starts: list[float] | None = STARTS) -> Read:
    """Return what the talk is read as; without `names` or `starts`, where a file doesn't state them."""
    return [
        (starts[k] if starts else None, names[k] if names else None, text) for k, text in enumerate(TEXTS)
    ]
