"""The JSON documents of episodes' pages: summaries, clips, questions and related episodes."""

from bot.cli.json_documents import JsonObject, citation_document, sentence_document
from retrieval.episode_pages.topic_search import TopicPlace
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic


def summary_document(summary: Summary, place: TopicPlace | None = None) -> JsonObject:
    """Return the document of `summary --json`, with all topics or the one at this place."""
    topics = summary.topics
    if place is not None:
        topic = topics[place.topic]
        topics = (topic if place.subtopic is None else topic.subtopics[place.subtopic],)
    return {
        "episode": summary.episode.id,
        "topics": [
            {
                **_topic_document(topic),
                "subtopics": [_topic_document(subtopic) for subtopic in topic.subtopics],
            }
            for topic in topics
        ],
        "model": summary.model,
        "tokens": summary.tokens,
    }


def _topic_document(topic: Topic) -> JsonObject:
    return {
        "title": topic.title,
        "start": topic.start,
        "end": topic.end,
        "sentences": [sentence_document(sentence) for sentence in topic.sentences],
        "quote": citation_document(topic.quote),
    }


def clip_document(clip: Clip) -> JsonObject:
    """Return a clip of `clips --json`; `quote` is its whole text."""
    return {
        "title": clip.title,
        "start": clip.start,
        "end": clip.end,
        "quote": clip.quote.quote,
        "citations": [citation_document(citation) for citation in clip.citations],
    }


def question_document(question: EpisodeQuestion) -> JsonObject:
    """Return a question of `questions --json` and the citations that answer it."""
    return {
        "question": question.question,
        "citations": [citation_document(citation) for citation in question.citations],
    }


def related_document(related: RelatedEpisode) -> JsonObject:
    """Return an episode of `related --json`, why it is related, and a citation from either episode."""
    return {
        "episode": related.episode.id,
        "why": related.why,
        "here": citation_document(related.here),
        "there": citation_document(related.there),
    }
