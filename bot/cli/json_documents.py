"""The JSON that `--json` writes: a contract with other programs, so keys stay as they are."""

import json
from collections.abc import Sequence

from retrieval.episode_page import Clip, EpisodeQuestion, Related, Summary, Topic
from retrieval.guilds import Entry
from retrieval.models import Answer, Citation, Episode, Hit, Segment, Sentence, Status

Document = dict[str, object]


def write(document: object, *, line: bool = False) -> str:
    """The document as text: indented for a reader, or as one `line` of JSON lines."""
    return json.dumps(document, ensure_ascii=False, indent=None if line else 2)


def citation_document(citation: Citation) -> Document:
    """One citation; `speaker` is what the transcript states, a guess is `speaker_inferred` beside a null."""
    document: Document = {
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


def answer_document(answer: Answer) -> Document:
    """The answer of `ask --json`, which is also one line of `ask - --json`."""
    return {
        "question": answer.question,
        "status": answer.status,
        "sentences": [sentence_document(sentence) for sentence in answer.sentences],
        "nearest": [citation_document(citation) for citation in answer.nearest],
        "model": answer.model,
        "seconds": {
            "retrieve": round(answer.seconds.retrieve, 3),
            "answer": round(answer.seconds.answer, 3),
            "total": round(answer.seconds.total, 3),
        },
    }


def sentence_document(sentence: Sentence) -> Document:
    """One sentence and what proves it."""
    return {"text": sentence.text, "citations": [citation_document(each) for each in sentence.citations]}


def error_document(question: str | None, error: str) -> Document:
    """What stands in the place of an answer for a line that got none."""
    return {"question": question, "status": "error", "error": error}


def segment_document(segment: Segment) -> Document:
    """One segment of `transcript --json`; `speaker` names whom the transcript states, in order."""
    return {
        "segment": segment.number,
        "start": segment.start,
        "end": segment.end,
        "speaker": segment.speaker,
        "text": segment.text,
    }


def hit_document(hit: Hit) -> Document:
    """One found segment of `search --json`; scores compare within one search only."""
    return {"episode": hit.episode.id, **segment_document(hit.segment), "score": round(hit.score, 6)}


def transcript_document(episode: Episode, segments: Sequence[Segment]) -> Document:
    """The segments of `transcript --json`, in spoken order."""
    return {"episode": episode.id, "segments": [segment_document(segment) for segment in segments]}


def episode_document(episode: Episode) -> Document:
    """One episode of `episodes --json`; dates are ISO, `duration` is seconds."""
    media = {medium.kind: medium.url for medium in episode.media}
    return {
        "episode": episode.id,
        "show": episode.show.id,
        "show_title": episode.show.title,
        "title": episode.title,
        "published": episode.published.isoformat() if episode.published else None,
        "guests": list(episode.guests),
        "segments": episode.segments,
        "duration": episode.duration,
        "page_url": episode.page_url,
        "audio_url": media.get("audio"),
        "video_url": media.get("video"),
    }


def status_document(status: Status) -> Document:
    """The whole index, for `index status --json`."""
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


def entry_document(entry: Entry) -> Document:
    """One line of the log; a `guild` of null is the host's own shell."""
    return {
        "at": entry.at.isoformat(),
        "guild": entry.guild,
        "actor": {"id": entry.actor.id, "name": entry.actor.name},
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def summary_document(summary: Summary, topics: Sequence[Topic]) -> Document:
    """The `topics` of `summary --json`, all or the one asked for."""
    return {
        "episode": summary.episode.id,
        "topics": [
            {**_topic_document(topic), "subtopics": [_topic_document(each) for each in topic.subtopics]}
            for topic in topics
        ],
        "model": summary.model,
        "tokens": summary.tokens,
    }


def _topic_document(topic: Topic) -> Document:
    return {
        "title": topic.title,
        "start": topic.start,
        "end": topic.end,
        "sentences": [sentence_document(sentence) for sentence in topic.sentences],
        "quote": citation_document(topic.quote),
    }


def clip_document(clip: Clip) -> Document:
    """One clip of `clips --json`; `quote` is all of its words."""
    return {
        "title": clip.title,
        "start": clip.start,
        "end": clip.end,
        "quote": clip.quote.quote,
        "citations": [citation_document(citation) for citation in clip.citations],
    }


def question_document(question: EpisodeQuestion) -> Document:
    """One question of `questions --json`, and where it is answered."""
    return {
        "question": question.question,
        "citations": [citation_document(citation) for citation in question.citations],
    }


def related_document(related: Related) -> Document:
    """One episode of `related --json`, why it is there, and a passage of each that shows it."""
    return {
        "episode": related.episode.id,
        "why": related.why,
        "here": citation_document(related.here),
        "there": citation_document(related.there),
    }
