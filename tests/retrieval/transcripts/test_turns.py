"""Text with names and times in any usual order."""

from collections.abc import Callable

import pytest

from retrieval.models import Chapter, Details
from retrieval.transcripts.reader import parse_transcript

TURNS = [
    (1, "Mia Sol", "Where do the eels go?"),
    (7, "Tom Vane", "Down the river, in autumn: all at once."),
    (21, "Mia Sol", "And then?"),
    (65, "Tom Vane", "Across the sea, as far as we know."),
    (3605, "Mia Sol", "Thank you."),
]


def short(second: int) -> str:
    hours, rest = divmod(second, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def long(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


@pytest.mark.parametrize(
    "write",
    [
        lambda t, name, text: f"{name}  {short(t)}  \n{text}\n\n",
        lambda t, name, text: f"{name} [{long(t)}]\n{text}\n\n",
        lambda t, name, text: f"{name} [{long(t)}]: {text}\n",
        lambda t, name, text: f"{name} ({short(t)}) {text}\n\n",
        lambda t, name, text: f"{name} | {short(t)}\n{text}\n",
        lambda t, name, text: f"{name} - {short(t)}\n{text}\n",
        lambda t, name, text: f"{name}: [{long(t)}] {text}\n\n",
        lambda t, name, text: f"{name}:\t{long(t)}\t{text}\n",
        lambda t, name, text: f"{name} ([{long(t)}](https://example.org/x)):\n{text}\n\n",
        lambda t, name, text: f"{name} (he/him)  {short(t)}\n{text}\n\n",
        lambda t, name, text: f"{name}\n{t // 60} minutes {t % 60} seconds\n{text}\n\n",
        lambda t, name, text: f"{name}\n{short(t)}\n{text}\n\n",
        lambda t, name, text: f"{short(t)} - {name}\n{text}\n\n",
        lambda t, name, text: f"{short(t)} {name}\n{text}\n\n",
        lambda t, name, text: f"{long(t)}\n{name}\n{text}\n\n",
        lambda t, name, text: f"{long(t)} - {long(t + 4)}\n{name}: {text}\n\n",
        lambda t, name, text: f"{long(t)}:00 - {long(t + 4)}:04\n{name}\n{text}\n\n",
        lambda t, name, text: f"[{long(t)}] {name}: {text}\n",
        lambda t, name, text: f"[{long(t)}] **{name}:** {text}\n\n",
        lambda t, name, text: f"**{name}** [{long(t)}]\n\n{text}\n\n",
        lambda t, name, text: f"**{name}** ({short(t)}): {text}\n\n",
        lambda t, name, text: f"**{name}:** ({short(t)}) {text}\n\n",
        lambda t, name, text: f"*{name}* ({short(t)}): {text}\n\n",
        lambda t, name, text: f"**{name}** `{short(t)}`\n{text}\n\n",
        lambda t, name, text: f"### {name} [{short(t)}]\n\n{text}\n\n",
        lambda t, name, text: f"> **{name}** [{short(t)}]: {text}\n\n",
        lambda t, name, text: f"- [{short(t)}] {name}: {text}\n",
        lambda t, name, text: f"[{t}.00s -> {t + 2}.50s] {name}: {text}\n",
        lambda t, name, text: f"[{long(t)}.000 --> {long(t + 2)}.000]  {name}: {text}\n",
        lambda t, name, text: f"{long(t)}\t{name}\t{text}\n",
        lambda t, name, text: f"0:00 {name}  {short(t)}\n\n0:00 {text}\n\n",
        lambda t, name, text: f"{name}: {text}\n\n{short(t)} - {short(t + 2)}\n\n",
    ],
)
def test_names_and_times_are_read_in_any_usual_order(write: Callable[[int, str, str], str]) -> None:
    transcript = parse_transcript("".join(write(*turn) for turn in TURNS).encode())
    assert [(cue.start, cue.speaker, cue.text) for cue in transcript.cues] == TURNS
    assert transcript.lost_words == 0


@pytest.mark.parametrize(
    "label",
    [
        "[SPEAKER_0{}]: ",
        "Speaker {}: ",
        "[Speaker:{}] ",
        "(speaker {}) ",
        "SPEAKER_0{}: ",
        "<Person{}>",
        "spk_{}: ",
    ],
)
def test_speakers_without_a_name_are_numbered_from_one(label: str) -> None:
    text = "".join(f"{label.format(i % 2)}{said}\n" for i, (_, _, said) in enumerate(TURNS))
    assert [cue.speaker for cue in parse_transcript(text.encode()).cues] == [
        f"Speaker {1 + i % 2}" for i in range(len(TURNS))
    ]


def test_times_of_the_day_become_times_since_the_first() -> None:
    saved = "".join(f"[{name}] {long(t + 50_000)}\n{text}\n\n" for t, name, text in TURNS)
    of_day = "".join(f"{name}  {short(t + 2 * 3600)} PM\n{text}\n\n" for t, name, text in TURNS)
    for text in (saved, of_day):
        assert [cue.start for cue in parse_transcript(text.encode()).cues] == [t - 1 for t, _, _ in TURNS]


def test_what_a_program_writes_above_the_turns_is_no_speech_but_the_title() -> None:
    date = "Thu, Mar 05, 2026 9:00AM • 1:00:09"
    lists = "SUMMARY KEYWORDS\neels, river\n\nSPEAKERS\nMia Sol, Tom Vane"
    head = f"The eels\n{date}\n\n{lists}\n\n"
    turns = "".join(f"{name}  {short(t)}\n{text}\n\n" for t, name, text in TURNS)
    transcript = parse_transcript(f"{head}{turns}Transcribed by https://otter.ai\n".encode())
    assert [cue.text for cue in transcript.cues] == [text for _, _, text in TURNS]
    assert transcript.details.title == "The eels"
    assert transcript.notes == (
        "Left out line 25: a line that says who transcribed it (“Transcribed by https://otter.ai”).",
    )


def test_a_copied_transcript_of_youtube_has_its_chapters() -> None:
    text = "Transcript\nSearch in video\nWhere they live\n" + "".join(
        f"{short(t)}\n{t // 60} minutes, {t % 60} seconds\n{said.lower()}\n"
        + ("The sea\n" if t == 21 else "")
        for t, _, said in TURNS
    )
    transcript = parse_transcript(text.encode())
    assert [(cue.start, cue.text) for cue in transcript.cues] == [(t, said.lower()) for t, _, said in TURNS]
    assert transcript.details.chapters == (Chapter(1, "Where they live"), Chapter(65, "The sea"))
    assert transcript.lost_words == 0


def test_a_sentence_with_a_time_or_a_colon_is_no_turn() -> None:
    text = "We met at 10:30 and left.\n\nThe reason: it rained.\n\nThen at 11:15 it stopped.\n"
    assert {(cue.start, cue.speaker) for cue in parse_transcript(text.encode()).cues} == {(None, None)}


@pytest.mark.parametrize(
    ("front", "details"),
    [
        ("speakers: [Mia Sol, Tom Vane]", Details(guests=("Mia Sol", "Tom Vane"))),
        ("speakers:\n  - name: Mia Sol", Details(guests=("Mia Sol",))),
        ("media: https://youtu.be/a1B2c3D4e5F", Details(video_url="https://youtu.be/a1B2c3D4e5F")),
        ("media: https://example.org/a.mp3?x=1", Details(audio_url="https://example.org/a.mp3?x=1")),
    ],
)
def test_front_matter_of_the_usual_kinds_is_used(front: str, details: Details) -> None:
    assert parse_transcript(f"---\n{front}\n---\nSo it was.\n".encode()).details == details
