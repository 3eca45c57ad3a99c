"""`episodes` and `transcript` on the bundled show."""

import json
from pathlib import Path

from tests.bot.cli.conftest import RunPodcite


def test_episodes_are_listed_newest_first(podcite_on_sample: RunPodcite) -> None:
    assert [line.split()[0] for line in podcite_on_sample("episodes").lines] == [
        "bread",
        "lighthouses",
        "tides",
    ]


def test_a_transcript_shows_its_segments_in_order(podcite_on_sample: RunPodcite) -> None:
    document = podcite_on_sample("transcript", "tides", "--json").document
    assert document["episode"] == "tides"
    numbers = [segment["segment"] for segment in document["segments"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "Maren Oakes, Tobias Fell" in {segment["speaker"] for segment in document["segments"]}


def test_a_transcript_can_be_cut_around_a_segment(podcite_on_sample: RunPodcite) -> None:
    near = podcite_on_sample("transcript", "tides", "--at", 5, "--context", 1, "--json").document
    assert [segment["segment"] for segment in near["segments"]] == [4, 5, 6]
    assert "▶ Segment 5 · " in podcite_on_sample("transcript", "tides", "--at", 5).out


def test_episodes_show_who_takes_part(podcite_on_sample: RunPodcite) -> None:
    documents = {each["episode"]: each for each in podcite_on_sample("episodes", "--json").document}
    assert "Maren Oakes" in documents["tides"]["hosts"]
    assert "hosted by Maren Oakes" in podcite_on_sample("episodes").out


def test_episodes_are_listed_with_the_day_on_which_they_say_that_they_were_recorded(
    podcite: RunPodcite, tmp_path: Path
) -> None:
    (tmp_path / "rye-12.txt").write_text(
        "Ann Ree: Welcome to Rye Talk, recorded April 8th, 2026. We talk about rye bread today.\n"
        "Bob Lund: Rye needs a sour dough that is a week old before you bake with it.\n"
    )
    home = ("--home", tmp_path / "home")
    assert podcite(*home, "index", "add", tmp_path / "rye-12.txt", "--show", "Rye Talk").status == 0
    assert " · recorded 2026-04-08 · " in podcite(*home, "episodes").out
    (listed,) = json.loads(podcite(*home, "episodes", "--json").out)
    assert (listed["published"], listed["recorded"]) == (None, "2026-04-08")
