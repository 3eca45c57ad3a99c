"""`show` and the lines that say where an episode went, on small libraries of their own."""

from pathlib import Path

import pytest

from tests.bot.cli.commands.test_index import KNOTS, SAILS
from tests.bot.cli.conftest import RunPodcite


@pytest.fixture
def water(podcite: RunPodcite, tmp_path: Path) -> RunPodcite:
    """The command on a library of two episodes, the first in a show that is called like its folder."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "knots.srt").write_text(KNOTS, encoding="utf-8")
    (tmp_path / "sails.vtt").write_text(SAILS, encoding="utf-8")
    home = ("--home", tmp_path / "home")
    added = podcite(*home, "index", "add", tmp_path / "raw")
    assert added.lines[0].startswith(
        "added knots (\u201cKnots\u201d) to Raw (guessed from the folder's name), 1 s"
    )
    assert 'podcite show rename "Raw" "TITLE OF THE SHOW"' in added.lines[1]
    assert podcite(*home, "index", "add", tmp_path / "sails.vtt", "--show", "On the Water").status == 0
    return lambda *arguments: podcite(*home, *arguments)


@pytest.mark.slow
def test_shows_are_listed_renamed_merged_and_split(water: RunPodcite) -> None:
    assert water("show", "list").lines == [
        "on-the-water  On the Water · 1 episode",
        "raw           Raw · 1 episode",
    ]
    assert water("show", "rename", "raw", "Rope Work").lines == [
        "Raw is now called Rope Work, and its id is rope-work. Its episode keeps its id, and the earlier "
        "name still finds the show."
    ]
    again = water("show", "rename", "rope", "Rope Work")
    assert (again.status, again.out) == (2, "")
    assert again.err == "The show is called 'Rope Work' already.\n"
    for name in ("rope", "raw", "Rope Work"):
        assert water("episodes", "--show", name).lines[0].startswith("knots ")
    merged = water("show", "merge", "rope", "water")
    assert merged.out.startswith("Rope Work is now part of On the Water: 1 episode moved, with the same ids.")
    (show,) = water("show", "list", "--json").document
    assert (show["show"], show["episodes"], show["former_names"]) == ("on-the-water", 2, ["raw", "rope-work"])
    refused = water("show", "move", "knots", "Knots")
    assert (refused.status, refused.out) == (1, "")
    assert "add --new" in refused.err
    moved = water("show", "move", "knots", "Knots", "--new")
    assert moved.out == "knots (\u201cKnots\u201d) moved from On the Water to Knots; its id is the same.\n"
    answered = water("ask", "What does a bowline make?", "--show", "knots", "--json").document
    assert answered["sentences"][0]["citations"][0]["episode"] == "knots"
    emptied = water("show", "move", "knots", "water")
    assert emptied.out == (
        "knots (\u201cKnots\u201d) moved from Knots to On the Water; its id is the same. Knots has no "
        "episodes left, so it is no longer listed or found by its name.\n"
    )
    assert [one["show"] for one in water("show", "list", "--json").document] == ["on-the-water"]


@pytest.mark.slow
def test_a_show_has_a_setting_of_its_own_for_whole_transcripts(water: RunPodcite) -> None:
    said = water("show", "transcripts", "raw", "whole")
    assert said.out == "The site now shows the whole transcripts of Raw.\n"
    assert water("show", "list").lines[1] == "raw           Raw · 1 episode · whole transcripts on the site"
    shows = water("show", "list", "--json").document
    assert [show["transcripts"] for show in shows] == ["default", "whole"]
    assert "only the passages of Raw" in water("show", "transcripts", "Raw", "passages").out
    assert "follows the host's setting" in water("show", "transcripts", "raw", "default").out
    assert water("show", "list").lines[1] == "raw           Raw · 1 episode"
    assert water("show", "transcripts", "raw", "all").status == 2
    assert water("show", "transcripts", "raw", "whole", "--guild", "7").status == 1


@pytest.mark.slow
def test_a_reindex_says_why_nothing_was_done_and_can_be_forced(water: RunPodcite) -> None:
    unchanged = water("index", "reindex", "knots")
    assert unchanged.lines[0].startswith("unchanged knots (\u201cKnots\u201d) of Raw")
    assert unchanged.lines[1] == (
        "It is unchanged because nothing is missing and the embedding model is the same. To rebuild it "
        "anyway, add --force."
    )
    forced = water("index", "reindex", "knots", "--force")
    assert forced.lines[0].startswith("updated knots (\u201cKnots\u201d) of Raw, 1 segment, ")
    assert "To rebuild" not in forced.out


@pytest.mark.slow
def test_what_is_typed_wrongly_is_answered_with_what_is_near_by_title_too(water: RunPodcite) -> None:
    assert "did you mean 'knots'?" in water("index", "remove", "knotz").err
    nothing_near = water("index", "remove", "bread").err
    assert "There is no episode 'bread' here; to see all episodes, run: podcite episodes" in nothing_near
    assert water("ask", "How is a knot tied?", "--show", "zzzz").err == (
        "There is no show 'zzzz' here; to see all shows, run: podcite show list\n"
    )
    assert "did you mean 'on-the-water'?" in water("episodes", "--show", "on-the-watr").err


@pytest.mark.slow
def test_a_show_stands_for_all_its_episodes_where_several_make_sense(
    water: RunPodcite, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = {one["episode"] for one in water("episodes", "--json").document}
    of_show = {one["episode"] for one in water("episodes", "--show", "raw", "--json").document}
    assert of_show < everything
    reindexed = water("index", "reindex", "raw", "knots")
    assert [line.split()[1] for line in reindexed.lines if " of Raw" in line] == sorted(of_show)
    assert "did you mean 'on-the-water'?" in water("index", "reindex", "on-the-watr").err

    asked = list[str]()
    monkeypatch.setattr("bot.cli.confirming.is_terminal", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda question, err: asked.append(question))
    assert water("index", "remove", "Raw").out == "Nothing was removed.\n"
    assert all(episode in asked[0] for episode in of_show)
    assert water("index", "remove", "ra", "--yes").status == 1  # a part of a title names nothing here
    assert water("index", "remove", "raw", "--yes").status == 0
    assert {one["episode"] for one in water("episodes", "--json").document} == everything - of_show


def test_a_time_is_a_place_in_a_transcript(podcite_on_sample: RunPodcite) -> None:
    shown = podcite_on_sample("transcript", "tides", "--at", "1:31", "--context", 0, "--json").document
    (segment,) = shown["segments"]
    assert int(segment["start"]) <= 91 < segment["end"]  # the time that it is shown with
    assert "▶ Segment" in podcite_on_sample("transcript", "tides", "--at", "91s").out


@pytest.mark.slow
def test_a_removal_asks_in_a_terminal(water: RunPodcite, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answers = list[str](), iter((False, False, True))

    def confirm(question: str, *, err: bool) -> bool:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("bot.cli.confirming.is_terminal", lambda: True)
    monkeypatch.setattr("typer.confirm", confirm)
    kept = water("index", "remove", "knots")
    assert (kept.status, kept.out) == (1, "Nothing was removed.\n")
    assert asked == ["Remove knots (\u201cKnots\u201d) of Raw? This can't be undone."]
    assert water("show", "remove", "raw").out == "Nothing was removed.\n"
    assert asked[1] == "Remove Raw with 1 episode? This can't be undone."
    assert water("index", "remove", "knots").status == 0
    assert water("show", "remove", "water", "--yes").out == "removed on-the-water, 1 episode\n"
    assert len(asked) == 3


@pytest.mark.slow
def test_outside_a_terminal_nothing_is_removed_without_yes(water: RunPodcite) -> None:
    for command in (("index", "remove", "knots"), ("show", "remove", "raw")):
        refused = water(*command)
        assert (refused.status, refused.out) == (2, "")
        assert refused.err.startswith("Nothing was removed")
        assert "--yes" in refused.err
    assert "knots" in [one["episode"] for one in water("episodes", "--json").document]
    assert water("index", "remove", "knots", "--yes").out == "removed knots (“Knots”) from Raw\n"


@pytest.mark.slow
def test_the_sample_show_leaves_with_the_first_own_episode(podcite: RunPodcite, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    assert "here is Salt and Light" in podcite(*home, "run", typed="/quit\n").out
    (tmp_path / "knots.srt").write_text(KNOTS, encoding="utf-8")
    added = podcite(*home, "index", "add", tmp_path / "knots.srt", "--show", "On the Water")
    assert "The sample show Salt and Light is removed" in added.lines[-1]
    assert [one["episode"] for one in podcite(*home, "episodes", "--json").document] == ["knots"]
