"""A small made-up episode and what may be said of it."""

from datetime import date

from retrieval.models import Answer, Citation, Cue, Episode, Hit, Medium, Segment, Sentence, Show, Timings

VIDEO = "https://video.example/watch?v=kites"

SHOW = Show(1, "high-lines", "High Lines")
EPISODE = Episode(
    7,
    "kites",
    SHOW,
    "Kites over the salt pans",
    3,
    42,
    published=date(2024, 5, 6),
    guests=("Ines Prado",),
    media=(Medium("video", VIDEO),),
    duration=3_723.0,
)
BRIDLE = Citation(
    EPISODE, 12, "The bridle sets the angle.", 350.5, 353.0, speaker="Ines Prado", url=f"{VIDEO}&t=350s"
)
TAIL = Citation(
    EPISODE, 13, "A tail is only drag.", 3_661.0, 3_664.0, inferred_speaker="Oskar Lind", estimated=True
)
UNTIMED = Citation(EPISODE, 14, "Silk is lighter than cotton.")
SECONDS = Timings(0.0123456, 0.5, 0.5123456)

ANSWERED = Answer(
    "What does the bridle do?",
    (Sentence("The bridle sets the angle.", (BRIDLE,)), Sentence("A tail only drags.", (TAIL, BRIDLE))),
    (),
    "extractive",
    seconds=SECONDS,
)
REFUSED = Answer("Who won the cup?", (), (BRIDLE, UNTIMED), "extractive", "1 episode of High Lines", SECONDS)
TURNS = Segment(
    12,
    (
        Cue("The bridle sets the angle.", 350.5, 353.0, "Ines Prado"),
        Cue("Always?", 353.0, 354.0, "Oskar Lind", inferred=True),
        Cue("Nearly always.", 354.0, 356.0, "Ines Prado"),
    ),
)
HIT = Hit(EPISODE, TURNS, 0.87654321)
