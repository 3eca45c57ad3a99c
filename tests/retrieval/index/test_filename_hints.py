"""Titles, numbers, languages and videos from the names of files."""

from pathlib import Path

import pytest

from retrieval.index.filename_hints import FilenameHints, parse_filename, show_title_from_folder

VIDEO = "https://www.youtube.com/watch?v="


@pytest.mark.parametrize(
    ("stem", "hints"),
    [
        (
            "On hives [a1B2c3D4e5F].en",
            FilenameHints("On hives", language="en", video_url=f"{VIDEO}a1B2c3D4e5F"),
        ),
        (
            "On_hives_[a1B2c3D4e5F].pt-BR",
            FilenameHints("On hives", language="pt-BR", video_url=f"{VIDEO}a1B2c3D4e5F"),
        ),
        ("On hives-a1B2c3D4e5F", FilenameHints("On hives", video_url=f"{VIDEO}a1B2c3D4e5F")),
        ("12 - On hives [a1B2c3D4e5F]", FilenameHints("On hives", 12, video_url=f"{VIDEO}a1B2c3D4e5F")),
        ("The queen [Rebroadcast]", FilenameHints("The queen [Rebroadcast]")),
        ("on-hives-transcribed", FilenameHints("On hives transcribed")),
        ("ep12.mp3", FilenameHints("", 12)),
        ("Swarms.mp4.en", FilenameHints("Swarms", language="en")),
        ("51_final_v2", FilenameHints("", 51)),
        ("51_swarms_final_v2", FilenameHints("Swarms", 51)),
        ("Episode 48 (Part 1)", FilenameHints("Episode 48 (Part 1)", 48)),
        ("Episode 48: Smoke", FilenameHints("Smoke", 48)),
        ("Transcript - On hives", FilenameHints("On hives")),
    ],
)
def test_names_tell_title_number_language_and_video(stem: str, hints: FilenameHints) -> None:
    assert parse_filename(stem) == hints


@pytest.mark.parametrize(
    ("folder", "show"),
    [
        ("/data/go-time", "Go Time"),
        ("/data/Darknet Diaries/transcripts", "Darknet Diaries"),
        ("/data/Go Time/season 1/srt", "Go Time"),
        ("/data/Go Time/2023", "Go Time"),
        ("/data/podcasts/Serial", "Serial"),
        ("/x/IRL", "IRL"),
        ("/x/99% Invisible", "99% Invisible"),
        ("/home/ada/Oven Hour", "Oven Hour"),
        ("/tmp/walk9/f", "Unsorted"),
        ("/tmp/walk9-f", "Unsorted"),
        ("/tmp/tmpab12cd9", "Unsorted"),
        ("/srv/shared/data", "Unsorted"),
        ("/home/ada/Downloads", "Unsorted"),
        ("/home/ada", "Unsorted"),
        ("/Users/ada/my podcasts", "Unsorted"),
        ("/", "Unsorted"),
        ("/x/99pi", "99pi"),
        ("/x/temperature", "Temperature"),
        ("/x/週", "週"),
        ("/x/home/Serial", "Serial"),
        ("/x/Salt/Temporada 1", "Salt"),
        ("/x/Descargas", "Unsorted"),
    ],
)
def test_a_folder_suggests_its_show_only_if_it_is_called_like_one(folder: str, show: str) -> None:
    assert show_title_from_folder(Path(folder)) == show
