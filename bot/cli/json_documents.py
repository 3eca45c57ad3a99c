"""The JSON documents that `--json` writes: a contract with other programs, described in docs/json.md."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.cli.error_sentences import in_terminal
from bot.cli.feed_words import waiting_reason
from bot.cli.usage_documents import usage_figures
from retrieval.fetching.secrets import shown_url
from retrieval.models import (
    Answer,
    Citation,
    Episode,
    EpisodePeople,
    Facts,
    HealthCheck,
    Hit,
    Segment,
    Sentence,
    Status,
)
from retrieval.models.feeds import Feed, FeedFailure, PollReport, UnfinishedItem
from retrieval.models.shows import ShowSummary

JsonObject = dict[str, object]


def citation_document(citation: Citation) -> JsonObject:
    """Return a citation.

    `speaker` is the speaker that the transcript states, else null; `speaker_inferred` and `estimated` are
    there only where the speaker or the times are inferred.
    """
    document: JsonObject = {
        "episode": citation.episode.id,
        "segment": citation.segment,
        "start": citation.start,
        "end": citation.end,
        "speaker": citation.speaker,
        "quote": citation.quote,
        "url": citation.url,
    }
    if citation.inferred_speaker and not citation.speaker:
        document["speaker_inferred"] = citation.inferred_speaker
    if citation.estimated:
        document["estimated"] = True
    return document


def answer_document(answer: Answer) -> JsonObject:
    """Return the answer of `ask --json`, or one line of `ask - --json`; durations are seconds.

    `left_out` is there only if episodes couldn't be searched because their index is incomplete, `note`
    only if the language model failed, `usage` only if one was asked, `text` and `facts` where the answer
    isn't from the transcripts, `choices` where the question may mean several episodes, and `taken` where a
    name in it is misspelt.
    """
    document: JsonObject = {
        "question": answer.question,
        "status": answer.status,
        "kind": answer.kind,
        "sentences": [sentence_document(sentence) for sentence in answer.sentences],
        "nearest": [citation_document(citation) for citation in answer.nearest],
        "model": answer.model,
        "seconds": {
            "retrieve": round(answer.seconds.retrieve, 3),
            "answer": round(answer.seconds.answer, 3),
            "total": round(answer.seconds.total, 3),
        },
    }
    if answer.left_out:
        document["left_out"] = answer.left_out
    if answer.taken:
        document["taken"] = answer.taken
    if answer.note:
        document["note"] = answer.note
    if answer.usage:
        document["usage"] = usage_figures(answer.usage)
    if answer.text:
        document["text"] = answer.text
    if answer.facts:
        document["facts"] = facts_document(answer.facts)
    if answer.choices:
        document["choices"] = [episode.id for episode in answer.choices]
    return document


def facts_document(facts: Facts) -> JsonObject:
    """Return the facts of an answer from the catalog; what it doesn't have is left out."""
    document: JsonObject = {"kind": facts.kind, "episodes": [episode.id for episode in facts.episodes]}
    optional: JsonObject = {
        "passages": [citation_document(citation) for citation in facts.passages] or None,
        "names": list(facts.names) or None,
        "number": facts.number,
        "date": facts.day.isoformat() if facts.day else None,
        "seconds": facts.seconds,
        "url": facts.url,
        "available": facts.available,
    }
    return document | {name: value for name, value in optional.items() if value is not None}


def sentence_document(sentence: Sentence) -> JsonObject:
    """Return a sentence and its citations."""
    return {
        "text": sentence.text,
        "citations": [citation_document(citation) for citation in sentence.citations],
    }


def error_document(question: str | None, error: str) -> JsonObject:
    """Return what `ask - --json` writes for a line that could not be answered."""
    return {"question": question, "status": "error", "error": error}


def segment_document(segment: Segment) -> JsonObject:
    """Return a segment; `speaker` names the speakers that the transcript states, in order."""
    return {
        "segment": segment.number,
        "start": segment.start,
        "end": segment.end,
        "speaker": segment.speaker,
        "text": segment.text,
    }


def hit_document(hit: Hit) -> JsonObject:
    """Return a hit of `search --json`; scores are comparable within one search only."""
    return {"episode": hit.episode.id, **segment_document(hit.segment), "score": round(hit.score, 6)}


def transcript_document(episode: Episode, segments: Sequence[Segment]) -> JsonObject:
    """Return the document of `transcript --json`, with segments in spoken order."""
    return {"episode": episode.id, "segments": [segment_document(segment) for segment in segments]}


def episode_document(episode: Episode, people: EpisodePeople | None = None) -> JsonObject:
    """Return an episode of `episodes --json`; dates are ISO 8601, `duration` is in seconds."""
    people = people or EpisodePeople(episode.hosts, episode.guests)
    media = {medium.kind: medium.url for medium in episode.media}
    return {
        "episode": episode.id,
        "show": episode.show.id,
        "show_title": episode.show.title,
        "title": episode.title,
        "published": episode.published.isoformat() if episode.published else None,
        "recorded": people.recorded.isoformat() if people.recorded else None,
        "guests": [guest for guest in people.guests if guest not in people.inferred],
        "guests_inferred": list(people.inferred),
        "hosts": list(people.hosts),
        "speakers": list(people.speakers),
        "segments": episode.segments,
        "duration": episode.duration,
        "page_url": episode.page_url,
        "audio_url": media.get("audio"),
        "video_url": media.get("video"),
    }


def show_document(summary: ShowSummary) -> JsonObject:
    """Return a show of `show list --json`."""
    return {
        "show": summary.show.id,
        "show_title": summary.show.title,
        "episodes": summary.episodes,
        "feeds": summary.feeds,
        "former_names": list(summary.show.former_names),
        "transcripts": summary.show.transcripts or "default",
    }


def status_document(status: Status) -> JsonObject:
    """Return the document of `index status --json`."""
    return {
        "shows": status.shows,
        "episodes": status.episodes,
        "segments": status.segments,
        "embedding_model": status.embedding_model,
        "dimension": status.dimension,
        "disk_bytes": status.disk_bytes,
        "last_indexed": status.last_indexed.isoformat() if status.last_indexed else None,
        "problems": list(status.problems),
    }


def health_document(check: HealthCheck) -> JsonObject:
    """Return a check of `doctor --json`."""
    return {"check": check.name, "ok": check.is_ok, "finding": check.finding, "advice": check.advice}


def feed_document(feed: Feed, unfinished: Iterable[UnfinishedItem] = ()) -> JsonObject:
    """Return a feed of `feed list --json`; `unfinished` are its episodes that wait or fail."""
    items = list(unfinished)
    failing = sum(item.is_failing for item in items)
    return {
        "feed": feed.id,
        "show": feed.show,
        "url": shown_url(feed.url),
        "paused": feed.paused,
        "indexed": feed.indexed,
        "waiting": max(0, feed.waiting - failing),
        "failing": failing,
        "without_transcript": feed.without_transcript,
        "left_out": feed.left_out,
        "checked": _format_time(feed.last_polled),
        "due": _format_time(feed.next_poll),
        "failures": feed.failures,
        "reason": feed.reason,
        "unfinished": [_unfinished_document(item, feed) for item in items],
    }


def _unfinished_document(item: UnfinishedItem, feed: Feed) -> JsonObject:
    return {
        "title": item.title,
        "indexed": item.indexed,
        "reason": item.reason or waiting_reason(feed),
        "failures": item.failures,
        "due": _format_time(item.due),
    }


def poll_document(report: PollReport) -> JsonObject:
    """Return a feed of `feed poll --json`."""
    return {
        "feed": report.feed.id,
        "show": report.feed.show,
        "added": list(report.added),
        "updated": list(report.updated),
        "removed": list(report.removed),
        "failures": _failures(report.failures),
        "kept": _failures(report.kept),
        "reason": report.reason,
        **({"notes": _failures(report.notes)} if report.notes else {}),
    }


def _failures(failures: Iterable[FeedFailure]) -> list[JsonObject]:
    return [{"title": failure.name, "reason": in_terminal(failure.reason)} for failure in failures]


def _format_time(time: datetime | None) -> str | None:
    return time.isoformat(timespec="seconds") if time else None
