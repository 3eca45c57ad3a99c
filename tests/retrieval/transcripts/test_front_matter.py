"""Front matter that was written to exhaust the reader."""

import tracemalloc
from datetime import date

import pytest

from retrieval.errors import TranscriptError
from retrieval.models import Details
from retrieval.transcripts.front_matter import MAX_FRONT_MATTER_CHARACTERS
from retrieval.transcripts.reader import parse_transcript

BODY = "\n---\nAnn: Clay shrinks as it dries.\n"
MERGES = "---\na0: &a0 {k: v}\n" + "\n".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 4)}]}}" for level in range(1, 13)
)
"""Merge keys that double twice on each of twelve lines: 16 million pairs from half a kilobyte."""
LISTS = "---\na0: &a0 [one]\n" + "\n".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)
)


@pytest.mark.parametrize(
    ("front", "alias"), [(MERGES, r"\*a0"), (LISTS, r"\*a0"), ("---\na: &a [*a]", r"\*a")]
)
def test_aliases_are_refused_before_they_are_expanded(front: str, alias: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TranscriptError, match=rf"^talk.md, line \d+: the front matter uses .*{alias}"):
            parse_transcript((front + BODY).encode(), "talk.md")
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_an_anchor_that_nothing_refers_to_and_a_merge_key_do_no_harm() -> None:
    front = "---\ntitle: &t Clay\nguests: [Ann]\n<<: {show: Kilns}\npublished: 2024-05-06"
    assert parse_transcript((front + BODY).encode()).details == Details(
        title="Clay", guests=("Ann",), published=date(2024, 5, 6)
    )


def test_front_matter_that_ends_late_is_too_long_whatever_looks_like_its_end() -> None:
    long = "---\na: b\n---x: c\n" + "key: value\n" * (MAX_FRONT_MATTER_CHARACTERS // 8)
    with pytest.raises(TranscriptError, match=r"^talk.md, line 1: the front matter is too long"):
        parse_transcript((long.rstrip() + BODY).encode(), "talk.md")


@pytest.mark.parametrize(
    "value",
    ["!!int ''", "!!float ''", "!!bool x", "!!timestamp x", "!!binary \u00e9", "1" + ":1" * 700 + ".5"],
)
def test_values_that_their_tags_do_not_fit_are_broken_front_matter(value: str) -> None:
    with pytest.raises(TranscriptError, match=r"^talk.md, line \d+: broken front matter"):
        parse_transcript(f"---\nduration: {value}{BODY}".encode(), "talk.md")


@pytest.mark.parametrize("written", ["5 июня 2026", "June 5, 2026", "5. Juni 2026", "2026-06-05T10:00:00Z"])
def test_a_date_is_read_in_words(written: str) -> None:
    text = f"---\ntitle: Mills\ndate: {written}\n---\nIvy: Hello.\n"
    assert parse_transcript(text.encode(), "talk.md").details.published == date(2026, 6, 5)


def test_front_matter_in_toml_is_read() -> None:
    text = '+++\ntitle = "Mills"\ndate = 2026-06-05\nguests = ["Rex Moor"]\n+++\nIvy: Hello.\n'
    transcript = parse_transcript(text.encode(), "talk.md")
    details = transcript.details
    assert (details.title, details.published, details.guests) == ("Mills", date(2026, 6, 5), ("Rex Moor",))
    assert [cue.text for cue in transcript.cues] == ["Ivy: Hello."]


def test_broken_front_matter_in_toml_is_refused() -> None:
    with pytest.raises(TranscriptError, match="broken front matter"):
        parse_transcript(b"+++\ntitle = \n+++\nHello.\n", "talk.md")
