"""`index` on small libraries of their own."""

import re
import shlex
from pathlib import Path

import pytest

from tests.bot.cli.conftest import RunPodcite

KNOTS = """1
00:00:01,000 --> 00:00:06,000
A bowline makes a loop that doesn't slip.

2
00:00:06,000 --> 00:00:11,000
A reef knot is for parcels and never for two ropes.
"""
SAILS = """WEBVTT

00:01.000 --> 00:06.000
<v Ana Reis>A sail pulls a boat more than it pushes it.

00:06.000 --> 00:12.000
<v Bo Lund>So it is a wing that stands on end?
"""


@pytest.fixture
def transcripts(tmp_path: Path) -> Path:
    """A folder with two transcripts, a broken one between them, and what is no transcript."""
    folder = tmp_path / "transcripts"
    (folder / "more").mkdir(parents=True)
    (folder / "a-knots.srt").write_text(KNOTS, encoding="utf-8")
    (folder / "b-empty.srt").write_bytes(b"")
    (folder / "more" / "c-sails.vtt").write_text(SAILS, encoding="utf-8")
    (folder / "cover.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.srt").write_text(KNOTS, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_folder_is_added_in_order_and_what_fails_spoils_nothing_else(
    podcite: RunPodcite, transcripts: Path, tmp_path: Path
) -> None:
    home = ("--home", tmp_path / "home")
    shown = podcite(*home, "index", "add", transcripts, "--show", "On the Water")
    assert shown.status == 1
    assert [line.split(",")[0] for line in shown.lines] == [
        "added a-knots (“A knots”) to On the Water",
        "added c-sails (“C sails”) to On the Water",
        "2 added",
    ]
    assert shown.lines[-1].endswith("1 failed. Skipped, as they are not transcripts: cover.png.")
    assert len(shown.err.splitlines()) == 1
    assert "b-empty.srt" in shown.err
    episodes = podcite(*home, "episodes", "--json").document
    assert {(each["episode"], each["show_title"]) for each in episodes} == {
        ("a-knots", "On the Water"),
        ("c-sails", "On the Water"),
    }


def test_a_repositorys_own_papers_are_no_episodes_unless_they_are_named(
    podcite: RunPodcite, tmp_path: Path
) -> None:
    folder, home = tmp_path / "On the Water", ("--home", tmp_path / "home")
    folder.mkdir()
    (folder / "a-knots.srt").write_text(KNOTS, encoding="utf-8")
    readme = folder / "README.md"
    readme.write_text("# Transcripts\n\nAll transcripts of our show, with their licence.\n", encoding="utf-8")
    shown = podcite(*home, "index", "add", folder)
    assert shown.lines[0].startswith("added a-knots")
    left_out = "Left out, because files with these names usually describe the folder: README.md. "
    how_to_add = "To add one anyway, name the file: podcite index add FILE"
    assert shown.lines[1] == f"1 added. {left_out}{how_to_add}"
    (folder / "a-knots.srt").unlink()
    nothing_else = podcite(*home, "index", "add", folder)
    assert (nothing_else.status, left_out in nothing_else.err) == (1, True)
    assert podcite(*home, "index", "add", readme).lines[0].startswith("added readme")


def test_what_is_said_of_an_episode_is_kept(podcite: RunPodcite, transcripts: Path, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    video = "https://www.youtube.com/watch?v=knots"
    shown = podcite(
        *(
            *home,
            "index",
            "add",
            transcripts / "a-knots.srt",
            "--show",
            "On the Water",
            "--title",
            "Knots at last",
        ),
        *("--episode", "water-1", "--published", "2024-02-03", "--video-url", video),
    )
    assert (shown.status, shown.err) == (0, "")
    (episode,) = podcite(*home, "episodes", "--json").document
    assert episode["episode"] == "water-1"
    assert episode["title"] == "Knots at last"
    assert episode["published"] == "2024-02-03"
    assert episode["video_url"] == video


@pytest.mark.slow
def test_an_episode_can_be_added_again_renewed_and_removed(
    podcite: RunPodcite, transcripts: Path, tmp_path: Path
) -> None:
    home, knots = ("--home", tmp_path / "home"), transcripts / "a-knots.srt"
    assert podcite(*home, "index", "add", knots).out.startswith("added a-knots (")
    assert podcite(*home, "index", "add", knots).out.startswith("unchanged a-knots")
    knots.write_text(KNOTS.replace("parcels", "packages"), encoding="utf-8")
    renewed = podcite(*home, "index", "add", knots).out
    assert renewed.startswith("updated a-knots")
    assert renewed.endswith("to go back: podcite index rollback a-knots\n")
    assert podcite(*home, "index", "reindex").status == 0
    assert podcite(*home, "index", "rollback", "knots").out.startswith("a-knots (“A knots”) of ")
    removed = podcite(*home, "index", "remove", "a-knots", "--yes").out
    assert removed.startswith("removed a-knots (“A knots”) from ")
    assert podcite(*home, "episodes", "--json").document == []


@pytest.mark.slow
def test_a_file_that_looks_like_an_episode_is_left_out_until_an_option_decides(
    podcite: RunPodcite, transcripts: Path, tmp_path: Path
) -> None:
    home = ("--home", tmp_path / "home")
    add = (*home, "index", "add")
    show = ("--show", "On the Water")
    assert podcite(*add, transcripts / "a-knots.srt", *show).status == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "a-knots.srt").write_text(KNOTS.replace("parcels", "packages"), encoding="utf-8")
    (other / "sails.vtt").write_text(SAILS, encoding="utf-8")

    shown = podcite(*add, other, *show)

    assert shown.status == 1
    assert shown.lines[-1] == "1 skipped, 1 added."
    assert len(shown.err.splitlines()) == 1
    for part in ("a-knots.srt looks like 'a-knots'", "--replace", "--new"):
        assert part in shown.err
    assert "parcels" in podcite(*home, "transcript", "a-knots").out

    assert podcite(*add, other / "a-knots.srt", *show, "--new").out.startswith("added a-knots-2 (")
    (other / "a-knots.srt").write_text(KNOTS.replace("parcels", "boxes"), encoding="utf-8")
    again = other.rename(tmp_path / "again") / "a-knots.srt"
    assert podcite(*add, again, *show, "--replace").out.startswith("updated a-knots (")
    assert podcite(*add, again, *show, "--replace", "--new").status == 2


def test_one_title_does_not_fit_two_transcripts(
    podcite: RunPodcite, transcripts: Path, tmp_path: Path
) -> None:
    shown = podcite("--home", tmp_path / "home", "index", "add", transcripts, "--title", "Knots")
    assert (shown.status, shown.out) == (2, "")


def test_a_folder_without_transcripts_is_said_to_be_one(podcite: RunPodcite, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    shown = podcite("--home", tmp_path / "home", "index", "add", tmp_path / "bare")
    assert shown.status == 1
    assert "contains no transcript" in shown.err


@pytest.mark.slow
def test_the_status_counts_what_is_there(podcite_on_sample: RunPodcite) -> None:
    document = podcite_on_sample("index", "status", "--json").document
    assert (document["shows"], document["episodes"]) == (1, 3)
    assert document["embedding_model"] == "local:podcite-minilm-1"
    assert document["problems"] == []
    assert "Episodes      3\n" in podcite_on_sample("index", "status").out


@pytest.mark.parametrize("option", ["--show", "--title", "--episode"])
def test_an_empty_name_is_wrong_usage(podcite: RunPodcite, tmp_path: Path, option: str) -> None:
    result = podcite("--home", tmp_path / "home", "index", "add", "talk.srt", option, " ")
    assert (result.status, "it is empty" in result.err) == (2, True)


def test_an_empty_library_says_what_to_do(podcite: RunPodcite, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    assert "podcite index add" in podcite(*home, "episodes").out
    assert podcite(*home, "episodes", "--json").document == []
    assert podcite(*home, "index", "status", "--json").document["segments"] == 0


@pytest.mark.slow
def test_a_file_that_is_an_episode_already_is_named_with_what_to_do(
    podcite: RunPodcite, tmp_path: Path
) -> None:
    home, (first, second) = ("--home", tmp_path / "home"), (tmp_path / "a.srt", tmp_path / "b.srt")
    for file in (first, second):
        file.write_text(KNOTS, encoding="utf-8")
    assert podcite(*home, "index", "add", first, "--show", "Test", "--title", "Bends").status == 0
    told = podcite(*home, "index", "add", second, "--show", "Test", "--new")
    assert (told.status, told.out.split(",")[0]) == (0, "unchanged bends (“Bends”) of Test")
    assert "This exact file has already been added as 'bends' (\u201cBends\u201d) of Test" in told.err
    assert "--episode ID" in told.err
    added = podcite(*home, "index", "add", second, "--new", "--episode", "another")
    assert added.out.startswith("added another")


@pytest.mark.slow
def test_in_a_terminal_somebody_is_asked_about_a_file_that_looks_like_an_episode(
    podcite: RunPodcite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.indexing.is_terminal", lambda: True)
    home = ("--home", tmp_path / "home")
    folders = [tmp_path / name for name in ("tying", "sailing")]
    for folder in folders:
        folder.mkdir()
        (folder / "knots.srt").write_text(KNOTS, encoding="utf-8")
    add = (*home, "index", "add", folders[1] / "knots.srt", "--show", "On the Water")
    assert podcite(*home, "index", "add", folders[0]).status == 0

    left_out = podcite(*add, typed="what\ns\n")
    assert (left_out.status, left_out.out.strip()) == (1, "")
    assert "o = move knots to the show On the Water" in left_out.err
    moved = podcite(*add, typed="o\n")
    assert moved.status == 0, moved.err
    assert [each["show_title"] for each in podcite(*home, "episodes", "--json").document] == ["On the Water"]

    (folders[1] / "knots.srt").write_text(KNOTS.replace("parcels", "packages"), encoding="utf-8")
    assert podcite(*add, typed="o\n").out.strip().startswith("updated knots (")
    (folders[0] / "knots.srt").write_text(KNOTS.replace("parcels", "boxes"), encoding="utf-8")
    add = (*home, "index", "add", folders[0] / "knots.srt", "--show", "On the Water")
    assert podcite(*add, typed="n\n").out.strip().startswith("added knots-2 (")


@pytest.mark.slow
def test_the_content_of_another_shows_episode_is_left_out_until_an_option_decides(
    podcite: RunPodcite, tmp_path: Path
) -> None:
    home, folders = ("--home", tmp_path / "home"), (tmp_path / "tying", tmp_path / "sailing")
    for folder in folders:
        folder.mkdir()
        (folder / "knots.srt").write_text(KNOTS, encoding="utf-8")
    assert podcite(*home, "index", "add", folders[0]).status == 0

    for options in ((), ("--show", "On the Water")):
        asked = podcite(*home, "index", "add", folders[1] / "knots.srt", *options)
        assert (asked.status, asked.out) == (1, "")
        assert "knots.srt has the same content as 'knots' (\u201cKnots\u201d) of Tying" in asked.err
        assert "to move that episode to the other show, run: podcite show move knots " in asked.err
        assert "--new" in asked.err
        assert "--episode knots" in asked.err
        (move,) = re.findall(r"run: podcite (.+) \(with --new", asked.err)
    (episode,) = podcite(*home, "episodes", "--json").document
    assert episode["show"] == "tying"
    moved = podcite(*home, *shlex.split(move), "--new")
    assert moved.status == 0, moved.err
    (episode,) = podcite(*home, "episodes", "--json").document
    assert episode["show"] == "on-the-water"

    added = podcite(*home, "index", "add", folders[1] / "knots.srt", "--new")
    assert (added.status, added.out.split(" (")[0]) == (0, "added knots-2")


@pytest.mark.parametrize("url", ["https://feeds.example/a b.xml", "http://feeds.example/1.srt"])
def test_a_link_in_place_of_a_file_is_told_apart(podcite: RunPodcite, tmp_path: Path, url: str) -> None:
    shown = podcite("--home", tmp_path / "home", "index", "add", url)
    assert shown.status == 2
    assert f"{url} is a link" in shown.err
    assert "podcite feed add" in shown.err


def test_an_episode_may_be_named_by_its_guest_or_title_except_to_remove_it_without_a_question(
    podcite_on_sample: RunPodcite,
) -> None:
    shown = podcite_on_sample("index", "reindex", "varga")
    assert (shown.status, shown.out.split()[:2]) == (0, ["unchanged", "bread"])
    title = next(one for one in podcite_on_sample("episodes", "--json").document if one["episode"] == "bread")
    shown = podcite_on_sample("index", "offset", title["title"], "audio", "0:10", "0:12")
    assert shown.out == "The audio of bread is 2 s later than the transcript.\n"
    shown = podcite_on_sample("index", "remove", title["title"], "--yes")
    assert (shown.status, shown.out) == (1, "")
    assert "did you mean 'bread'" in shown.err


def test_only_shows_of_one_folder_may_be_one(podcite: RunPodcite, tmp_path: Path) -> None:
    folders = [tmp_path / "shows" / name for name in ("Knots", "Sails")]
    for folder in folders:
        folder.mkdir(parents=True)
        words = KNOTS.replace("parcels", folder.name)
        (folder / f"{folder.name}-1.srt").write_text(words, encoding="utf-8")
    hint = "podcite show merge SHOW INTO"
    assert hint not in podcite("--home", tmp_path / "one", "index", "add", *folders).out
    assert podcite("--home", tmp_path / "two", "index", "add", tmp_path / "shows").out.endswith(f"{hint}\n")


@pytest.fixture
def named_knots(podcite: RunPodcite, tmp_path: Path) -> tuple[object, ...]:
    """How to add another file as the episode "knots", which is there already."""
    home = ("--home", tmp_path / "home")
    for name, text in (("knots.srt", KNOTS), ("sails.vtt", SAILS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert podcite(*home, "index", "add", tmp_path / "knots.srt", "--episode", "knots").status == 0
    return (*home, "index", "add", tmp_path / "sails.vtt", "--episode", "knots")


@pytest.mark.slow
def test_another_files_episode_is_replaced_only_by_an_option_that_says_so(
    podcite: RunPodcite, tmp_path: Path, named_knots: tuple[object, ...]
) -> None:
    home = ("--home", tmp_path / "home")
    refused = podcite(*named_knots)
    assert (refused.status, refused.out) == (1, "")
    assert "The id 'knots' already belongs to the episode \u201cKnots\u201d of " in refused.err
    assert "add --replace (to go back then: podcite index rollback knots)" in refused.err
    assert "'knots' is an episode already; choose another id." in podcite(*named_knots, "--new").err
    assert "bowline" in podcite(*home, "transcript", "knots").out

    (tmp_path / "knots.srt").write_text(KNOTS.replace("parcels", "packages"), encoding="utf-8")
    changed = podcite(*home, "index", "add", tmp_path / "knots.srt", "--episode", "knots")
    assert (changed.status, changed.err, changed.out.split()[0]) == (0, "", "updated")

    assert podcite(*named_knots, "--replace").out.startswith("updated knots (")
    assert "sail" in podcite(*home, "transcript", "knots").out
    assert podcite(*home, "index", "rollback", "knots").status == 0
    assert "packages" in podcite(*home, "transcript", "knots").out


@pytest.mark.slow
def test_in_a_terminal_somebody_is_asked_before_another_files_episode_is_replaced(
    podcite: RunPodcite, monkeypatch: pytest.MonkeyPatch, named_knots: tuple[object, ...]
) -> None:
    monkeypatch.setattr("bot.cli.indexing.is_terminal", lambda: True)
    for typed, status, outcome in (("n\n", 1, ""), ("y\n", 0, "updated knots (")):
        asked = podcite(*named_knots, typed=typed)
        assert (asked.status, asked.out.strip()[: len("updated knots (")]) == (status, outcome)
        assert "Replace knots? To go back: podcite index rollback knots" in asked.err
