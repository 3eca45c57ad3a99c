"""JSON schemas of the replies that chat models are asked for."""

from typing import Any


def _object_schema(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these properties, as OpenAI's strict mode requires it."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _sentence_list() -> dict[str, Any]:
    """Return the schema of a list of sentences, each with the numbers of the passages that it rests on."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    return {"type": "array", "items": _object_schema({"text": {"type": "string"}, "segments": numbers})}


ANSWER_SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "The sentences of the answer, each with the numbers of the passages it rests on.",
    **_object_schema({"sentences": _sentence_list()}),
}
TOPIC_SCHEMA: dict[str, Any] = {
    "title": "topic",
    "description": "What a stretch of an episode is about.",
    **_object_schema(
        {"title": {"type": "string"}, "sentences": _sentence_list(), "quote": {"type": "string"}}
    ),
}
