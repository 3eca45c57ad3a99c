import pytest

from retrieval.language.sounds import compare_words


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("keychron", "keycron"),
        ("wyze", "wise"),
        ("valkey", "valky"),
        ("vercel", "versaille"),
        ("jotai", "joetie"),
    ],
)
def test_what_is_heard_alike_sounds_alike(name: str, written: str) -> None:
    assert compare_words(name, written).sound == 1


def test_spelling_tells_words_apart_that_sound_alike() -> None:
    assert compare_words("algolia", "allgolia").spelling > 0.8
    assert compare_words("flakes", "folks").sound == 1
    assert compare_words("flakes", "folks").spelling < 0.6
