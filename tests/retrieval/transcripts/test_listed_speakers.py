"""JSON that lists its speakers apart from its words, and other shapes of JSON."""

import json

import pytest

from tests.retrieval.transcripts.talks import NAMES, TALK, TEXTS, UNNAMED, Read, clock, read, talk

LABELS = {"Ivy Stone": "S1", "Rex Moor": "S2"}
WORDS = [
    (turn, word, round(a + (b - a) * k / len(text.split()), 3))
    for turn, (a, b, _, text) in enumerate(TALK)
    for k, word in enumerate(text.split())
]
SPEAKERS = [{"id": label, "name": name} for name, label in LABELS.items()]


def joined(document: object, name: str = "talk.json") -> Read:
    """Return the turns of a file of words, the lines of each put together."""
    turns: Read = []
    for start, speaker, text in read(json.dumps(document), name):
        if turns and turns[-1][1] == speaker:
            turns[-1] = (turns[-1][0], speaker, f"{turns[-1][2]} {text}")
        else:
            turns.append((start, speaker, text))
    return turns


@pytest.mark.parametrize("key", ["transcript", None])
def test_the_words_of_trint_have_the_speakers_of_their_paragraphs(key: str | None) -> None:
    document = {
        "speakers": SPEAKERS,
        "words": [
            {
                "id": f"w{n}",
                "time": int(at * 1000),
                "durationMs": 200,
                "value": word,
                "paragraphId": f"p{turn}",
            }
            for n, (turn, word, at) in enumerate(WORDS)
        ],
        "paragraphs": [
            {"id": f"p{turn}", "speaker": LABELS[name], "time": int(a * 1000)}
            for turn, (a, _, name, _) in enumerate(TALK)
        ],
    }
    assert joined({key: document} if key else document) == talk()


def test_words_have_the_speaker_of_the_paragraph_whose_time_they_are_in() -> None:
    document = {
        "words": [{"start": at, "end": at + 0.2, "text": word} for _, word, at in WORDS],
        "paragraphs": [{"start": a, "end": b, "speaker": name} for a, b, name, _ in TALK],
    }
    assert joined(document) == talk()


def test_the_words_of_ibm_have_the_speakers_of_its_labels() -> None:
    results = [
        {
            "final": True,
            "alternatives": [
                {
                    "transcript": text + " ",
                    "timestamps": [[word, at, at + 0.2] for k, word, at in WORDS if k == turn],
                }
            ],
        }
        for turn, (_, _, _, text) in enumerate(TALK)
    ]
    labels = [{"from": at, "to": at + 0.2, "speaker": turn % 2, "final": False} for turn, _, at in WORDS]
    assert joined({"results": results, "speaker_labels": labels}) == talk(names=UNNAMED)
    assert [text for _, _, text in read(json.dumps({"results": results}), "x.json")] == TEXTS


def test_youtubes_panel_is_read() -> None:
    segments = [
        {
            "transcriptSegmentRenderer": {
                "startMs": str(int(a * 1000)),
                "endMs": str(int(b * 1000)),
                "snippet": {"runs": [{"text": text}]},
                "startTimeText": {"simpleText": clock(a)},
            }
        }
        for a, b, _, text in TALK
    ]
    document = {"actions": [{"panel": {"body": {"initialSegments": segments}}}]}
    assert read(json.dumps(document), "talk.json") == talk(names=None)


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ({clock(a): text for a, _, _, text in TALK}, None),
        ({str(a): text for a, _, _, text in TALK}, None),
        ([[clock(a), name, text] for a, _, name, text in TALK], NAMES),
        ([[a, text] for a, _, _, text in TALK], None),
        ([f"[{clock(a)}] {name}: {text}" for a, _, name, text in TALK], NAMES),
        ([{"utt": text, "time": [a, b], "speaker": name} for a, b, name, text in TALK], NAMES),
        (
            {
                "media": "talk.mp3",
                "text": "".join(
                    f'<p><span class="timestamp">{clock(a)}</span> <b>{name}:</b> {text}</p>'
                    for a, _, name, text in TALK
                ),
            },
            NAMES,
        ),
    ],
)
def test_other_shapes_are_read(document: object, names: list[str] | None) -> None:
    assert read(json.dumps(document), "talk.json") == talk(names=names)
