"""The JSON and XML of transcription services and programs, in the shapes that differ from the samples."""

import json
from collections.abc import Callable, Sequence

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript

TURNS = [
    (1.5, 6.0, 0, "Where do the eels go in autumn, Tom?"),
    (7.0, 20.0, 1, "Down the river, all at once, in the first cold night."),
    (21.0, 24.0, 0, "And what do they do there?"),
    (65.0, 70.0, 1, "They cross the sea, as far as we know."),
]
NAMES = ("Mia Sol", "Tom Vane")


Turn = tuple[float, float, int, str]
Json = dict[str, object]


def each(make: Callable[[float, float, int, str], Json]) -> list[Json]:
    return [make(*turn) for turn in TURNS]


def each_word(turns: Sequence[Turn], make: Callable[[float, float, int, str], Json]) -> list[Json]:
    return [make(start, end, who, word) for start, end, who, said in turns for word in said.split()]


def word_elements(start: float, end: float, who: int, text: str) -> list[Json]:
    return each_word([(start, end, who, text)], lambda s, e, _, w: {"value": w, "ts": s, "end_ts": e})


def google(words: list[Json]) -> Json:
    return {"alternatives": [{"words": words}]}


def google_word(start: float, end: float, _: int, word: str) -> Json:
    return {"startTime": f"{start}s", "endTime": f"{end}s", "word": word}


def google_2_word(start: float, end: float, who: int, word: str) -> Json:
    return {"startOffset": f"{start}s", "endOffset": f"{end}s", "word": word, "speakerLabel": str(who + 1)}


def clock(second: float) -> str:
    return f"00:{int(second // 60):02}:{second % 60:06.3f}"


DOCUMENTS: dict[str, object] = {
    "Deepgram words": {
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "words": each_word(
                                TURNS,
                                lambda s, e, who, w: {
                                    "word": w.lower(),
                                    "punctuated_word": w,
                                    "start": s,
                                    "end": e,
                                    "speaker": who,
                                },
                            )
                        }
                    ]
                }
            ]
        }
    },
    "Google, words again with speakers": {
        "results": [
            *(google(each_word([turn], google_word)) for turn in TURNS),
            google(each_word(TURNS, lambda *w: {**google_word(*w), "speakerTag": w[2] + 1})),
        ]
    },
    "Google 2": {
        "results": {
            "gs://a/b.flac": {
                "transcript": {"results": [google(each_word([turn], google_2_word)) for turn in TURNS]}
            }
        }
    },
    "AWS audio segments": {
        "results": {
            "transcripts": [{"transcript": "x"}],
            "items": [],
            "audio_segments": each(
                lambda s, e, who, t: {
                    "transcript": t,
                    "start_time": str(s),
                    "end_time": str(e),
                    "speaker_label": f"spk_{who}",
                }
            ),
        }
    },
    "Azure fast": {
        "phrases": each(lambda s, _, who, t: {"offsetMilliseconds": int(s * 1000), "text": t, "speaker": who})
    },
    "OpenAI with speakers": {
        "segments": each(
            lambda s, e, who, t: {
                "type": "transcript.text.segment",
                "start": s,
                "end": e,
                "text": t,
                "speaker": "AB"[who],
            }
        )
    },
    "insanely-fast-whisper": {
        "speakers": each(lambda s, e, who, t: {"speaker": f"SPEAKER_0{who}", "text": t, "timestamp": [s, e]}),
        "chunks": each(lambda s, e, _, t: {"text": t, "timestamp": [s, e]}),
    },
    "whisper.cpp with speakers": {
        "transcription": each(
            lambda s, e, who, t: {
                "offsets": {"from": int(s * 1000), "to": int(e * 1000)},
                "text": f" {t}",
                "speaker": str(who),
            }
        )
    },
    "Speechmatics": {
        "results": each_word(
            TURNS,
            lambda s, e, who, w: {
                "type": "word",
                "start_time": s,
                "end_time": e,
                "alternatives": [{"content": w, "speaker": f"S{who}"}],
            },
        )
    },
    "milliseconds by their keys": each(
        lambda s, e, who, t: {
            "startMs": int(s * 1000),
            "endMs": int(e * 1000),
            "text": t,
            "speakerName": NAMES[who],
        }
    ),
    "milliseconds by their pace": {
        "utterances": each(
            lambda s, e, who, t: {
                "start": int(s * 1000),
                "end": int(e * 1000),
                "text": t,
                "speaker": NAMES[who],
            }
        )
    },
    "Fireflies": {
        "data": {
            "transcript": {
                "sentences": each(
                    lambda s, e, who, t: {
                        "start_time": s,
                        "end_time": e,
                        "text": t,
                        "speaker_name": NAMES[who],
                    }
                )
            }
        }
    },
    "Recall": each(
        lambda s, e, who, t: {
            "participant": {"name": NAMES[who]},
            "words": [{"text": t, "start_timestamp": {"relative": s}, "end_timestamp": {"relative": e}}],
        }
    ),
    "Podlove in groups": each(
        lambda s, _, who, t: {"speaker": NAMES[who], "items": [{"start": clock(s), "text": t}]}
    ),
    "Rev with names": {
        "speakers": [{"id": k, "name": name} for k, name in enumerate(NAMES)],
        "monologues": each(lambda *turn: {"speaker": turn[2], "elements": word_elements(*turn)}),
    },
    "paragraphs with sentences": {
        "data": {
            "paragraphs": each(
                lambda s, e, who, t: {
                    "speaker": NAMES[who],
                    "sentences": [{"text": t, "start": s, "end": e}],
                }
            )
        }
    },
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_words_times_and_speakers_of_services_are_read(kind: str) -> None:
    transcript = parse_transcript(json.dumps(DOCUMENTS[kind]).encode(), "talk.json")
    assert " ".join(cue.text for cue in transcript.cues) == " ".join(text for *_, text in TURNS)
    firsts = {cue.start for cue in transcript.cues}
    assert {start for start, *_ in TURNS} <= firsts
    speakers = list(dict.fromkeys(cue.speaker for cue in transcript.cues))
    assert speakers in (list(NAMES), ["Speaker 1", "Speaker 2"])
    assert transcript.lost_words == 0


def test_lines_of_json_are_read_and_a_broken_one_is_named() -> None:
    lines = [
        json.dumps({"start": s, "end": e, "speaker": NAMES[who], "text": text}) for s, e, who, text in TURNS
    ]
    transcript = parse_transcript("\n".join([*lines, '{"start": 71, "te']).encode(), "talk.jsonl")
    assert [(cue.start, cue.speaker) for cue in transcript.cues] == [
        (s, NAMES[who]) for s, _, who, _ in TURNS
    ]
    assert transcript.notes == ('Left out line 5: broken JSON (“{"start": 71, "te”).',)


def test_names_in_the_head_of_ttml_are_those_of_the_speakers() -> None:
    space = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
    agents = "".join(
        f'<ttm:agent xml:id="p{k}"><ttm:name type="full">{name}</ttm:name></ttm:agent>'
        for k, name in enumerate(NAMES)
    )
    body = "".join(f'<p begin="{s}s" dur="{e - s}s" ttm:agent="p{who}">{t}</p>' for s, e, who, t in TURNS)
    text = f"<tt {space}><head>{agents}</head><body><div>{body}</div></body></tt>"
    cues = parse_transcript(text.encode()).cues
    assert [(cue.start, cue.end, cue.speaker, cue.text) for cue in cues] == [
        (s, e, NAMES[who], t) for s, e, who, t in TURNS
    ]


@pytest.mark.parametrize(
    ("time", "second"),
    [("00:01:05.500", 65.5), ("65.5s", 65.5), ("65500ms", 65.5), ("655000000t", 65.5), ("00:01:05:15", 65.5)],
)
def test_times_of_ttml_are_read_in_any_unit(time: str, second: float) -> None:
    text = (
        f'<tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="{time}" end="99s">So it was.</p></body></tt>'
    )
    assert parse_transcript(text.encode()).cues[0].start == second


def test_entities_and_document_types_of_xml_stay_closed() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "aaaa">]><tt><body><p begin="1s">&a;</p></body></tt>'
    )
    with pytest.raises(TranscriptError, match="defines its own document type"):
        parse_transcript(bomb.encode())
