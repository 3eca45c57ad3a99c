"""The JSON of the command keeps the keys that other programs read."""

import dataclasses
import json
from datetime import UTC, datetime

from bot.cli import json_documents
from bot.cli.output import format_json
from retrieval.models import Status
from tests.bot.samples import ANSWERED, BRIDLE, EPISODE, HIT, REFUSED, TAIL, TURNS, UNTIMED, VIDEO

CITATION_KEYS = ["episode", "segment", "start", "end", "speaker", "quote", "url"]


def test_an_answer_has_its_sentences_each_with_its_citations() -> None:
    document = json_documents.answer_document(ANSWERED)
    assert list(document) == ["question", "status", "kind", "sentences", "nearest", "model", "seconds"]
    assert document["status"] == "answered"
    assert document["nearest"] == []
    assert document["seconds"] == {"retrieve": 0.012, "answer": 0.5, "total": 0.512}
    assert document["sentences"] == [
        {"text": "The bridle sets the angle.", "citations": [json_documents.citation_document(BRIDLE)]},
        {
            "text": "A tail only drags.",
            "citations": [json_documents.citation_document(TAIL), json_documents.citation_document(BRIDLE)],
        },
    ]


def test_a_refusal_has_no_sentence_and_the_nearest_citations() -> None:
    document = json_documents.answer_document(REFUSED)
    assert document["status"] == "refused"
    assert document["sentences"] == []
    assert document["nearest"] == [
        json_documents.citation_document(BRIDLE),
        json_documents.citation_document(UNTIMED),
    ]


def test_a_citation_says_where_and_who() -> None:
    document = json_documents.citation_document(BRIDLE)
    assert list(document) == CITATION_KEYS
    assert document == {
        "episode": "kites",
        "segment": 12,
        "start": 350.5,
        "end": 353.0,
        "speaker": "Ines Prado",
        "quote": "The bridle sets the angle.",
        "url": f"{VIDEO}&t=350s",
    }


def test_a_guessed_speaker_stands_beside_a_null_and_never_in_its_place() -> None:
    document = json_documents.citation_document(TAIL)
    assert list(document) == [*CITATION_KEYS, "speaker_inferred", "estimated"]
    assert document["speaker"] is None
    assert document["speaker_inferred"] == "Oskar Lind"
    assert document["estimated"] is True


def test_what_a_transcript_does_not_say_is_null() -> None:
    document = json_documents.citation_document(UNTIMED)
    assert list(document) == CITATION_KEYS
    assert [document[key] for key in ("start", "end", "speaker", "url")] == [None] * 4


def test_a_found_segment_names_only_its_stated_speakers() -> None:
    assert json_documents.hit_document(HIT) == {
        "episode": "kites",
        "segment": 12,
        "start": 350.5,
        "end": 356.0,
        "speaker": "Ines Prado",
        "text": "The bridle sets the angle. Always? Nearly always.",
        "score": 0.876543,
    }


def test_a_transcript_is_its_segments() -> None:
    document = json_documents.transcript_document(EPISODE, (TURNS,))
    assert document == {"episode": "kites", "segments": [json_documents.segment_document(TURNS)]}
    assert list(json_documents.segment_document(TURNS)) == ["segment", "start", "end", "speaker", "text"]


def test_an_episode_and_the_status_can_be_written() -> None:
    indexed = datetime(2024, 5, 7, 8, 9, tzinfo=UTC)
    status = Status(1, 2, 3, "local:all-MiniLM-L6-v2", 384, 4096, indexed, ("A problem.",))
    for document in (json_documents.episode_document(EPISODE), json_documents.status_document(status)):
        assert json.loads(format_json(document)) == document
    assert json_documents.episode_document(EPISODE)["published"] == "2024-05-06"
    assert json_documents.status_document(status)["last_indexed"] == "2024-05-07T08:09:00+00:00"


def test_a_json_line_is_one_line_whatever_it_holds() -> None:
    quote = dataclasses.replace(BRIDLE, quote="zwei\nZeilen, “ähnlich”")
    line = format_json(json_documents.citation_document(quote), one_line=True)
    assert "\n" not in line
    assert "ähnlich" in line
    assert json.loads(line)["quote"] == quote.quote
