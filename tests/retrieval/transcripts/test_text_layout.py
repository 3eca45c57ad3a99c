"""Text in unusual layouts: times at ends, names without a mark, marks of other programs, pages of a PDF."""

import pytest

from retrieval.transcripts.reader import parse_transcript
from tests.retrieval.transcripts.talks import NAMES, STARTS, TALK, TEXTS, clock, read, talk, write

FIRST_NAMES = [name.split()[0] for name in NAMES]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (write(lambda a, _, who, said: f"[{clock(a)}] {who} {said}"), NAMES),
        (write(lambda a, _, who, said: f"{clock(a)} {who} {said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"[{clock(a)}] {who.split()[0]} {said}"), FIRST_NAMES),
        (write(lambda a, _, who, said: f"{who}: {said} [{clock(a)}]", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"{who}:\t{said}\t({clock(a)})"), NAMES),
        (write(lambda a, _, who, said: f"{said} ({clock(a)})"), None),
        (write(lambda a, _, who, said: f"{said}\n{clock(a)}", "\n\n"), None),
        (write(lambda a, _, who, said: f"#{clock(a)}-0# {who}: {said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"{clock(a)}:{who}: {said}"), NAMES),
        (write(lambda a, _, who, said: f"{int(a) // 60}'{int(a) % 60:02}\" {who}: {said}"), NAMES),
        (write(lambda a, _, who, said: f"{clock(a).replace(':', '.')} {who}: {said}"), NAMES),
        (write(lambda a, b, who, said: f"{who} [{a}s - {b}s]: {said}"), NAMES),
        (write(lambda a, _, who, said: f"{who}\xa0\xa0{clock(a)}\n{said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"<b>{who}</b> [{clock(a)}] {said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"**{who}** *{clock(a)}*\n\n{said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"### {who} ({clock(a)})\n\n{said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"{who}\uff08{clock(a)}\uff09\n{said}", "\n\n"), NAMES),
        (write(lambda a, _, who, said: f"\uff3b{clock(a)}\uff3d{who}\uff1a{said}"), NAMES),
        (write(lambda a, b, _, said: f"{a:.2f} {b:.2f} {said}"), None),
    ],
)
def test_times_and_names_are_found(text: str, names: list[str] | None) -> None:
    assert read(text) == talk(names=names)


def test_a_time_after_a_passage_that_is_too_late_to_be_its_beginning_is_its_end() -> None:
    text = write(lambda _, b, who, said: f"{who}: {said} #{clock(b)}-0#", "\n\n")
    cues = parse_transcript(text.encode(), "talk.txt").cues
    assert [cue.end for cue in cues] == [6.0, 12.0, 70.0, 79.0]
    assert [cue.start for cue in cues] == [0.0, 6.0, 12.0, 70.0]


@pytest.mark.parametrize(
    "text",
    [
        "[0:01] So Ivy said it.\n[0:05] Then Rex came.\n[0:09] Now Ivy went.\n[0:12] But Rex stayed.",
        "[0:01] New York is far.\n[0:05] New York is big.\n[0:09] It rains.\n[0:12] New York again.",
    ],
)
def test_words_with_capitals_are_no_names(text: str) -> None:
    assert {speaker for _, speaker, _ in read(text)} == {None}


def pages(header: str) -> str:
    """Return the talk with a header after every second turn."""
    turns = [f"{who}: {said}" for _, _, who, said in TALK] * 2
    return "\n\n".join(
        f"{turn}\n\n{header.format(k // 2 + 1)}" if k % 2 else turn for k, turn in enumerate(turns)
    )


@pytest.mark.parametrize(
    "header", ["Page {} of 4", "The mill - page {}", "Mill Talks\nPage {}", "{}\n\nMill Talks"]
)
def test_the_headers_of_pages_are_no_speech(header: str) -> None:
    assert [text for _, _, text in read(pages(header))] == TEXTS * 2


def test_a_number_that_is_said_stays() -> None:
    text = (
        write(lambda _a, _b, who, said: f"{who}: {said}", "\n\n") + "\n\nIvy Stone: How many?\n\nRex Moor: 7"
    )
    assert read(text)[-1] == (None, "Rex Moor", "7")


@pytest.mark.parametrize(
    ("text", "names", "starts"),
    [
        ("\n".join(f"{n}. {name}: {said}" for n, (_, _, name, said) in enumerate(TALK, 1)), NAMES, None),
        (write(lambda _a, _b, who, said: f"* {who}: {said}"), NAMES, None),
        (write(lambda _a, _b, who, said: f"{who} \u2014 {said}"), NAMES, None),
        (write(lambda _a, _b, who, said: f"{who.lower()}: {said}"), NAMES, None),
        (write(lambda a, _b, _who, said: f"[{a:.1f}] {said}"), None, STARTS),
        (write(lambda a, _b, _who, said: f"{a:.1f}: {said}"), None, STARTS),
        (write(lambda a, _b, _who, said: f"{int(a) // 60}:{int(a) % 60:02}{said}"), None, STARTS),
        (write(lambda a, b, who, said: f"7 {clock(a)},000 --> {clock(b)},000 {who}: {said}"), NAMES, STARTS),
        (write(lambda a, _b, who, said: f"> [!quote] {who} [{clock(a)}]\n> {said}", "\n\n"), NAMES, STARTS),
    ],
)
def test_lines_that_begin_unusually_are_read(
    text: str, names: list[str] | None, starts: list[float] | None
) -> None:
    assert read(text) == talk(names=names, starts=starts)


def test_a_list_in_what_is_said_stays() -> None:
    text = "Ivy Stone: We need three things.\n1. A wheel\n2. A stone\nRex Moor: And\nIvy Stone: Wind."
    assert "2. A stone" in " ".join(said for _, _, said in read(text))
