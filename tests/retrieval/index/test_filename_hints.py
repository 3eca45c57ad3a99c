"""Titles, numbers, languages and videos from the names of files."""

import pytest

from retrieval.index.filename_hints import FilenameHints, parse_filename

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
