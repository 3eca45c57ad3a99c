"""`speakers`, as an operator types it."""

import json
from pathlib import Path

import pytest

from tests.bot.cli.conftest import CommandResult, RunPodcite

TALK = """\
WEBVTT

00:01.000 --> 00:05.000
<v SPEAKER_00>A heron stands still in the shallow water until a fish swims by.

00:06.000 --> 00:09.000
<v SPEAKER_01>And how long can a heron wait like that?
"""


@pytest.fixture
def run(podcite: RunPodcite, tmp_path: Path) -> RunPodcite:
    (tmp_path / "herons.vtt").write_text(TALK)

    def run(*arguments: object, typed: str = "") -> CommandResult:
        return podcite("--home", tmp_path / "home", *arguments, typed=typed)

    assert run("index", "add", tmp_path / "herons.vtt", "--show", "Water Birds").status == 0
    return run


def test_speakers_are_listed_named_and_called_as_before(run: RunPodcite) -> None:
    assert run("speakers", "water-birds").lines == [
        "Speaker 1: no name yet (1 episode)",
        "Speaker 2: no name yet (1 episode)",
    ]
    (episode,) = json.loads(run("episodes", "--json").out)
    named = run("speakers", "water-birds", "Speaker 1", "Ines Prado")
    assert named.out.startswith(
        f"Speaker 1 is now called Ines Prado in {episode['episode']}, and nowhere else: "
    )
    assert "Ines Prado: A heron stands still" in run("transcript", episode["episode"]).out
    assert json.loads(run("speakers", "water-birds", "--json").out)[0] == {
        "speaker": "Speaker 1",
        "episodes": 1,
        "episode_ids": [episode["episode"]],
        "name": "Ines Prado",
    }
    assert "Speaker 1: Ines Prado" in run("log").out
    assert run("speakers", "water-birds", "Speaker 1", "--undo").lines == [
        f"Speaker 1 no longer has a name in {episode['episode']}."
    ]
    assert "Speaker 1: A heron stands still" in run("transcript", episode["episode"]).out


@pytest.mark.slow
def test_a_label_of_several_episodes_is_named_in_one(run: RunPodcite, tmp_path: Path) -> None:
    (tmp_path / "storks.vtt").write_text(TALK.replace("heron", "stork"))
    assert run("index", "add", tmp_path / "storks.vtt", "--show", "Water Birds").status == 0
    refused = run("speakers", "water-birds", "Speaker 1", "Ines Prado")
    assert refused.status == 2
    assert "Give the episode, too (the option “episode”): " in " ".join(refused.err.split())
    ids = [each["episode"] for each in json.loads(run("episodes", "--json").out)]
    assert all(id_ in refused.err for id_ in ids)
    named = run("speakers", "water-birds", "Speaker 1", "Ines Prado", "--episode", "storks")
    assert (named.status, named.out.count("storks"), "herons" in named.out) == (0, 1, False)
    assert run("speakers", "water-birds").lines[:2] == [
        "Speaker 1: Ines Prado (1 episode)",
        "Speaker 1: no name yet (1 episode)",
    ]
    undone = run("speakers", "water-birds", "Speaker 1", "--undo", "--episode", "storks")
    assert undone.out.startswith("Speaker 1 no longer has a name in ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("water-birds", "Speaker 7", "Mia"), 1, "it has Speaker 1, Speaker 2"),
        (("no-such-show",), 1, "no shared show 'no-such-show'"),
        (("water-birds", "Speaker 1"), 2, "--undo"),
        (("water-birds", "Speaker 1", "Mia", "--undo"), 2, "--undo"),
        (("water-birds", "--episode", "herons"), 2, "need the speaker"),
    ],
)
def test_what_cannot_be_named_is_refused(
    run: RunPodcite, arguments: tuple[str, ...], status: int, said: str
) -> None:
    refused = run("speakers", *arguments)
    assert (refused.status, said in refused.err) == (status, True)
