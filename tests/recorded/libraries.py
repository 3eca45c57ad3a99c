"""The libraries whose outputs are recorded: how each is indexed, and what is asked of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.recorded.program import podcite


@dataclass(frozen=True)
class Command:
    """One command line to record, and what is typed into it."""

    arguments: tuple[str, ...]
    typed: str = ""

    @property
    def line(self) -> str:
        """The command as it is written in a shell, roughly."""
        words = [f'"{word}"' if " " in word else word for word in self.arguments]
        return " ".join(["podcite", *words])


@dataclass(frozen=True)
class Transcript:
    """A file below the folder of real transcripts, and the options that it is added with."""

    path: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """A data folder to be made by `podcite index add`, or of the bundled show if there are no transcripts."""

    name: str
    transcripts: tuple[Transcript, ...]
    commands: tuple[Command, ...]

    def index(self, home: Path, real_transcripts: Path) -> None:
        """Make the data folder, with the command itself."""
        home.mkdir(parents=True, exist_ok=True)
        if not self.transcripts:
            index_sample(home)
        for each in self.transcripts:
            _add(home, str(real_transcripts / each.path), *each.options)


def index_sample(home: Path) -> None:
    """Index the bundled show as a newcomer does: by running the command with nothing to ask."""
    result = podcite(home, "run", typed="/quit\n")
    assert "3 added." in result.out, result


def _add(home: Path, *arguments: str) -> None:
    result = podcite(home, "index", "add", *arguments)
    assert result.status == 0, result


def _asking(*questions: str, options: tuple[str, ...] = ()) -> Iterator[Command]:
    for question in questions:
        yield Command(("ask", question, *options, "--json"))


def _searching(*queries: str, options: tuple[str, ...] = ()) -> Iterator[Command]:
    for query in queries:
        yield Command(("search", query, *options, "--json"))


def _pages(episode: str, *, topic: str = "2", at: str = "3") -> Iterator[Command]:
    """Everything that an episode's page holds, and its transcript."""
    yield Command(("summary", episode, "--json"))
    yield Command(("summary", episode, "--topic", topic, "--json"))
    for page in ("clips", "questions", "related", "transcript"):
        yield Command((page, episode, "--json"))
    yield Command(("transcript", episode, "--at", at, "--json"))
    yield Command(("transcript", episode, "--at", at, "--context", "0", "--json"))


def _for_readers(question: str, episode: str) -> Iterator[Command]:
    """The same outputs as a reader gets them, without `--json`."""
    yield Command(("ask", question))
    yield Command(("search", question, "-k", "3"))
    for page in ("summary", "clips", "questions", "related"):
        yield Command((page, episode))
    yield Command(("transcript", episode, "--at", "2"))
    yield Command(("episodes",))


_WHOLE = (Command(("episodes", "--json")), Command(("index", "status", "--json")))
_FRIDGE = "Why is the fridge a bad place for bread?"
_BOAT = "Who saved eighteen people with a rowing boat?"
_CUP = "Who won the football world cup in 1974?"
_HISTORY = [{"question": _FRIDGE, "answer": "The fridge is the worst place for bread."}]
_LINES = (
    _FRIDGE,
    json.dumps({"question": "How often do spring tides come?", "episode": "tides"}),
    json.dumps({"question": "And how can it be undone?", "episode": "bread", "history": _HISTORY}),
    json.dumps({"question": _FRIDGE, "episode": "bred"}),
    "{oops",
    _CUP,
)

SAMPLE = Library(
    "sample",
    (),
    (
        *_asking("What causes the tides?", _FRIDGE, "How did keepers turn a lens that weighs tonnes?"),
        *_asking("Where are the largest tides in the world?", "What turns the crust of a loaf brown?"),
        *_asking(_BOAT, "When was the first lighthouse lit by electricity?", _CUP),
        *_asking("What is the capital of France?"),
        *_asking("How often do spring tides come?", options=("--episode", "tides")),
        *_asking(_BOAT, _CUP, options=("--episode", "bread")),
        *_asking(_BOAT, options=("--show", "salt-and-light")),
        Command(("ask", "-", "--json"), "\n\n".join(_LINES)),
        *_searching("stale bread", "the light of a lens", "football"),
        *_searching("stale bread", options=("-k", "3")),
        *_searching("stale bread", options=("--episode", "tides")),
        *_pages("tides"),
        *_pages("lighthouses"),
        *_pages("bread"),
        *_for_readers(_FRIDGE, "bread"),
        Command(("episodes", "--show", "salt-and-light", "--json")),
        *_WHOLE,
    ),
)

LEX = Library(
    "lex-333",
    (
        Transcript(
            "lex333.srt",
            (
                *("--episode", "lex-333", "--show", "Lex Fridman Podcast", "--published", "2022-10-29"),
                *("--title", "Andrej Karpathy: Tesla AI, Self-Driving, Optimus, Aliens, and AGI"),
                *("--video-url", "https://www.youtube.com/watch?v=cdiD-9MMpb0"),
            ),
        ),
    ),
    (
        *_asking("What is a neural network, in his words?", "What are the knobs of a neural network?"),
        *_asking("What must a data set be: how large, accurate and diverse?", "Do aliens come up?"),
        *_asking("Why doesn't he make analogies to the brain?", options=("--episode", "lex-333")),
        *_asking("How do I bake sourdough bread?", _CUP),
        *_searching("synthetic intelligences", "labelling data for self-driving cars"),
        *_searching("which books does he recommend", options=("--episode", "lex-333", "-k", "3")),
        *_pages("lex-333", at="119"),
        *_for_readers("What are the knobs of a neural network?", "lex-333"),
        *_WHOLE,
    ),
)

SHOWS = Library(
    "shows",
    (
        Transcript(
            "shows/changelog-gotime-md/go-time-330.md", ("--show", "Go Time", "--episode", "go-time-330")
        ),
        Transcript(
            "shows/talk-python-vtt/542-zensical-a-modern-static-site-generator-transcript.vtt",
            (
                "--show",
                "Talk Python",
                "--episode",
                "talk-python-542",
                "--audio-url",
                "https://a.example/542.mp3",
            ),
        ),
        Transcript(
            "shows/lex-fridman-flat-txt/"
            "300 - Joe Rogan - Comedy, Controversy, Aliens, UFOs, Putin, CIA, and Freedom.txt",
            ("--show", "Lex Fridman, flat", "--episode", "lex-300", "--title", "Comedy and freedom"),
        ),
    ),
    (
        *_asking("What is a microcontroller good for at home?", "How is a static site generated?"),
        *_asking("What does he say about comedy?", "Which Go library talks to a microcontroller?"),
        *_asking("What makes a comedian good?", options=("--episode", "lex-300")),
        *_asking("Why was the generator written anew?", options=("--show", "talk-python")),
        *_asking("How is a static site generated?", options=("--episode", "lex-300")),
        *_asking(_CUP),
        *_searching("home automation", "documentation of a project", "freedom of speech"),
        *_pages("go-time-330"),
        *_pages("talk-python-542"),
        *_pages("lex-300"),
        *_for_readers("What is a microcontroller good for at home?", "go-time-330"),
        *_WHOLE,
    ),
)

LIBRARIES = (SAMPLE, LEX, SHOWS)
